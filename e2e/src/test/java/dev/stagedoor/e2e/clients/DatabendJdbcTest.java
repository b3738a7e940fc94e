package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SmallFiles;
import dev.stagedoor.e2e.support.Users;
import dev.stagedoor.testsupport.Full;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** databend-jdbc 0.2.8 from Maven Central. */
class DatabendJdbcTest {
    private static final String PRESIGN_ON = "";
    private static final String PRESIGN_OFF = "?presigned_url_disabled=true";

    @TempDir
    static Path directory;

    static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("data"))
                .withEnvironment(Users.environment(directory, "root", "root password", "alice", "s3cret pass:wörd")));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Connection connect(String options) throws SQLException {
        return Jdbc.connect(server.authority(), "alice", "s3cret pass:wörd", options);
    }

    @Test
    void it_connects_and_asks_for_the_version() throws SQLException {
        try (Connection connection = connect(PRESIGN_ON)) {
            assertThat(Jdbc.rows(connection, "SELECT 1")).containsExactly(List.of("1"));
            assertThat(Jdbc.rows(connection, "SELECT version()").getFirst().getFirst()).contains("v1.2.880-nightly");
            assertThat(Jdbc.rows(connection, "SELECT current_user()").getFirst().getFirst()).isEqualTo("'alice'@'%'");
        }
    }

    @Test
    void a_wrong_password_is_refused_at_connect() {
        assertThatThrownBy(() -> Jdbc.connect(server.authority(), "alice", "wrong", PRESIGN_ON))
                .hasStackTraceContaining("code=5100")
                .hasStackTraceContaining("incorrect password");
        assertThatThrownBy(() -> Jdbc.connect(server.authority(), "nobody", "x", PRESIGN_ON)).hasStackTraceContaining("code=5100");
        assertThatThrownBy(() -> Jdbc.connect(server.authority(), "root", "", PRESIGN_ON)).hasStackTraceContaining("code=5100");
    }

    @Test
    void root_without_a_password_connects_to_a_server_without_configuration() throws SQLException {
        try (ServerProcess open = ServerProcess.start(directory.resolve("open-data"));
                Connection connection = Jdbc.connect(open.authority(), "root", "", PRESIGN_ON)) {
            assertThat(Jdbc.rows(connection, "SELECT current_user()").getFirst().getFirst()).isEqualTo("'root'@'%'");
        }
    }

    @Test
    void stages_are_created_shown_described_altered_and_dropped() throws SQLException {
        try (Connection connection = connect(PRESIGN_ON)) {
            Jdbc.execute(connection, "CREATE STAGE ddl FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|') COMMENT = 'first'");
            Jdbc.execute(connection, "CREATE STAGE IF NOT EXISTS ddl");
            assertThat(Jdbc.column(connection, "SHOW STAGES LIKE 'ddl'", "comment")).containsExactly("first");
            assertThat(Jdbc.column(connection, "DESC STAGE ddl", "file_format_options").getFirst())
                    .contains("\"field_delimiter\":\"|\"");
            Jdbc.execute(connection, "ALTER STAGE ddl SET COMMENT = 'second'");
            assertThat(Jdbc.column(connection, "SELECT * FROM system.stages WHERE name = 'ddl'", "comment"))
                    .containsExactly("second");
            assertThatThrownBy(() -> Jdbc.execute(connection, "CREATE STAGE ddl"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("code=2502")
                    .hasMessageContaining("Stage 'ddl' already exists.");
            Jdbc.execute(connection, "DROP STAGE ddl");
            assertThat(Jdbc.rows(connection, "SHOW STAGES LIKE 'ddl'")).isEmpty();
            assertThatThrownBy(() -> Jdbc.rows(connection, "LIST @ddl"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("code=2501");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', plain.csv, plain.csv",
        "'', a/b, nested.csv, a/b/nested.csv",
        "'', /a/b/, slashes.csv, a/b/slashes.csv",
        "'', a b, x y.csv, a b/x y.csv",
        "?presigned_url_disabled=true, '', plain.csv, plain.csv",
        "?presigned_url_disabled=true, a/b, nested.csv, a/b/nested.csv",
        "?presigned_url_disabled=true, /a/b/, slashes.csv, a/b/slashes.csv",
        "?presigned_url_disabled=true, a b, x y.csv, a b/x y.csv"
    })
    void a_stream_is_uploaded_listed_and_downloaded(String options, String prefix, String name, String key)
            throws Exception {
        byte[] content = Scratch.bytes(key.hashCode(), 100_000);
        try (Connection connection = connect(options)) {
            Jdbc.execute(connection, "CREATE OR REPLACE STAGE transfer");
            Jdbc.files(connection)
                    .uploadStream("transfer", prefix, new ByteArrayInputStream(content), name, content.length, false);

            assertThat(Jdbc.rows(connection, "LIST @transfer")).singleElement().satisfies(row -> assertThat(row.subList(0, 3))
                    .containsExactly(key, "100000", "\"" + Scratch.md5(content) + "\""));
            try (InputStream download = Jdbc.files(connection).downloadStream("transfer", key, false)) {
                assertThat(download.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PRESIGN_ON, PRESIGN_OFF})
    void the_user_stage_takes_files_and_belongs_to_the_user(String options) throws Exception {
        byte[] content = {1, 2, 3};
        try (Connection connection = connect(options);
                Connection other = Jdbc.connect(server.authority(), "root", "root password", options)) {
            Jdbc.files(connection).uploadStream("~", "mine", new ByteArrayInputStream(content), "x.bin", 3, false);

            assertThat(Jdbc.column(connection, "LIST @~/mine/", "name")).containsExactly("mine/x.bin");
            assertThat(Jdbc.column(other, "LIST @~/mine/", "name")).isEmpty();
            Jdbc.execute(connection, "REMOVE @~/mine/");
            assertThat(Jdbc.column(connection, "LIST @~/mine/", "name")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PRESIGN_ON, PRESIGN_OFF})
    void an_empty_file_is_uploaded_and_downloaded(String options) throws Exception {
        try (Connection connection = connect(options)) {
            Jdbc.execute(connection, "CREATE OR REPLACE STAGE empty_file");
            Jdbc.files(connection).uploadStream("empty_file", "", InputStream.nullInputStream(), "nothing", 0, false);

            assertThat(Jdbc.column(connection, "LIST @empty_file", "size")).containsExactly("0");
            try (InputStream download = Jdbc.files(connection).downloadStream("empty_file", "nothing", false)) {
                assertThat(download.readAllBytes()).isEmpty();
            }
        }
    }

    @Full // the driver tries for some twenty seconds
    @Test
    void a_refused_upload_is_not_followed_by_an_empty_file() throws Exception {
        byte[] content = {1, 2, 3, 4};
        try (Connection connection = connect(PRESIGN_ON)) {
            Jdbc.execute(connection, "CREATE OR REPLACE STAGE small PRESIGN = (MAX_SIZE = 3)");
            assertThatThrownBy(() -> Jdbc.files(connection)
                            .uploadStream("small", "", new ByteArrayInputStream(content), "x.bin", content.length, false))
                    .isInstanceOf(SQLException.class);

            assertThat(Jdbc.rows(connection, "LIST @small")).isEmpty();
        }
    }

    @Test
    void a_missing_file_cannot_be_downloaded() throws SQLException {
        try (Connection connection = connect(PRESIGN_ON)) {
            assertThatThrownBy(() -> Jdbc.files(connection).downloadStream("~", "nothing/here.csv", false))
                    .hasStackTraceContaining("404");
        }
    }

    @Test
    void an_upload_to_an_unknown_stage_is_refused() throws SQLException {
        try (Connection connection = connect(PRESIGN_ON)) {
            InputStream content = new ByteArrayInputStream(new byte[] {1});
            assertThatThrownBy(() -> Jdbc.files(connection).uploadStream("no_such_stage", "", content, "x", 1, false))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("Failed to do presign"); // the driver keeps the reason to itself
        }
    }

    @Test
    void statements_of_one_text_run_in_order_until_one_fails() throws Exception {
        try (Connection connection = connect(PRESIGN_ON)) {
            Jdbc.execute(connection, "CREATE OR REPLACE STAGE batch_a;\nCREATE OR REPLACE STAGE batch_b;\n");
            assertThat(Jdbc.column(connection, "DROP STAGE batch_a; SHOW STAGES LIKE 'batch%'", "name")).containsExactly("batch_b");
            assertThatThrownBy(() -> Jdbc.execute(connection, "DROP STAGE batch_b;\nDROP STAGE batch_b;\nCREATE STAGE batch_c"))
                    .hasStackTraceContaining("statement 2 of 3: ");
            assertThat(Jdbc.column(connection, "SHOW STAGES LIKE 'batch%'", "name")).isEmpty();
        }
    }

    @Test
    void rows_of_tables_are_changed_and_counted() throws Exception {
        try (Connection connection = connect(PRESIGN_ON);
                var statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE TABLE changed (a INT, b VARCHAR)");
            statement.execute("INSERT INTO changed SELECT number, 'old' FROM numbers(10)");
            // For the update count the driver takes the rows that were scanned so far, so the result is asked.
            assertThat(Jdbc.column(connection, "UPDATE changed SET b = 'new' WHERE a < 4", "number of rows updated")).containsExactly("4");
            assertThat(Jdbc.column(connection, "DELETE FROM changed WHERE a = 9", "number of rows deleted")).containsExactly("1");
            assertThat(Jdbc.column(
                    connection,
                    "MERGE INTO changed t USING (SELECT 20 AS a, 'merged' AS b) s ON t.a = s.a"
                            + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT *",
                    "number of rows inserted"))
                    .containsExactly("1");
            try (var update = connection.prepareStatement("UPDATE changed SET b = ? WHERE a = ?")) {
                update.setString(1, "it's");
                update.setInt(2, 5);
                update.execute();
            }
            assertThat(Jdbc.column(connection, "SELECT b FROM changed WHERE a IN (3, 4, 5, 20) ORDER BY a", "b"))
                    .containsExactly("new", "old", "it's", "merged");
        }
    }

    @Test
    void batch_of_deletes_is_sent_as_one_text() throws Exception {
        try (Connection connection = connect(PRESIGN_ON);
                var delete = connection.prepareStatement("DELETE FROM deleted WHERE a = ?")) {
            Jdbc.execute(connection, "CREATE OR REPLACE TABLE deleted (a INT)");
            Jdbc.execute(connection, "INSERT INTO deleted VALUES (0), (1), (2)");
            for (int i = 0; i < 2; i++) {
                delete.setInt(1, i);
                delete.addBatch();
            }
            delete.executeBatch();
            assertThat(Jdbc.column(connection, "SELECT a FROM deleted", "a")).containsExactly("2");
        }
    }

    @Test
    void remove_takes_a_pattern() throws Exception {
        try (Connection connection = connect(PRESIGN_ON)) {
            Jdbc.execute(connection, "CREATE OR REPLACE STAGE removal");
            for (String name : List.of("a.csv", "b.csv", "c.parquet")) {
                Jdbc.files(connection).uploadStream("removal", "d", new ByteArrayInputStream(new byte[1]), name, 1, false);
            }

            Jdbc.execute(connection, "REMOVE @removal/d/ PATTERN = '.*[.]csv'");

            assertThat(Jdbc.column(connection, "LIST @removal", "name")).containsExactly("d/c.parquet");
        }
    }

    @Test
    void list_stage_is_a_table() throws Exception {
        try (Connection connection = connect(PRESIGN_ON)) {
            Jdbc.execute(connection, "CREATE OR REPLACE STAGE tabled");
            for (int size : new int[] {10, 30, 20}) {
                Jdbc.files(connection)
                        .uploadStream("tabled", "", new ByteArrayInputStream(new byte[size]), "f" + size + ".bin", size, false);
            }

            assertThat(Jdbc.rows(
                            connection,
                            "SELECT name, size FROM list_stage(location => '@tabled') WHERE size > 10 ORDER BY size DESC"))
                    .containsExactly(List.of("f30.bin", "30"), List.of("f20.bin", "20"));
            assertThat(Jdbc.rows(connection, "SELECT count(*), sum(size) FROM list_stage(location => '@tabled', pattern => 'f[123]0.*')"))
                    .containsExactly(List.of("3", "60"));
            assertThat(Jdbc.rows(
                            connection,
                            "SELECT s.name, f.name FROM system.stages s, list_stage(location => '@tabled/f1') f WHERE s.name = 'tabled'"))
                    .containsExactly(List.of("tabled", "f10.bin"));
        }
    }

    @Test
    void a_result_tells_its_columns() throws SQLException {
        try (Connection connection = connect(PRESIGN_ON);
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("PRESIGN @~/x")) {
            ResultSetMetaData columns = results.getMetaData();
            assertThat(columns.getColumnCount()).isEqualTo(3);
            assertThat(List.of(columns.getColumnName(1), columns.getColumnName(2), columns.getColumnName(3)))
                    .containsExactly("method", "headers", "url");
        }
    }

    @Test
    void a_listing_of_25_000_files_arrives_in_pages() throws Exception {
        int files = 25_000;
        try (Connection connection = connect("?max_rows_per_page=1000")) {
            Jdbc.execute(connection, "CREATE OR REPLACE STAGE many");
            SmallFiles.put(server.sql("alice", "s3cret pass:wörd"), server.address(), "many", files);

            List<String> names = Jdbc.column(connection, "LIST @many", "name");

            assertThat(names).hasSize(files).isSorted().doesNotHaveDuplicates();
            assertThat(names.getFirst()).isEqualTo(SmallFiles.name(0));
            assertThat(names.getLast()).isEqualTo(SmallFiles.name(files - 1));
        }
    }
}
