package dev.stagedoor.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig.SynchronousMode;

class CountedTransactionsTest {
    private static final String INSERT = "INSERT INTO t VALUES (?)";

    private DatabaseFile database;
    private CountedTransactions transactions;

    @BeforeEach
    void open(@TempDir Path directory) throws SQLException {
        var schema = new SchemaVersions(
                List.of(
                        "CREATE TABLE t (a TEXT NOT NULL)",
                        "CREATE TABLE counter (commits INTEGER NOT NULL)",
                        "INSERT INTO counter VALUES (7)"),
                List.of(),
                version -> new StagedoorException(ErrorCode.INVALID_CONFIG, "schema " + version));
        database = new DatabaseFile(directory.resolve("t.db"), schema, SynchronousMode.OFF, 1 << 20, 1000);
        transactions = transactions();
    }

    @AfterEach
    void close() throws SQLException {
        transactions.close();
    }

    private CountedTransactions transactions() throws SQLException {
        return new CountedTransactions(database.connectWriter(), "counter", List.of(INSERT));
    }

    private void insert(String value) throws SQLException {
        PreparedStatement insert = transactions.prepared(INSERT);
        insert.setString(1, value);
        insert.executeUpdate();
    }

    private long rows() throws SQLException {
        try (Connection reader = database.connectReader();
                Statement statement = reader.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
            return row.getLong(1);
        }
    }

    @Test
    void each_transaction_is_counted_within_itself() throws SQLException {
        transactions.begin();
        insert("a");
        assertThat(rows()).isZero();
        transactions.commit();
        transactions.begin();
        insert("b");
        transactions.rollback();

        assertThat(rows()).isEqualTo(1);
        assertThat(transactions.committed()).isEqualTo(8);
        transactions.close();
        transactions = transactions();
        assertThat(transactions.committed()).isEqualTo(8);
    }

    @Test
    void batch_of_a_transaction_that_failed_is_not_part_of_the_next() throws SQLException {
        transactions.begin();
        batch("a");
        transactions.rollback();

        transactions.begin();
        batch("b");
        transactions.prepared(INSERT).executeBatch();
        transactions.commit();
        assertThat(rows()).isEqualTo(1);
    }

    private void batch(String value) throws SQLException {
        PreparedStatement insert = transactions.prepared(INSERT);
        insert.setString(1, value);
        insert.addBatch();
    }

    @Test
    void statement_that_was_not_named_to_be_prepared_is_refused() {
        assertThatThrownBy(() -> transactions.prepared("SELECT 1")).isInstanceOf(IllegalArgumentException.class);
    }

    /** As SQLite does on a full disk. */
    @Test
    void transaction_that_has_ended_by_itself_is_rolled_back_without_harm() throws SQLException {
        transactions.begin();
        insert("a");
        transactions.execute("ROLLBACK");
        transactions.rollback();

        transactions.begin();
        insert("b");
        transactions.commit();
        assertThat(rows()).isEqualTo(1);
    }
}
