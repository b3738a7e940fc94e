package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that DuckDB writes, and which conditions Iceberg's readers then leave them out for. */
class FileMetricsTest {
    private static final List<Column> COLUMNS = List.of(
            Column.nullable("b", Scalar.BOOLEAN),
            Column.nullable("i", Scalar.INT32),
            Column.nullable("l", Scalar.UINT64),
            Column.nullable("f", Scalar.FLOAT32),
            Column.nullable("d", Scalar.FLOAT64),
            Column.nullable("e", new DataType.Decimal(18, 2)),
            Column.nullable("s", Scalar.STRING),
            Column.nullable("x", Scalar.BINARY),
            Column.nullable("day", Scalar.DATE),
            Column.nullable("moment", Scalar.TIMESTAMP),
            Column.nullable("local", Scalar.LOCAL_TIMESTAMP),
            Column.nullable("t", new DataType.Tuple(List.of(Column.nullable("n", Scalar.INT64)))),
            Column.nullable("a", new DataType.Array(Scalar.INT32)));

    private static final String DECLARED = "b BOOLEAN, i INTEGER, l DECIMAL(20,0), f FLOAT, d DOUBLE, e DECIMAL(18,2), s VARCHAR, x BLOB,"
            + " day DATE, moment TIMESTAMPTZ, local TIMESTAMP, t STRUCT(n BIGINT), a INTEGER[]";

    @TempDir
    private Path directory;

    private Connection connection;
    private Table table;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("SET TimeZone = 'Europe/Berlin'");
        execute("CREATE TABLE t (" + DECLARED + ")");
        List<NewColumn> columns = COLUMNS.stream().map(column -> NewColumn.of(column.name(), column.type(), true)).toList();
        var id = new TableId("default", "t");
        table = new Table(
                id, TableDefinition.metadata(new NewTable(id, columns, Optional.empty()), "s3://b/t", new TurnableClock()), null);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void insert(String columns, String... rows) throws SQLException {
        for (String row : rows) {
            execute("INSERT INTO t (" + columns + ") VALUES (" + row + ")");
        }
    }

    /** Writes what is in the table, with the ids of its fields. */
    private DataFile write() throws Exception {
        Path file = directory.resolve("f.parquet");
        String ids = table.fields().stream().map(FileMetricsTest::ids).collect(Collectors.joining(", ", "{", "}"));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "COPY t TO '" + file + "' (FORMAT parquet, RETURN_STATS, FIELD_IDS " + ids + ")")) {
            row.next();
            Map<Integer, FieldStatistics> statistics =
                    FieldStatistics.of(table.fields(), texts((Map<?, ?>) row.getObject("column_statistics")));
            var written = new WrittenFile(key(file), Files.size(file), row.getLong("count"), statistics);
            return DataFiles.builder(PartitionSpec.unpartitioned())
                    .withPath(file.toString())
                    .withFormat("parquet")
                    .withFileSizeInBytes(written.bytes())
                    .withMetrics(FileMetrics.of(written, schema()))
                    .build();
        }
    }

    private static ObjectKey key(Path file) {
        return new ObjectKey(file.getFileName().toString());
    }

    private static String ids(TableField field) {
        String name = '"' + field.name() + '"';
        if (field.children().isEmpty()) {
            return name + ": " + field.id();
        }
        return name + ": {__duckdb_field_id: " + field.id() + ", "
                + field.children().stream().map(FileMetricsTest::ids).collect(Collectors.joining(", ")) + "}";
    }

    private static Map<String, Map<String, String>> texts(Map<?, ?> statistics) {
        Map<String, Map<String, String>> texts = new HashMap<>();
        statistics.forEach((path, known) -> {
            Map<String, String> inner = new HashMap<>();
            ((Map<?, ?>) known).forEach((name, value) -> inner.put(name.toString(), value.toString()));
            texts.put(path.toString(), inner);
        });
        return texts;
    }

    private Schema schema() {
        return table.metadata().schema();
    }

    private boolean mayHold(DataFile file, Expression condition) {
        return new InclusiveMetricsEvaluator(schema(), condition).eval(file);
    }

    @Test
    void a_file_is_left_out_when_no_row_is_within_the_condition() throws Exception {
        insert(
                "b, i, l, f, d, e, s, x, day, moment, local, t",
                "true, -5, 0, 1.5, -0.25, -12.50, 'bücher', '\\x01', '2026-01-01',"
                        + " '2026-01-01 00:00:00+00', '1969-12-31 23:59:59.5', {n: 7}",
                "true, 5, 18446744073709551615, 2.5, 0.25, 12.50, 'ü', '\\xff', '2026-06-30', '2026-06-30 23:59:59.999999+02',"
                        + " '2026-01-01 00:00:00', {n: 9}");
        DataFile file = write();

        assertThat(file.recordCount()).isEqualTo(2);
        assertThat(mayHold(file, Expressions.equal("b", true))).isTrue();
        assertThat(mayHold(file, Expressions.equal("b", false))).isFalse();
        assertThat(mayHold(file, Expressions.lessThan("i", -5))).isFalse();
        assertThat(mayHold(file, Expressions.greaterThan("i", 5))).isFalse();
        assertThat(mayHold(file, Expressions.equal("i", 5))).isTrue();
        assertThat(mayHold(file, Expressions.equal("l", "18446744073709551615"))).isTrue();
        assertThat(mayHold(file, Expressions.greaterThan("l", "18446744073709551615"))).isFalse();
        assertThat(mayHold(file, Expressions.lessThan("f", 1.5f))).isFalse();
        assertThat(mayHold(file, Expressions.greaterThanOrEqual("f", 2.5f))).isTrue();
        assertThat(mayHold(file, Expressions.greaterThan("d", 0.25))).isFalse();
        assertThat(mayHold(file, Expressions.lessThanOrEqual("e", "-12.50"))).isTrue();
        assertThat(mayHold(file, Expressions.lessThan("e", "-12.50"))).isFalse();
        assertThat(mayHold(file, Expressions.equal("s", "ü"))).isTrue();
        assertThat(mayHold(file, Expressions.equal("s", "a"))).isFalse();
        assertThat(mayHold(file, Expressions.greaterThan("x", ByteBuffer.wrap(new byte[] {-1, 0})))).isFalse();
        assertThat(mayHold(file, Expressions.lessThan("day", "2026-01-01"))).isFalse();
        assertThat(mayHold(file, Expressions.equal("day", "2026-06-30"))).isTrue();
        assertThat(mayHold(file, Expressions.greaterThan("moment", "2026-06-30T21:59:59.999999+00:00"))).isFalse();
        assertThat(mayHold(file, Expressions.equal("moment", "2026-06-30T21:59:59.999999+00:00"))).isTrue();
        assertThat(mayHold(file, Expressions.lessThan("local", "1969-12-31T23:59:59.5"))).isFalse();
        assertThat(mayHold(file, Expressions.equal("local", "1969-12-31T23:59:59.5"))).isTrue();
        assertThat(mayHold(file, Expressions.lessThan("t.n", 7L))).isFalse();
        assertThat(mayHold(file, Expressions.equal("t.n", 9L))).isTrue();
        assertThat(mayHold(file, Expressions.isNull("i"))).isFalse();
    }

    @Test
    void nulls_are_counted() throws Exception {
        insert("i, t", "NULL, NULL", "1, {n: NULL}");
        DataFile file = write();

        assertThat(mayHold(file, Expressions.isNull("i"))).isTrue();
        assertThat(mayHold(file, Expressions.isNull("s"))).isTrue();
        assertThat(mayHold(file, Expressions.notNull("s"))).isFalse();
        assertThat(mayHold(file, Expressions.isNull("t.n"))).isTrue();
        assertThat(mayHold(file, Expressions.notNull("t.n"))).isFalse();
        assertThat(mayHold(file, Expressions.notNull("t"))).isTrue();
        assertThat(mayHold(file, Expressions.isNull("a"))).isTrue();
    }

    @Test
    void zeros_of_both_signs_and_nans_are_found() throws Exception {
        insert("f, d", "'-0.0', '-0.0'", "'nan', 'nan'");
        DataFile negative = write();
        assertThat(mayHold(negative, Expressions.equal("f", -0f))).isTrue();
        assertThat(mayHold(negative, Expressions.equal("d", -0d))).isTrue();
        assertThat(mayHold(negative, Expressions.equal("d", 0d))).isTrue();
        assertThat(mayHold(negative, Expressions.isNaN("d"))).isTrue();
        assertThat(mayHold(negative, Expressions.equal("d", 1d))).isFalse();

        execute("DELETE FROM t");
        insert("d", "1", "2");
        DataFile numbers = write();
        assertThat(mayHold(numbers, Expressions.isNaN("d"))).isFalse();
    }

    @Test
    void what_no_bound_can_be_made_of_is_not_left_out() throws Exception {
        insert("day, moment, s", "'infinity', 'infinity', repeat('ü', 300)", "'0044-03-15 (BC)', '-infinity', 'a'");
        DataFile file = write();

        assertThat(mayHold(file, Expressions.greaterThan("day", "9999-01-01"))).isTrue();
        assertThat(mayHold(file, Expressions.lessThan("day", "0001-01-01"))).isTrue();
        assertThat(mayHold(file, Expressions.greaterThan("moment", "2026-01-01T00:00:00+00:00"))).isTrue();
        assertThat(mayHold(file, Expressions.greaterThan("s", "z"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a, 300", "z, 20", "ü, 17", "ü, 8", "😀, 20", "\uffff, 40"})
    void long_texts_are_found_by_their_whole_value(String letter, int count) throws Exception {
        insert("s, x", "repeat('" + letter + "', " + count + "), encode(repeat('" + letter + "', " + count + "))");
        DataFile file = write();
        String whole = letter.repeat(count);

        assertThat(mayHold(file, Expressions.equal("s", whole))).isTrue();
        assertThat(mayHold(file, Expressions.greaterThanOrEqual("s", whole))).isTrue();
        assertThat(mayHold(file, Expressions.lessThanOrEqual("s", whole))).isTrue();
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        assertThat(mayHold(file, Expressions.equal("x", ByteBuffer.wrap(bytes)))).isTrue();
    }

    @Test
    void of_what_is_repeated_in_a_row_nothing_is_said() throws Exception {
        insert("a", "[1, 2, 3]", "[]");
        DataFile file = write();

        int element = table.fields().getLast().children().getFirst().id();
        assertThat(file.lowerBounds()).doesNotContainKey(element);
        assertThat(file.valueCounts()).doesNotContainKey(element);
        assertThat(file.columnSizes()).containsKey(element);
    }
}
