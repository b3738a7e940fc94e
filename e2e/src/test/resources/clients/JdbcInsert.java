import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Types;
import java.util.Properties;

// Prepared INSERTs with databend-jdbc, which prints what became of them. Arguments: the server's host and port, and the number of rows.
void main(String[] arguments) throws Exception {
    int rows = Integer.parseInt(arguments[1]);
    for (String options : new String[] {"", "?presigned_url_disabled=true"}) {
        try (Connection connection = connect(arguments[0], options); Statement statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE TABLE numbered (id BIGINT, name VARCHAR, amount DECIMAL(18, 2))");
            batch(connection, rows);
            print(statement, "SELECT count(*), sum(id), sum(amount), min(name) FROM numbered");
            print(statement, "SELECT count(*) FROM list_stage(location => '@~')");
        }
    }
    try (Connection connection = connect(arguments[0], ""); Statement statement = connection.createStatement()) {
        statement.execute("CREATE OR REPLACE TABLE sparse (id INT, name VARCHAR, n INT DEFAULT 7)");
        absent(connection);
        print(statement, "SELECT id, name, n FROM sparse ORDER BY id");
        statement.execute("CREATE OR REPLACE TABLE small (id TINYINT)");
        tooLarge(connection);
        print(statement, "SELECT count(*) FROM small");
    }
    System.exit(0);
}

void batch(Connection connection, int rows) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO numbered VALUES (?, ?, ?)")) {
        for (int i = 0; i < rows; i++) {
            insert.setLong(1, i);
            insert.setString(2, "name, \"" + i + "\"");
            insert.setBigDecimal(3, BigDecimal.valueOf(i, 2));
            insert.addBatch();
        }
        IO.println("inserted " + insert.executeBatch().length);
    }
}

void absent(Connection connection) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO sparse (id, name, n) VALUES (?, ?, ?)")) {
        insert.setInt(1, 1);
        insert.setString(2, "");
        insert.setNull(3, Types.INTEGER);
        insert.addBatch();
        insert.setInt(1, 2);
        insert.setNull(2, Types.VARCHAR);
        insert.setInt(3, 5);
        insert.addBatch();
        insert.executeBatch();
    }
}

void tooLarge(Connection connection) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO small VALUES (?)")) {
        insert.setInt(1, 1);
        insert.addBatch();
        insert.setInt(1, 1000);
        insert.addBatch();
        insert.executeBatch();
    } catch (Exception e) {
        IO.println("refused " + e.getMessage());
    }
}

void print(Statement statement, String sql) throws Exception {
    try (ResultSet results = statement.executeQuery(sql)) {
        while (results.next()) {
            StringBuilder row = new StringBuilder();
            for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
                row.append(column == 1 ? "" : "|").append(results.getString(column));
            }
            IO.println(row);
        }
    }
}

Connection connect(String authority, String options) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", "root");
    properties.setProperty("password", "");
    return DriverManager.getConnection("jdbc:databend://" + authority + "/default" + options, properties);
}
