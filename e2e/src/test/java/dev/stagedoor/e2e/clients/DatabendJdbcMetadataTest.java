package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.stagedoor.e2e.support.ServerProcess;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What databend-jdbc 0.2.8 tells of the server: every method of {@link DatabaseMetaData}, as database browsers call them. */
class DatabendJdbcMetadataTest {
    /** The driver has no answer to these and asks no server. */
    private static final List<String> UNSUPPORTED = List.of(
            "getBestRowIdentifier", "getColumnPrivileges", "getCrossReference", "getExportedKeys", "getIndexInfo", "getTablePrivileges",
            "getVersionColumns");

    @TempDir
    static Path directory;

    static @Nullable ServerProcess server;
    static @Nullable Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        server = ServerProcess.start(directory.resolve("data"));
        connection = Jdbc.connect(server.authority(), "root", "", "");
    }

    @AfterAll
    static void stop() throws SQLException {
        if (connection != null) {
            connection.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static DatabaseMetaData metadata() throws SQLException {
        return connection.getMetaData();
    }

    static Stream<Method> methods() {
        return Arrays.stream(DatabaseMetaData.class.getMethods())
                .filter(method -> !method.getName().equals("unwrap") && !method.getName().equals("isWrapperFor"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void every_method_is_answered(Method method) throws Exception {
        Object[] anything = Arrays.stream(method.getParameterTypes())
                .map(type -> type == int.class ? (Object) 1004 : type == boolean.class ? false : null)
                .toArray();
        try {
            Object answer = method.invoke(metadata(), anything);
            assertThat(UNSUPPORTED).doesNotContain(method.getName());
            if (answer instanceof ResultSet rows) {
                read(rows);
            }
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SQLFeatureNotSupportedException) || !UNSUPPORTED.contains(method.getName())) {
                fail(method.toString(), e.getCause());
            }
        }
    }

    @Test
    void catalogs_and_schemas_are_the_databases() throws SQLException {
        List<String> databases = List.of("default", "information_schema", "system");
        assertThat(column(metadata().getCatalogs(), "table_cat")).isEqualTo(databases);
        assertThat(column(metadata().getSchemas(), "table_schema")).isEqualTo(databases);
        assertThat(column(metadata().getSchemas(null, "system"), "TABLE_SCHEM")).containsExactly("system");
    }

    @Test
    void tables_are_found_by_schema_name_and_type() throws SQLException {
        assertThat(column(metadata().getTables(null, "system", "s%", null), "TABLE_NAME"))
                .containsExactly("settings", "snapshots", "stages");
        assertThat(column(metadata().getTables("system", null, null, new String[] {"TABLE"}), "TABLE_NAME")).contains("stages", "tables");
        assertThat(column(metadata().getTables(null, "information\\_schema", "%", new String[] {"VIEW"}), "TABLE_NAME"))
                .contains("columns", "schemata");
        assertThat(column(metadata().getTables(null, "default", null, null), "TABLE_NAME")).isEmpty();
        assertThat(read(metadata().getTables(null, "system", "stages", null)))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("TABLE_SCHEM", "system").containsEntry("TABLE_TYPE", "BASE TABLE"));
    }

    @Test
    void columns_have_their_types_nullability_and_order() throws SQLException {
        List<String> lines = read(metadata().getColumns(null, "system", "stages", "%")).stream()
                .map(column -> Stream.of("ORDINAL_POSITION", "COLUMN_NAME", "TYPE_NAME", "DATA_TYPE", "NULLABLE", "IS_NULLABLE")
                        .map(name -> String.valueOf(column.get(name)))
                        .collect(Collectors.joining(" ")))
                .toList();
        assertThat(lines)
                .startsWith(
                        "1 name String " + Types.VARCHAR + " 0 NO",
                        "2 stage_type String " + Types.VARCHAR + " 0 NO",
                        "3 storage_type String " + Types.VARCHAR + " 1 YES")
                .contains("6 has_credentials Boolean " + Types.BOOLEAN + " 0 NO");
        assertThat(column(metadata().getColumns(null, null, null, "inherited_roles%"), "TABLE_NAME")).containsExactly("roles", "roles");
    }

    @Test
    void tables_that_users_create_are_told_like_those_of_the_server() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
            statement.execute("CREATE TABLE shop.orders (id INT UNSIGNED NOT NULL, name VARCHAR DEFAULT 'x' COMMENT 'who', "
                    + "total DECIMAL(10, 2)) COMMENT = 'what was sold'");
            statement.execute("ALTER TABLE shop.orders ADD COLUMN since TIMESTAMP AFTER id");
            assertThat(column(metadata().getSchemas(null, "shop"), "TABLE_SCHEM")).containsExactly("shop");
            assertThat(read(metadata().getTables(null, "shop", "%", new String[] {"TABLE"})))
                    .singleElement()
                    .satisfies(row -> assertThat(row)
                            .containsEntry("TABLE_NAME", "orders")
                            .containsEntry("TABLE_TYPE", "BASE TABLE")
                            .containsEntry("REMARKS", "what was sold"));
            List<String> lines = read(metadata().getColumns(null, "shop", "orders", "%")).stream()
                    .map(column -> Stream.of(
                                    "ORDINAL_POSITION", "COLUMN_NAME", "TYPE_NAME", "DATA_TYPE", "COLUMN_SIZE", "DECIMAL_DIGITS",
                                    "IS_NULLABLE", "REMARKS")
                            .map(name -> String.valueOf(column.get(name)))
                            .collect(Collectors.joining(" ")))
                    .toList();
            assertThat(lines)
                    .containsExactly(
                            "1 id UInt32 " + Types.INTEGER + " 10 null NO ",
                            "2 since Timestamp " + Types.TIMESTAMP + " 26 null YES ",
                            "3 name String " + Types.VARCHAR + " " + Integer.MAX_VALUE + " null YES who",
                            "4 total Decimal(10, 2) " + Types.DECIMAL + " 10 2 YES ");
            statement.execute("DROP DATABASE shop");
        }
    }

    @Test
    void functions_and_keywords_are_those_of_the_server() throws SQLException {
        assertThat(column(metadata().getFunctions(null, null, "upper"), "FUNCTION_NAME")).containsExactly("upper");
        assertThat(metadata().getSQLKeywords()).contains("SELECT", "STAGE");
    }

    private static List<String> column(ResultSet rows, String name) throws SQLException {
        return read(rows).stream().map(row -> String.valueOf(row.get(name))).toList();
    }

    private static List<Map<String, @Nullable Object>> read(ResultSet rows) throws SQLException {
        try (rows) {
            List<Map<String, @Nullable Object>> all = new ArrayList<>();
            while (rows.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.put(rows.getMetaData().getColumnName(i), rows.getObject(i));
                }
                all.add(row);
            }
            return all;
        }
    }
}
