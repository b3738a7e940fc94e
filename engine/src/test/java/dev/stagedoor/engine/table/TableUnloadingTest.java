package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY INTO a location, and what is read of the files; on a real embedded store. */
class TableUnloadingTest {
    private static final String RAW = " SINGLE = TRUE USE_RAW_PATH = TRUE";

    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<List<@Nullable String>> rows(String sql) {
        return world.rows(sql);
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    private String content(String path) {
        return new String(world.content(path), StandardCharsets.UTF_8);
    }

    private void refused(String sql, ErrorCode code, String... texts) {
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> rows(sql))
                .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    }

    private List<@Nullable String> names() {
        return rows("LIST @s").stream().map(List::getFirst).toList();
    }

    @Test
    void rows_bytes_and_names_are_those_of_databend() {
        assertThat(rows("COPY INTO @s FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)")).containsExactly(row("1", "2", "2"));
        assertThat(names()).singleElement().asString().matches("data_[0-9a-f-]{36}_0000_00000000\\.csv");
        world.run("REMOVE @s");
        rows("COPY INTO @s/a.csv FROM (SELECT 1) FILE_FORMAT = (TYPE = TEXT COMPRESSION = GZIP)");
        assertThat(names()).singleElement().asString().matches("a\\.csv/data_[0-9a-f-]{36}_0000_00000000\\.txt\\.gz");
        world.run("REMOVE @s");
        rows("COPY INTO @s/out/data_ FROM (SELECT 1)");
        assertThat(names()).singleElement().asString().matches("out/data_[0-9a-f-]{36}_0000_00000000\\.parquet");
    }

    @Test
    void table_is_unloaded_and_every_format_reads_back() {
        world.run("CREATE TABLE t (id INT, name VARCHAR, price DECIMAL(10, 2), day DATE, at TIMESTAMP, ok BOOLEAN, v VARIANT,"
                + " tags ARRAY(VARCHAR))");
        world.run("INSERT INTO t VALUES (1, 'a \"b\", c', 1.50, '2026-01-31', '2026-01-31 10:11:12.5', TRUE, '{\"k\": [1]}'::VARIANT,"
                + " ['x', 'y \"z\"']), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, '', -0.05, '1969-12-31', '1969-12-31', FALSE,"
                + " '\"N\"'::VARIANT, [])");
        for (String type : List.of("CSV", "TEXT", "NDJSON", "PARQUET")) {
            String format = "FILE_FORMAT = (TYPE = " + type + ")";
            assertThat(rows("COPY INTO @s/" + type + "/ FROM t " + format).getFirst().getFirst()).as(type).isEqualTo("3");
            world.run("CREATE TABLE u LIKE t");
            // Of TEXT an empty field is the default of its column unless the format says otherwise.
            rows("COPY INTO u FROM @s/" + type + "/ " + (type.equals("TEXT") ? format.replace(")", " EMPTY_FIELD_AS = STRING)") : format));
            assertThat(rows("SELECT * FROM u ORDER BY id")).as(type).isEqualTo(rows("SELECT * FROM t ORDER BY id"));
            world.run("DROP TABLE u");
        }
    }

    @Test
    void text_is_as_databend_writes_it() {
        String values = "SELECT TRUE AS b, 1.50::DECIMAL(5, 2) AS d, 2.0::DOUBLE AS f, DATE '2026-01-31' AS day, 'a\"\n' AS s, NULL AS n,"
                + " ['x', NULL] AS l, to_binary('ab') AS bin, TIMESTAMP '2026-01-31 01:02:03' AS t";
        rows("COPY INTO @s/a.csv FROM (" + values + ") FILE_FORMAT = (TYPE = CSV OUTPUT_HEADER = TRUE)" + RAW);
        assertThat(content("a.csv"))
                .isEqualTo("\"b\",\"d\",\"f\",\"day\",\"s\",\"n\",\"l\",\"bin\",\"t\"\n"
                        + "true,1.5,2,\"2026-01-31\",\"a\"\"\n\",\\N,\"[\"\"x\"\",null]\",6162,\"2026-01-31 01:02:03.000000\"\n");
        rows("COPY INTO @s/a.txt FROM (" + values + ") FILE_FORMAT = (TYPE = TEXT OUTPUT_HEADER = TRUE BINARY_FORMAT = BASE64)" + RAW);
        assertThat(content("a.txt"))
                .isEqualTo("b\td\tf\tday\ts\tn\tl\tbin\tt\n"
                        + "1\t1.5\t2\t2026-01-31\ta\"\\n\t\\N\t[\"x\",null]\tYWI=\t2026-01-31 01:02:03.000000\n");
        rows("COPY INTO @s/a.ndjson FROM (" + values + ") FILE_FORMAT = (TYPE = NDJSON)" + RAW);
        assertThat(content("a.ndjson"))
                .isEqualTo("{\"b\":true,\"d\":1.5,\"f\":2,\"day\":\"2026-01-31\",\"s\":\"a\\\"\\n\",\"n\":null,\"l\":[\"x\",null],"
                        + "\"bin\":\"6162\",\"t\":\"2026-01-31 01:02:03.000000\"}\n");
        rows("COPY INTO @s/a.json FROM (SELECT number AS n FROM numbers(2)) FILE_FORMAT = (TYPE = JSON)" + RAW);
        assertThat(content("a.json")).isEqualTo("[\n{\"n\":0},\n{\"n\":1}\n]\n");
    }

    @Test
    void options_of_text_are_kept() {
        String values = "SELECT 'a;b' AS x, '' AS y, 5 AS z, NULL AS n, 'plain' AS p, 'it''s \\ so' AS q";
        rows("COPY INTO @s/m.csv FROM (" + values + ") FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = ';' RECORD_DELIMITER = '\r\n'"
                + " QUOTE = '''' ESCAPE = '\\\\' QUOTE_STYLE = QUOTE_MINIMAL NULL_DISPLAY = 'nil')" + RAW);
        assertThat(content("m.csv")).isEqualTo("'a;b';'';5;nil;plain;'it\\'s \\\\ so'\r\n");
        rows("COPY INTO @s/m.txt FROM (" + values + ") FILE_FORMAT = (TYPE = TEXT FIELD_DELIMITER = ';' RECORD_DELIMITER = '|')" + RAW);
        assertThat(content("m.txt")).isEqualTo("a\\;b;;5;\\N;plain;it's \\\\ so|");
        rows("COPY INTO @s/nan.csv FROM (SELECT 'nan'::DOUBLE, '-inf'::DOUBLE) FILE_FORMAT = (TYPE = CSV NAN_DISPLAY = 'null')" + RAW);
        assertThat(content("nan.csv")).isEqualTo("null,-Infinity\n");
        rows("COPY INTO @s/g.csv FROM (SELECT '中文') FILE_FORMAT = (TYPE = CSV ENCODING = 'gbk')" + RAW);
        assertThat(world.content("g.csv")).isEqualTo("\"中文\"\n".getBytes(Charset.forName("GBK")));
        refused("COPY INTO @s/h.csv FROM (SELECT '📚') FILE_FORMAT = (TYPE = CSV ENCODING = 'gbk')" + RAW,
                ErrorCode.BAD_ARGUMENTS, "GBK");
        rows("COPY INTO @s/h.csv FROM (SELECT '📚') FILE_FORMAT = (TYPE = CSV ENCODING = 'gbk' ENCODING_ERROR_MODE = 'replace')" + RAW);
        assertThat(content("h.csv")).isEqualTo("\"?\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GZIP", "ZSTD", "BZ2", "XZ", "DEFLATE", "RAWDEFLATE", "ZIP", "NONE"})
    void compressed_text_reads_back(String compression) {
        String format = "(TYPE = CSV COMPRESSION = " + compression + ")";
        List<@Nullable String> told =
                rows("COPY INTO @s/c/ FROM (SELECT number, 'row ' || number FROM numbers(10000)) FILE_FORMAT = " + format).getFirst();
        assertThat(told.getFirst()).isEqualTo("10000");
        assertThat(Long.parseLong(told.get(2)) < Long.parseLong(told.get(1))).isEqualTo(!compression.equals("NONE"));
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        rows("COPY INTO t FROM @s/c/ FILE_FORMAT = " + format);
        assertThat(rows("SELECT count(*), sum(id), count(DISTINCT name) FROM t")).containsExactly(row("10000", "49995000", "10000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZSTD", "SNAPPY", "NONE"})
    void parquet_is_compressed_as_asked(String compression) {
        rows("COPY INTO @s/p.parquet FROM (SELECT number AS n FROM numbers(100)) FILE_FORMAT = (TYPE = PARQUET COMPRESSION = " + compression
                + ")" + RAW);
        assertThat(rows("SELECT sum(n) FROM @s/p.parquet")).containsExactly(row("4950"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CSV", "NDJSON", "TEXT", "PARQUET", "JSON"})
    void rows_are_parted_into_files_of_the_size_asked(String type) {
        List<List<@Nullable String>> files = rows("COPY INTO @s/many/ FROM (SELECT number AS n, md5(number::VARCHAR) || '\n' AS m"
                + " FROM numbers(300000)) FILE_FORMAT = (TYPE = " + type + ") MAX_FILE_SIZE = 2000000 DETAILED_OUTPUT = TRUE");
        assertThat(files).hasSizeGreaterThan(2);
        assertThat(files.stream().mapToLong(file -> Long.parseLong(file.get(2))).sum()).isEqualTo(300_000);
        assertThat(files).extracting(List::getFirst).containsExactlyElementsOf(names());
        assertThat(files).extracting(file -> file.get(1)).containsExactlyElementsOf(
                rows("LIST @s").stream().map(file -> file.get(1)).toList());
        IntStream.range(0, files.size())
                .forEach(i -> assertThat(files.get(i).getFirst()).contains(String.format("_0000_%08d.", i)));
        world.run("REMOVE @s");
        assertThat(rows("COPY INTO @s FROM (SELECT number AS n FROM numbers(300000)) FILE_FORMAT = (TYPE = " + type
                + ") MAX_FILE_SIZE = 1000 SINGLE = TRUE DETAILED_OUTPUT = TRUE")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CSV OUTPUT_HEADER = TRUE", "TEXT OUTPUT_HEADER = TRUE COMPRESSION = GZIP", "NDJSON"})
    void order_of_the_query_is_kept_over_several_files(String type) {
        List<List<@Nullable String>> files = rows("COPY INTO @s FROM (SELECT number AS n, md5(number::VARCHAR) || '\n' AS m"
                + " FROM numbers(300000) ORDER BY m) FILE_FORMAT = (TYPE = " + type + ") MAX_FILE_SIZE = 4000000 DETAILED_OUTPUT = TRUE");
        assertThat(files).hasSizeGreaterThan(2);
        assertThat(files.stream().mapToLong(file -> Long.parseLong(file.get(2))).sum()).isEqualTo(300_000);
        boolean fields = !type.equals("NDJSON");
        world.run("CREATE FILE FORMAT f TYPE = " + type.replace("OUTPUT_HEADER = TRUE", "SKIP_HEADER = 1"));
        String text = fields ? "$2" : "$1:m::VARCHAR";
        assertThat(rows("SELECT count(*), count(DISTINCT m), count_if(m < b) FROM (SELECT m, lag(m) OVER (ORDER BY f, r) AS b FROM"
                        + " (SELECT " + text + " AS m, metadata$filename AS f, metadata$file_row_number AS r"
                        + " FROM @s (FILE_FORMAT => 'f')))"))
                .containsExactly(row("300000", "300000", "0"));
    }

    @Test
    void rows_are_partitioned_by_an_expression() {
        world.run("CREATE TABLE t (id INT, region VARCHAR)");
        world.run("INSERT INTO t VALUES (1, 'eu'), (2, 'us/east'), (3, NULL), (4, ''), (5, 'eu')");
        assertThat(rows("COPY INTO @s/p/ FROM t PARTITION BY (region) FILE_FORMAT = (TYPE = CSV) DETAILED_OUTPUT = TRUE")).hasSize(4);
        assertThat(names()).extracting(name -> name.replaceAll("data_.*", ""))
                .containsExactlyInAnyOrder("p/eu/", "p/us/east/", "p/_NULL_/", "p/");
        assertThat(rows("SELECT $1, $2 FROM @s/p/eu/ (FILE_FORMAT => 'csv') ORDER BY 1")).containsExactly(row("1", "eu"), row("5", "eu"));
        world.run("REMOVE @s");
        rows("COPY INTO @s FROM (SELECT id AS k FROM t) PARTITION BY ('part=' || (k % 2)) FILE_FORMAT = (TYPE = PARQUET)");
        assertThat(rows("SELECT k FROM @s/part=1/ ORDER BY k")).containsExactly(row("1"), row("3"), row("5"));
        refused("COPY INTO @s/up/ FROM t PARTITION BY ('../' || id) FILE_FORMAT = (TYPE = CSV)", ErrorCode.INVALID_ARGUMENT, "'..'");
        refused("COPY INTO @s/up/ FROM t PARTITION BY (repeat('x', 101)) FILE_FORMAT = (TYPE = CSV)", ErrorCode.BAD_ARGUMENTS, "100 bytes");
        refused("COPY INTO @s/up/ FROM (SELECT id FROM t) PARTITION BY (region)", ErrorCode.SEMANTIC, "region");
        assertThat(rows("LIST @s/up/")).isEmpty();
    }

    @Test
    void file_that_exists_is_replaced_only_where_that_is_asked() {
        rows("COPY INTO @s/a.csv FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)" + RAW);
        refused("COPY INTO @s/a.csv FROM (SELECT 2) FILE_FORMAT = (TYPE = CSV)" + RAW, ErrorCode.BAD_ARGUMENTS, "file already exists");
        assertThat(content("a.csv")).isEqualTo("1\n");
        rows("COPY INTO @s/a.csv FROM (SELECT 3) FILE_FORMAT = (TYPE = CSV) OVERWRITE = TRUE" + RAW);
        assertThat(content("a.csv")).isEqualTo("3\n");
        rows("COPY INTO @s/a.csv FROM (SELECT 3 WHERE FALSE) FILE_FORMAT = (TYPE = CSV) OVERWRITE = TRUE" + RAW);
        assertThat(content("a.csv")).isEmpty();
    }

    @Test
    void two_unloads_of_one_text_have_files_of_their_own() {
        String copy = "COPY INTO @s FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)";
        world.run(copy + "; " + copy);
        assertThat(names()).extracting(name -> name.substring(name.length() - "_0000_00000000.csv".length()))
                .containsExactly("_0000_00000000.csv", "_0001_00000000.csv");
    }

    @Test
    void query_without_rows_leaves_no_file() {
        for (String type : List.of("CSV", "PARQUET", "NDJSON", "JSON")) {
            assertThat(rows("COPY INTO @s FROM (SELECT 1 AS a WHERE FALSE) FILE_FORMAT = (TYPE = " + type + ")"))
                    .containsExactly(row("0", "0", "0"));
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void unload_that_fails_leaves_no_file() {
        refused("COPY INTO @s FROM (SELECT (CASE WHEN number = 290000 THEN 'x' ELSE '1' END)::INT AS n, md5(number::VARCHAR) AS m"
                + " FROM numbers(300000)) FILE_FORMAT = (TYPE = CSV) MAX_FILE_SIZE = 1000000", ErrorCode.BAD_ARGUMENTS, "x");
        assertThat(names()).isEmpty();
        // Files of 100 bytes, and behind them one of a row that is longer than the stage takes.
        world.run("CREATE STAGE small PRESIGN = (MAX_SIZE = 1000)");
        refused("COPY INTO @small FROM (SELECT repeat('x', if(number = 999, 2000, 10)) FROM numbers(1000) ORDER BY number)"
                + " FILE_FORMAT = (TYPE = CSV) MAX_FILE_SIZE = 100", ErrorCode.BAD_ARGUMENTS, "1000 bytes (MAX_SIZE)");
        assertThat(rows("LIST @small")).isEmpty();
    }

    @Test
    void rules_of_the_stage_hold() {
        world.run("CREATE STAGE once PRESIGN = (OVERWRITE = FALSE)");
        rows("COPY INTO @once/a FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)" + RAW);
        refused("COPY INTO @once/a FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV) OVERWRITE = TRUE" + RAW, ErrorCode.BAD_ARGUMENTS,
                "file already exists");
        world.run("CREATE STAGE out PRESIGN = (METHODS = (DOWNLOAD))");
        refused("COPY INTO @out FROM (SELECT 1)", ErrorCode.PERMISSION_DENIED, "METHODS");
        assertThat(rows("LIST @out")).isEmpty();
    }

    @Test
    void files_are_written_where_the_user_may_write() {
        world.run("CREATE USER u IDENTIFIED WITH NO_PASSWORD");
        world.run("GRANT WRITE ON STAGE s PATH 'in/u/' TO USER u");
        world.rowsAs("u", "COPY INTO @s/in/u/ FROM (SELECT 1)");
        world.rowsAs("u", "COPY INTO @s/in/u/data_ FROM (SELECT 1)");
        world.rowsAs("u", "COPY INTO @s/in/u/a.csv FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)" + RAW);
        world.rowsAs("u", "COPY INTO @~ FROM (SELECT 1)");
        assertThat(names()).hasSize(3);
        for (String statement : List.of(
                "COPY INTO @s FROM (SELECT 1)",
                "COPY INTO @s/in/u2 FROM (SELECT 1)",
                "COPY INTO @s/in/u FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)" + RAW,
                "COPY INTO @~ FROM (SELECT * FROM @s/in/u/)",
                "COPY INTO @~ FROM (SELECT 1 AS a) PARTITION BY ((SELECT count(*) FROM @s/in/u/))")) {
            assertThatExceptionOfType(StagedoorException.class)
                    .as(statement)
                    .isThrownBy(() -> world.rowsAs("u", statement))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        }
        assertThat(names()).hasSize(3);
    }

    @Test
    void format_of_the_stage_is_taken() {
        world.run("CREATE STAGE c FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|')");
        rows("COPY INTO @c FROM (SELECT 1, 2)");
        assertThat(rows("SELECT $1, $2 FROM @c")).containsExactly(row("1", "2"));
        assertThat(rows("LIST @c").getFirst().getFirst()).endsWith(".csv");
        world.run("CREATE FILE FORMAT f TYPE = NDJSON");
        rows("COPY INTO @s FROM (SELECT 1 AS a) FILE_FORMAT = (FORMAT_NAME = 'f')");
        assertThat(names()).singleElement().asString().endsWith(".ndjson");
    }

    @Test
    void what_cannot_be_written_is_refused() {
        String csv = "COPY INTO @s FROM (SELECT 1, 2) FILE_FORMAT = (TYPE = CSV ";
        String text = "COPY INTO @s FROM (SELECT 1, 2) FILE_FORMAT = (TYPE = TEXT ";
        refused(csv + "FIELD_DELIMITER = '||')", ErrorCode.BAD_ARGUMENTS,
                "It is not supported to unload CSV file with multi-bytes FIELD_DELIMITER");
        refused(text + "FIELD_DELIMITER = '')", ErrorCode.BAD_ARGUMENTS,
                "It is not supported to unload TEXT file when FIELD_DELIMITER is ''");
        refused(text + "FIELD_DELIMITER = 'ab')", ErrorCode.BAD_ARGUMENTS, "begins with a letter");
        refused(csv + "RECORD_DELIMITER = ',')", ErrorCode.BAD_ARGUMENTS, "must not hold one another");
        refused(text + "RECORD_DELIMITER = '\\t')", ErrorCode.BAD_ARGUMENTS, "must not hold one another");
        refused(csv + "NULL_DISPLAY = 'a,b')", ErrorCode.BAD_ARGUMENTS, "NULL_DISPLAY");
        refused(csv + "COMPRESSION = SNAPPY)", ErrorCode.UNIMPLEMENTED, "snappy");
        refused(csv + "COMPRESSION = BROTLI)", ErrorCode.UNIMPLEMENTED, "BROTLI");
        for (String type : List.of("ORC", "AVRO", "ARROW", "ARROW_STREAM", "LANCE", "'XML'")) {
            refused("COPY INTO @s FROM (SELECT 1 AS a) FILE_FORMAT = (TYPE = " + type + ")", ErrorCode.UNIMPLEMENTED,
                    type.replace("'", ""));
        }
        refused("COPY INTO @s FROM (SELECT 1 AS a) FILE_FORMAT = (TYPE = PARQUET COMPRESSION = XZ)", ErrorCode.UNIMPLEMENTED, "XZ");
        refused("COPY INTO @s FROM (SELECT 1 AS a, 2 AS A) FILE_FORMAT = (TYPE = PARQUET)", ErrorCode.BAD_ARGUMENTS, "`A`");
        refused("COPY INTO @s FROM (SELECT 1 AS a, 2 AS a) FILE_FORMAT = (TYPE = NDJSON)", ErrorCode.BAD_ARGUMENTS, "`a`");
        refused("COPY INTO @s FROM (SELECT 'a|b', 1) FILE_FORMAT = (TYPE = TEXT RECORD_DELIMITER = '|')", ErrorCode.BAD_ARGUMENTS,
                "a value holds a delimiter");
        refused("COPY INTO @s FROM (SELECT 'a\tb', 1) FILE_FORMAT = (TYPE = TEXT ESCAPE = '')", ErrorCode.BAD_ARGUMENTS,
                "a value holds a delimiter");
        refused("COPY INTO @s FROM (SELECT '') FILE_FORMAT = (TYPE = TEXT)", ErrorCode.BAD_ARGUMENTS, "empty line");
        refused("COPY INTO @none FROM (SELECT 1)", ErrorCode.UNKNOWN_STAGE, "none");
        refused("COPY INTO @s FROM none", ErrorCode.UNKNOWN_TABLE, "none");
        refused("COPY INTO @s FROM (SELECT 1) SINGLE = TRUE USE_RAW_PATH = TRUE", ErrorCode.BAD_ARGUMENTS, "can not end with '/'");
        refused("COPY INTO @s/../x FROM (SELECT 1)", ErrorCode.BAD_ARGUMENTS, "..");
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "INCLUDE_QUERY_ID = FALSE|include_query_id=false can only be set when use_raw_path=true",
        "INCLUDE_QUERY_ID = FALSE USE_RAW_PATH = FALSE|conflict copy_options: include_query_id=false and use_raw_path=false",
        "USE_RAW_PATH = TRUE|use_raw_path=true can only be set when single=true",
        "OVERWRITE = TRUE|overwrite=true can only be set when single=true and use_raw_path=true for now",
        "SINGLE = TRUE OVERWRITE = TRUE|overwrite=true can only be set when single=true and use_raw_path=true for now"
    })
    void options_that_do_not_fit_each_other_are_refused(String optionsAndText) {
        String[] parts = optionsAndText.split("\\|");
        refused("COPY INTO @s/a FROM (SELECT 1) " + parts[0], ErrorCode.INVALID_ARGUMENT, parts[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SINGLE = TRUE|PARTITION BY cannot be used together with SINGLE=TRUE",
        "OVERWRITE = TRUE|PARTITION BY cannot be used together with OVERWRITE=TRUE",
        "INCLUDE_QUERY_ID = FALSE|PARTITION BY requires INCLUDE_QUERY_ID=TRUE"
    })
    void options_that_do_not_fit_partitions_are_refused(String optionsAndText) {
        String[] parts = optionsAndText.split("\\|");
        refused("COPY INTO @s/a FROM (SELECT 1 AS a) PARTITION BY (a) " + parts[0], ErrorCode.INVALID_ARGUMENT, parts[1]);
    }
}
