package dev.stagedoor.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig.SynchronousMode;

class SchemaVersionsTest {
    private static final List<String> FIRST = List.of("CREATE TABLE t (a TEXT NOT NULL)", "INSERT INTO t VALUES ('first')");
    private static final List<List<String>> CHANGES =
            List.of(List.of("INSERT INTO t VALUES ('second')"), List.of("INSERT INTO t VALUES ('third')", "INSERT INTO t VALUES ('too')"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void each_version_is_led_to_the_newest_by_the_changes_it_lacks(int version) throws SQLException {
        if (version > 0) {
            database(CHANGES.subList(0, version - 1)).connectWriter().close();
        }

        for (int opening = 0; opening < 2; opening++) {
            try (Connection connection = database(CHANGES).connectWriter()) {
                assertThat(schema(CHANGES).version(connection)).isEqualTo(3);
                assertThat(rows(connection)).containsExactly("first", "second", "third", "too");
            }
        }
    }

    @Test
    void change_that_fails_leaves_the_version_before_as_it_was() throws SQLException {
        database(List.of()).connectWriter().close();
        List<List<String>> broken = List.of(CHANGES.getFirst(), List.of("INSERT INTO t VALUES ('third')", "INSERT INTO t VALUES (NULL)"));

        assertThatThrownBy(() -> database(broken).connectWriter()).isInstanceOf(SQLException.class);

        try (Connection connection = database(List.of()).connectReader()) {
            assertThat(schema(broken).version(connection)).isEqualTo(1);
            assertThat(rows(connection)).containsExactly("first");
        }
    }

    @Test
    void later_version_is_refused_untouched() throws SQLException {
        database(CHANGES).connectWriter().close();

        assertThatThrownBy(() -> database(List.of()).connectWriter()).isInstanceOf(StagedoorException.class)
                .hasMessage("version 3 is newer");

        try (Connection connection = database(CHANGES).connectReader()) {
            assertThat(rows(connection)).containsExactly("first", "second", "third", "too");
            assertThatThrownBy(() -> schema(List.of()).version(connection)).isInstanceOf(StagedoorException.class);
        }
    }

    @Test
    void connection_that_reads_cannot_write() throws SQLException {
        database(CHANGES).connectWriter().close();
        try (Connection connection = database(CHANGES).connectReader();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES ('x')")).isInstanceOf(SQLException.class);
            assertThat(rows(connection)).hasSize(4);
        }
    }

    private DatabaseFile database(List<List<String>> changes) {
        return new DatabaseFile(directory.resolve("it?s a.db"), schema(changes), SynchronousMode.FULL, 1 << 20, 1000);
    }

    private static SchemaVersions schema(List<List<String>> changes) {
        return new SchemaVersions(
                FIRST, changes, version -> new StagedoorException(ErrorCode.INVALID_CONFIG, "version " + version + " is newer"));
    }

    private static List<String> rows(Connection connection) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT a FROM t ORDER BY rowid")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }
}
