package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.JsonSampler;
import dev.stagedoor.query.row.Column;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code infer_schema} and {@code inspect_parquet}, on files in a real embedded store. */
class FileFunctionsTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path path) {
        world = new StagedWorld(path);
        world.run("CREATE FILE FORMAT header TYPE = CSV SKIP_HEADER = 1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** The names of columns with their types. */
    private Map<String, String> types(String arguments) {
        return world.rows("SELECT column_name, type FROM infer_schema(" + arguments + ")").stream()
                .collect(Collectors.toMap(List::getFirst, List::getLast));
    }

    private List<List<@Nullable String>> inferred(String arguments) {
        return world.rows("SELECT * FROM infer_schema(" + arguments + ")");
    }

    @Test
    void schema_of_csv_with_and_without_a_header() {
        world.put("in/n.csv", "id,value\n1,2\n3,4\n");

        assertThat(inferred("location => '@s/in/n.csv', file_format => 'header'"))
                .containsExactly(row("id", "BIGINT", "1", "in/n.csv", "0"), row("value", "BIGINT", "1", "in/n.csv", "1"));
        StatementResult.Rows result = world.query("SELECT * FROM infer_schema(location => '@s/in/n.csv', file_format => 'csv')");
        assertThat(result.schema()).extracting(Column::typeName).containsExactly("String", "String", "Boolean", "String", "UInt64");
        assertThat(Fixture.rows(result))
                .containsExactly(row("column_1", "VARCHAR", "1", "in/n.csv", "0"), row("column_2", "VARCHAR", "1", "in/n.csv", "1"));
        assertThat(inferred("location => '@s/nothing', file_format => 'csv'")).isEmpty();
        assertThat(inferred("location => '@s/nothing'")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true;False;                                          | BOOLEAN
            1;-2;9223372036854775807                             | BIGINT
            1;9223372036854775808                                | VARCHAR
            1;2.5;1e3;.5;-inf;NaN                                | DOUBLE
            2026-11-29;                                          | DATE
            2026-11-31;                                          | VARCHAR
            2026-11-29 10:00:00;2026-11-29T10:00:00.123456Z      | TIMESTAMP
            2026-11-29;2026-11-29 10:00:00.1                     | TIMESTAMP
            2026-11-29;1                                         | VARCHAR
            2026-11-29 10:00:00 or so                            | VARCHAR
            true;1                                               | VARCHAR
            x                                                    | VARCHAR
            \\N;;5                                               | BIGINT
            ;                                                    | VARCHAR
            """)
    void type_of_fields_of_csv(String fields, String type) {
        world.put("f.csv", "n,c\n" + records(fields));

        assertThat(types("location => '@s/f.csv', file_format => 'header'")).containsEntry("c", type);
    }

    private static String records(String fields) {
        return Stream.of(fields.split(";", -1)).map(field -> "1," + field + "\n").collect(Collectors.joining());
    }

    @Test
    void records_and_files_that_are_looked_at_can_be_limited() {
        String numbers = IntStream.range(0, 9).mapToObj(i -> i + "\n").collect(Collectors.joining());
        world.put("l/1.csv", "v\n" + numbers + "ten\n");
        world.put("l/2.csv", "v\nx\n");

        String here = "location => '@s/l/', file_format => 'header'";
        assertThat(inferred(here)).containsExactly(row("v", "VARCHAR", "1", "l/1.csv, l/2.csv", "0"));
        assertThat(inferred(here + ", max_file_count => 1, max_records_per_file => 9"))
                .containsExactly(row("v", "BIGINT", "1", "l/1.csv", "0"));
        assertThat(inferred(here + ", max_file_count => 1, max_records_per_file => 10"))
                .containsExactly(row("v", "VARCHAR", "1", "l/1.csv", "0"));
        assertThat(inferred(here + ", pattern => '2.*'")).containsExactly(row("v", "VARCHAR", "1", "l/2.csv", "0"));
    }

    @Test
    void columns_of_several_files_of_csv_are_put_together_by_name() {
        world.put("m/1.csv", "a,b,a\n1,,x\n");
        world.put("m/2.csv", "b,c\n2026-01-01,2.5\n");
        world.put("m/3.csv", "c,\n7,8\n");
        world.put("m/4.csv", "only\n");

        assertThat(world.rows("SELECT column_name, type, order_id FROM infer_schema(location => '@s/m/', file_format => 'header')"))
                .containsExactly(
                        row("a", "BIGINT", "0"),
                        row("b", "DATE", "1"),
                        row("a", "VARCHAR", "2"),
                        row("c", "DOUBLE", "3"),
                        row("column_2", "BIGINT", "4"),
                        row("only", "VARCHAR", "5"));
    }

    @Test
    void schema_of_ndjson() {
        world.put("j.ndjson", """
                {"i":1,"r":2,"b":true,"t":"x","n":null,"o":{"X":1},"a":[1,2],"e":[],"s":1,"v":1,"w":{},"big":18446744073709551616}
                {"i":-7,"r":2.5,"b":null,"late":"y","o":{"y":{"z":"q"}},"a":["x"],"s":"1","v":[1],"d":"2026-01-01"}
                """);

        assertThat(world.rows("SELECT column_name, type FROM infer_schema(location => '@s/j.ndjson', file_format => 'ndjson')"))
                .containsExactly(
                        row("i", "BIGINT"),
                        row("r", "DOUBLE"),
                        row("b", "BOOLEAN"),
                        row("t", "VARCHAR"),
                        row("n", "VARIANT"),
                        row("o", "TUPLE(X INT64, Y TUPLE(Z STRING,))"),
                        row("a", "ARRAY(STRING)"),
                        row("e", "ARRAY(VARIANT)"),
                        row("s", "VARCHAR"),
                        row("v", "VARIANT"),
                        row("w", "VARIANT"),
                        row("big", "DOUBLE"),
                        row("late", "VARCHAR"),
                        row("d", "VARCHAR"));
        assertThat(types("location => '@s/j.ndjson', file_format => 'ndjson', max_records_per_file => 1"))
                .containsEntry("r", "BIGINT")
                .doesNotContainKey("late");
    }

    @Test
    void json_that_is_nested_deep_or_has_many_names() {
        world.put("deep.ndjson", "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}\n");
        world.put("wide.ndjson", IntStream.rangeClosed(0, JsonSampler.MAX_NAMES)
                .mapToObj(i -> "{\"n" + i + "\":1}\n")
                .collect(Collectors.joining()));

        assertThat(types("location => '@s/deep.ndjson', file_format => 'ndjson'").get("a"))
                .isEqualTo("ARRAY(".repeat(JsonSampler.MAX_DEPTH) + "VARIANT" + ")".repeat(JsonSampler.MAX_DEPTH));
        world.expect("SELECT * FROM infer_schema(location => '@s/wide.ndjson', file_format => 'ndjson')", ErrorCode.BAD_ARGUMENTS,
                "at most 10000 names");
    }

    @Test
    void schema_of_parquet_tells_what_may_be_null() throws Exception {
        world.putParquet("p.parquet", "SELECT 1::INT AS id, NULL::VARCHAR AS title, {'A': 1::INT, 'b': 'y'} AS t, [1.5::DOUBLE] AS list,"
                + " MAP {'k': 1::SMALLINT} AS m, 12.50::DECIMAL(10, 2) AS price, 1::UTINYINT AS u, TIMESTAMPTZ '2026-01-01' AS at,"
                + " 'x'::BLOB AS raw, CASE WHEN random() > 2 THEN [{'one': 'x'}] END AS ones");

        assertThat(world.rows("SELECT column_name, type, nullable, order_id FROM infer_schema(location => '@s/p.parquet')"))
                .containsExactly(
                        row("id", "INT", "0", "0"),
                        row("title", "VARCHAR", "1", "1"),
                        row("t", "TUPLE(A INT32, B STRING)", "0", "2"),
                        row("list", "ARRAY(FLOAT64)", "0", "3"),
                        row("m", "MAP(STRING, INT16)", "0", "4"),
                        row("price", "DECIMAL(10, 2)", "0", "5"),
                        row("u", "TINYINT UNSIGNED", "0", "6"),
                        row("at", "TIMESTAMP", "0", "7"),
                        row("raw", "BINARY", "0", "8"),
                        row("ones", "ARRAY(TUPLE(ONE STRING,))", "1", "9"));
    }

    @Test
    void files_of_parquet_that_disagree() throws Exception {
        world.putParquet("d/1.parquet", "SELECT 1::INT AS id, 2::UTINYINT AS n, 1.5::DECIMAL(4, 2) AS p, 'x' AS only");
        world.putParquet("d/2.parquet", "SELECT 1::BIGINT AS ID, 2::TINYINT AS n, 150::INT AS p, DATE '2026-01-01' AS day");
        world.putParquet("d/3.parquet", "SELECT 'x' AS id");

        assertThat(world.rows("SELECT column_name, type, filenames FROM infer_schema(location => '@s/d/', max_file_count => 2)"))
                .containsExactly(
                        row("id", "BIGINT", "d/1.parquet, d/2.parquet"),
                        row("n", "SMALLINT", "d/1.parquet, d/2.parquet"),
                        row("p", "DECIMAL(12, 2)", "d/1.parquet, d/2.parquet"),
                        row("only", "VARCHAR", "d/1.parquet, d/2.parquet"),
                        row("day", "DATE", "d/1.parquet, d/2.parquet"));
        world.expect("SELECT * FROM infer_schema(location => '@s/d/')", ErrorCode.BAD_ARGUMENTS,
                "column `id` is VARCHAR in file 'd/3.parquet', but BIGINT in file 'd/1.parquet'");
    }

    @Test
    void schema_of_a_compressed_file() throws Exception {
        world.run("CREATE FILE FORMAT zipped TYPE = CSV COMPRESSION = AUTO SKIP_HEADER = 1");
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("id\n1\n".getBytes(StandardCharsets.UTF_8));
        }
        world.put("z.csv.gz", zipped.toByteArray());

        assertThat(types("location => '@s/z.csv.gz', file_format => 'zipped'")).containsExactly(Map.entry("id", "BIGINT"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ragged.csv  | header  | id,name\\n1\\n             | line 2: expected 2 columns, found 1
            bad.ndjson  | ndjson  | {"a":1}\\n{"a":\\n         | line 2
            list.ndjson | ndjson  | {"a":1}\\n[1]\\n           | record 2: it is no object
            bad.parquet | parquet | nothing of the kind        | it is no Parquet file
            """)
    void damaged_files_are_named(String file, String format, String content, String message) {
        world.put("bad/" + file, content.replace("\\n", "\n"));
        world.put("bad/zzz", "a,b\n1,2\n");

        world.expect("SELECT * FROM infer_schema(location => '@s/bad/', file_format => '" + format + "')", ErrorCode.BAD_BYTES,
                "file 'bad/" + file + "'");
        world.expect("SELECT * FROM infer_schema(location => '@s/bad/', file_format => '" + format + "')", ErrorCode.BAD_BYTES, message);
    }

    @Test
    void functions_stand_beside_other_relations_and_need_the_right_to_read() throws Exception {
        world.put("in/a.csv", "1\n");
        world.put("b.csv", "2,x\n");
        world.putParquet("in/p.parquet", "SELECT 1 AS id");
        world.run("CREATE USER ann IDENTIFIED BY 'long enough'");
        world.run("GRANT READ ON STAGE s PATH 'in/' TO ann");

        assertThat(world.rows("SELECT i.column_name, j.column_name FROM infer_schema(location => '@s/in/a.csv', file_format => 'csv') i"
                + " RIGHT JOIN infer_schema(location => '@s/b.csv', file_format => 'csv') j USING (order_id) ORDER BY order_id"))
                .containsExactly(row("column_1", "column_1"), row(null, "column_2"));
        assertThat(world.rowsAs("ann", "SELECT type FROM infer_schema(location => '@s/in/a.csv', file_format => 'csv')"))
                .containsExactly(row("BIGINT"));
        assertThat(world.rowsAs("ann", "SELECT num_rows FROM inspect_parquet('@s/in/p.parquet')")).containsExactly(row("1"));
        for (String call : List.of("infer_schema(location => '@s/b.csv', file_format => 'csv')", "inspect_parquet('@s/')",
                "infer_schema(location => '@s')")) {
            StagedoorException refused =
                    catchThrowableOfType(StagedoorException.class, () -> world.rowsAs("ann", "SELECT * FROM " + call));
            assertThat(refused).as(call).isNotNull();
            assertThat(refused.code()).as(call).isEqualTo(ErrorCode.PERMISSION_DENIED);
        }
    }

    @Test
    void what_the_footer_of_a_parquet_file_tells() throws Exception {
        world.putCopy("f/1.parquet", "SELECT i AS id, {'a': i, 'b': 'x'} AS t FROM range(5000) r(i)",
                "FORMAT parquet, ROW_GROUP_SIZE 2048");
        world.put("f/2.parquet", "no such file");

        StatementResult.Rows result = world.query("SELECT * FROM inspect_parquet('@s/f/')");

        assertThat(result.schema()).extracting(Column::name).containsExactly("created_by", "num_columns", "num_rows", "num_row_groups",
                "serialized_size", "max_row_groups_size_compressed", "max_row_groups_size_uncompressed");
        assertThat(result.schema()).extracting(Column::typeName)
                .containsExactly("String", "UInt64", "UInt64", "UInt64", "UInt64", "Int64", "Int64");
        List<@Nullable String> row = Fixture.rows(result).getFirst();
        assertThat(row.get(0)).startsWith("DuckDB");
        assertThat(row.subList(1, 4)).containsExactly("3", "5000", "3");
        assertThat(row.get(4)).isEqualTo(world.rows("SELECT size FROM list_stage(location => '@s/f/1')").getFirst().getFirst());
        assertThat(world.rows("SELECT max_row_groups_size_compressed BETWEEN 1 AND serialized_size, max_row_groups_size_uncompressed > 0"
                + " FROM inspect_parquet('@s/f/1.parquet')")).containsExactly(row("1", "1"));
        assertThat(world.rows("SELECT * FROM inspect_parquet('@s/none')")).isEmpty();
        world.expect("SELECT * FROM inspect_parquet('@s/f/2.parquet')", ErrorCode.BAD_BYTES, "'f/2.parquet'");
    }
}
