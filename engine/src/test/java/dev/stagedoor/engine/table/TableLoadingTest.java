package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.TableId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CREATE TABLE, COPY INTO and INSERT, and SELECT over what they wrote; on a real embedded store. */
class TableLoadingTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        world.run("CREATE STAGE IF NOT EXISTS s");
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

    private void refused(String sql, ErrorCode code, String... texts) {
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> rows(sql))
                .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    }

    @Test
    void file_is_loaded_once() {
        world.put("in/a.csv", "1,one\n2,two\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        String copy = "COPY INTO t FROM @s/in/ FILE_FORMAT = (TYPE = CSV)";
        assertThat(rows(copy)).containsExactly(row("in/a.csv", "2", "0", null, null));
        assertThat(rows(copy)).isEmpty();
        world.put("in/b.csv", "3,three\n");
        assertThat(rows(copy)).containsExactly(row("in/b.csv", "1", "0", null, null));
        assertThat(rows("SELECT id, name FROM t ORDER BY id")).containsExactly(row("1", "one"), row("2", "two"), row("3", "three"));
        assertThat(rows(copy + " FORCE = TRUE")).hasSize(2);
        assertThat(rows("SELECT count(*) FROM default.t")).containsExactly(row("6"));
    }

    @Test
    void file_with_new_content_is_loaded_and_explained() {
        world.put("a.csv", "1\n");
        world.run("CREATE TABLE t (id INT)");
        world.run("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)");
        world.put("a.csv", "2\n");
        world.put("b.csv", "3\n");
        assertThat(rows("EXPLAIN COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)"))
                .containsExactly(
                        row("a.csv", "2", "load", "loaded before with another content"), row("b.csv", "2", "load", "not loaded yet"));
        assertThat(rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)")).hasSize(2);
        assertThat(rows("EXPLAIN COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)")).extracting(each -> each.get(2)).containsOnly("skip");
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"), row("3"));
    }

    @Test
    void file_of_a_path_that_was_loaded_is_passed_over_where_the_session_says_so() {
        world.run("CREATE TABLE t (id INT)");
        world.put("a.csv", "1\n");
        String copy = "COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)";
        rows(copy);
        world.put("a.csv", "2\n");
        String byPath = "SET copy_dedup_by_path_only = 1; SET load_file_metadata_expire_hours = 24; ";
        assertThat(rows(byPath + copy)).isEmpty();
        assertThat(rows(byPath + "EXPLAIN " + copy)).extracting(each -> each.get(3)).containsExactly("loaded before");
        assertThat(rows("SELECT name, value, \"default\" FROM system.settings WHERE name IN ('copy_dedup_by_path_only',"
                        + " 'load_file_metadata_expire_hours') ORDER BY name"))
                .containsExactly(row("copy_dedup_by_path_only", "0", "0"), row("load_file_metadata_expire_hours", "0", "0"));
        assertThat(rows(copy)).hasSize(1);
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"));
    }

    /** The warehouse as a bucket that a stage lies over: the door's, or that of {@code storage.url}. */
    @Test
    void table_is_not_loaded_from_its_own_files() {
        world.run("CREATE TABLE t (id INT)");
        world.run("CREATE TABLE u (id INT)");
        String own = world.fixture.warehouse.table(new TableId("default", "t")).location().substring("s3://stagedoor/".length());
        world.fixture.stores.bucket("stagedoor").add(own + "/data/a.parquet", 1);
        world.fixture.stores.bucket("backup").add(own + "/data/a.parquet", 1);
        String stage = "CREATE STAGE %s URL = 's3://%s/warehouse/' CONNECTION = (ENDPOINT_URL = 'http://127.0.0.1:8000'"
                + " ACCESS_KEY_ID = 'k' SECRET_ACCESS_KEY = 's')";
        world.run(stage.formatted("ext", "stagedoor"));
        world.run(stage.formatted("old", "backup"));
        String itself = "'" + own.substring("warehouse/".length()) + "/data/a.parquet' is a file of the table default.t itself";
        refused("COPY INTO t FROM @ext FILE_FORMAT = (TYPE = PARQUET)", ErrorCode.BAD_ARGUMENTS, itself);
        refused("EXPLAIN COPY INTO t FROM (SELECT id FROM @ext) FORCE = TRUE PURGE = TRUE", ErrorCode.BAD_ARGUMENTS, itself);
        refused("INSERT INTO t FROM @ext FILE_FORMAT = (TYPE = PARQUET)", ErrorCode.BAD_ARGUMENTS, itself);
        refused("COPY INTO t FROM 's3://stagedoor/warehouse/' CONNECTION = (ENDPOINT_URL = 'https://door.test'"
                + " ACCESS_KEY_ID = 'k' SECRET_ACCESS_KEY = 's')", ErrorCode.BAD_ARGUMENTS, "is a file of the table default.t itself");
        assertThat(rows("EXPLAIN COPY INTO u FROM @ext")).hasSize(1);
        assertThat(rows("EXPLAIN COPY INTO t FROM @old")).hasSize(1);
    }

    @Test
    void value_that_does_not_fit_ends_a_copy_with_its_place() {
        world.put("a.csv", "1,x\n2,y\n");
        world.put("b.csv", "3,z\nfour,w\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        refused("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)", ErrorCode.BAD_BYTES, "'b.csv', line 2", "column 'id'", "'four'");
        assertThat(rows("SELECT * FROM t")).isEmpty();
        assertThat(rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE"))
                .containsExactly(
                        row("a.csv", "2", "0", null, null), row("b.csv", "1", "1", "column 'id', Int32: 'four' is none", "2"));
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"), row("3"));
    }

    @Test
    void line_of_an_error_counts_the_header() {
        world.put("a.csv", "id,name\n1,x\nfour,y\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        String copy = "COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)";
        refused(copy, ErrorCode.BAD_BYTES, "'a.csv', line 3: column 'id', Int32: 'four' is none");
        assertThat(rows(copy + " ON_ERROR = CONTINUE"))
                .containsExactly(row("a.csv", "1", "1", "column 'id', Int32: 'four' is none", "3"));
        assertThat(rows("SELECT first_error_line FROM system.load_history")).containsExactly(row("3"));
    }

    @Test
    void record_that_cannot_be_read_is_left_out_alone_where_that_is_asked() {
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        world.put("a.csv", "id,name\n1,x,more\n2,y\n3\n4,z\n");
        String csv = "COPY INTO t FROM @s FILES = ('a.csv') FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)";
        refused(csv, ErrorCode.BAD_BYTES, "'a.csv', line 2: expected 2 columns, found 3");
        assertThat(rows(csv + " ON_ERROR = CONTINUE")).containsExactly(row("a.csv", "2", "2", "expected 2 columns, found 3", "2"));
        world.put("b.tsv", "5\tv\n6\n7\tends\\\n8\tw\n");
        assertThat(rows("COPY INTO t FROM @s FILES = ('b.tsv') FILE_FORMAT = (TYPE = TEXT) ON_ERROR = CONTINUE"))
                .containsExactly(row("b.tsv", "2", "2", "expected 2 columns, found 1", "2"));
        world.put("c.ndjson", "{\"id\": 9, \"name\": \"n\"}\n{\"id\": 10,\nno\n{\"id\": 11, \"name\": null}\n");
        assertThat(rows("COPY INTO t FROM @s FILES = ('c.ndjson') FILE_FORMAT = (TYPE = NDJSON) ON_ERROR = CONTINUE"))
                .containsExactly(row("c.ndjson", "2", "2", "it is not JSON", "2"));
        assertThat(rows("SELECT id FROM t ORDER BY id"))
                .containsExactly(row("2"), row("4"), row("5"), row("8"), row("9"), row("11"));
        assertThat(rows(csv + " ON_ERROR = CONTINUE")).isEmpty();
        assertThat(rows(csv + " ON_ERROR = SKIP_FILE_3 FORCE = TRUE")).extracting(each -> each.get(1)).containsExactly("2");
        assertThat(rows(csv + " ON_ERROR = SKIP_FILE_2 FORCE = TRUE")).extracting(each -> each.get(1)).containsExactly("0");
        refused(csv + " ON_ERROR = ABORT_2 FORCE = TRUE", ErrorCode.BAD_BYTES, "'a.csv', line 2: expected 2 columns, found 3");
        String selected = "COPY INTO t FROM (SELECT $1::INT + 100, $2 FROM @s) FILES = ('a.csv') FORCE = TRUE ON_ERROR = CONTINUE";
        assertThat(rows(selected + " FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 2)")).extracting(each -> each.get(1)).containsExactly("2");
    }

    @Test
    void record_has_a_field_for_each_column_unless_the_format_says_otherwise() {
        world.run("CREATE TABLE t (id INT, name VARCHAR, n INT)");
        world.put("a.csv", "1,x\n");
        world.put("b.tsv", "2\ty\t3\t4\n");
        String copy = "COPY INTO t FROM @s/%s FILE_FORMAT = (TYPE = %s)";
        refused(copy.formatted("a.csv", "CSV"), ErrorCode.BAD_BYTES, "'a.csv', line 1: expected 3 columns, found 2");
        refused(copy.formatted("b.tsv", "TEXT"), ErrorCode.BAD_BYTES, "'b.tsv', line 1: expected 3 columns, found 4");
        assertThat(rows("COPY INTO t (id, name) FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)")).hasSize(1);
        String lax = " FILE_FORMAT = (TYPE = %s ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE) FORCE = TRUE";
        assertThat(rows("COPY INTO t FROM @s/a.csv" + lax.formatted("CSV"))).hasSize(1);
        assertThat(rows("COPY INTO t FROM @s/b.tsv" + lax.formatted("TEXT"))).hasSize(1);
        assertThat(rows("SELECT * FROM t ORDER BY id")).containsExactly(row("1", "x", null), row("1", "x", null), row("2", "y", "3"));
    }

    @Test
    void file_of_empty_lines_has_no_rows() {
        world.run("CREATE TABLE t (id INT)");
        world.put("a.csv", "\n\n");
        String copy = "COPY INTO t FROM @s/a.csv FORCE = TRUE FILE_FORMAT = (TYPE = CSV SKIP_HEADER = %s)";
        assertThat(rows(copy.formatted(1))).containsExactly(row("a.csv", "0", "0", null, null));
        assertThat(rows(copy.formatted(0))).containsExactly(row("a.csv", "0", "0", null, null));
        assertThat(rows("SELECT $1 FROM @s/a.csv (FILE_FORMAT => 'csv')")).isEmpty();
    }

    @Test
    void empty_field_is_the_default_of_a_text_too_unless_it_is_in_quotes() {
        world.run("CREATE TABLE t (id INT, name VARCHAR DEFAULT 'none', note VARCHAR, must VARCHAR NOT NULL)");
        world.put("a.csv", "1,,,\n2,\"\",\"\",\"\"\n3,x,\\N,y\n");
        world.put("b.tsv", "4\t\t\t\n");
        rows("COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV EMPTY_FIELD_AS = FIELD_DEFAULT)");
        rows("COPY INTO t FROM @s/b.tsv FILE_FORMAT = (TYPE = TEXT)");
        assertThat(rows("SELECT * FROM t ORDER BY id"))
                .containsExactly(
                        row("1", "none", null, ""), row("2", "", "", ""), row("3", "x", null, "y"), row("4", "none", null, ""));
    }

    @Test
    void bytes_that_are_none_are_told_and_left_out_as_other_values() {
        world.run("CREATE TABLE t (id INT, bytes BINARY)");
        world.put("a.csv", "1,00ff\n2,zz\n3,0\n4,\n");
        String copy = "COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)";
        refused(copy, ErrorCode.BAD_BYTES, "'a.csv', line 2: column 'bytes', Binary: 'zz' is none");
        assertThat(rows(copy + " ON_ERROR = CONTINUE"))
                .containsExactly(row("a.csv", "2", "2", "column 'bytes', Binary: 'zz' is none", "2"));
        assertThat(rows("SELECT id, to_hex(bytes) FROM t ORDER BY id")).containsExactly(row("1", "00ff"), row("4", null));
        world.put("b.csv", "5,AP8=\n6,?\n");
        assertThat(rows("COPY INTO t FROM @s/b.csv FILE_FORMAT = (TYPE = CSV BINARY_FORMAT = BASE64) ON_ERROR = CONTINUE"))
                .containsExactly(row("b.csv", "1", "1", "column 'bytes', Binary: '?' is none", "2"));
    }

    @Test
    void file_with_errors_is_skipped_where_that_is_asked() {
        world.put("a.csv", "1\n");
        world.put("b.csv", "2\nx\n");
        world.put("c.csv", "3\n\"no end\n");
        world.run("CREATE TABLE t (id INT)");
        var loaded = rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV) ON_ERROR = SKIP_FILE");
        assertThat(loaded).extracting(List::getFirst).containsExactly("a.csv", "b.csv", "c.csv");
        assertThat(loaded).extracting(each -> each.get(1)).containsExactly("1", "0", "0");
        assertThat(rows("SELECT id FROM t")).containsExactly(row("1"));
        world.put("b.csv", "2\n");
        assertThat(rows("COPY INTO t FROM @s FILES = ('b.csv') FILE_FORMAT = (TYPE = CSV) ON_ERROR = SKIP_FILE")).hasSize(1);
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"));
    }

    @Test
    void file_that_is_named_twice_is_loaded_once() {
        world.put("a.csv", "1\n");
        world.put("b.csv", "2\n");
        world.run("CREATE TABLE t (id INT)");
        assertThat(rows("COPY INTO t FROM @s FILES = ('a.csv', 'b.csv', 'a.csv') FILE_FORMAT = (TYPE = CSV)"))
                .containsExactly(row("a.csv", "1", "0", null, null), row("b.csv", "1", "0", null, null));
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"));
        assertThat(rows("INSERT INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)")).containsExactly(row("1"));
        assertThat(rows("SELECT metadata$filename, $1 FROM @s (FILES => ('b.csv', 'b.csv'), FILE_FORMAT => 'csv')"))
                .containsExactly(row("b.csv", "2"));
    }

    @Test
    void null_in_an_object_is_none_and_what_is_missing_the_default_where_that_is_asked() {
        world.put("a.ndjson", "{\"id\": 1, \"name\": null, \"n\": null, \"tags\": null}\n{\"id\": 2, \"tags\": [1]}\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR DEFAULT 'none', n INT DEFAULT 7, tags ARRAY(INT),"
                + " since TIMESTAMP DEFAULT '2026-01-01')");
        String query = "SELECT id, name, n, tags, to_string(since) FROM t ORDER BY id";
        String copy = "COPY INTO t FROM @s FORCE = TRUE FILE_FORMAT = (TYPE = NDJSON";
        assertThat(rows(copy + " MISSING_FIELD_AS = NULL)")).containsExactly(row("a.ndjson", "2", "0", null, null));
        assertThat(rows(query)).containsExactly(row("1", null, null, null, null), row("2", null, null, "[1]", null));
        world.run("TRUNCATE TABLE t");
        assertThat(rows(copy + " MISSING_FIELD_AS = FIELD_DEFAULT)")).hasSize(1);
        assertThat(rows(query))
                .containsExactly(
                        row("1", null, null, null, "2026-01-01 00:00:00.000000"),
                        row("2", "none", "7", "[1]", "2026-01-01 00:00:00.000000"));
        world.run("TRUNCATE TABLE t");
        assertThat(rows(copy + " NULL_FIELD_AS = FIELD_DEFAULT MISSING_FIELD_AS = NULL)")).hasSize(1);
        assertThat(rows(query)).containsExactly(row("1", "none", "7", null, null), row("2", null, null, "[1]", null));
    }

    @Test
    void member_that_is_missing_is_an_error_unless_the_format_says_otherwise() {
        world.put("a.ndjson", "{\"id\": 1, \"name\": null, \"tags\": [1], \"v\": null}\n");
        world.put("b.ndjson", "{\"id\": 2, \"name\": \"x\", \"tags\": null, \"v\": 1}\n{\"id\": 3, \"tags\": [], \"v\": 1}\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR, tags ARRAY(INT), v VARIANT)");
        String copy = "COPY INTO t FROM @s FILE_FORMAT = (TYPE = NDJSON";
        refused(copy + ")", ErrorCode.BAD_BYTES, "'b.ndjson', line 2: column 'name', String: the object has no such member");
        refused("INSERT INTO t FROM @s/b.ndjson FILE_FORMAT = (TYPE = NDJSON)", ErrorCode.BAD_BYTES, "'b.ndjson', line 2", "'name'");
        assertThat(rows("SELECT * FROM t")).isEmpty();
        List<List<@Nullable String>> told = rows(copy + ") ON_ERROR = CONTINUE");
        assertThat(told).extracting(each -> each.get(1)).containsExactly("1", "1");
        assertThat(told.getLast().get(3)).startsWith("column 'name', String: the object has no such member");
        assertThat(told.getLast().get(4)).isEqualTo("2");
        assertThat(rows("SELECT * FROM t ORDER BY id")).containsExactly(row("1", null, "[1]", null), row("2", "x", null, "1"));
        world.put("c.ndjson", "{\"id\": 4}\n");
        assertThat(rows("COPY INTO t (id) FROM @s/c.ndjson FILE_FORMAT = (TYPE = NDJSON)")).hasSize(1);
        refused("COPY INTO t (id, tags) FROM @s/c.ndjson FILE_FORMAT = (TYPE = NDJSON) FORCE = TRUE", ErrorCode.BAD_BYTES, "'tags'");
        refused("COPY INTO t (id, v) FROM @s/c.ndjson FILE_FORMAT = (TYPE = NDJSON) FORCE = TRUE", ErrorCode.BAD_BYTES, "'v'");
    }

    @Test
    void value_of_an_object_is_as_its_text() {
        world.put("a.ndjson", "{\"d\": 0.25, \"t\": \"2026-01-01T00:00:00Z\", \"u\": 18446744073709551615}\n"
                + "{\"d\": \"1.5\", \"t\": \"2026-01-01\", \"u\": \"7\"}\n");
        world.run("CREATE TABLE t (d DECIMAL(38, 20), t TIMESTAMP, u BIGINT UNSIGNED)");
        rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = NDJSON)");
        assertThat(rows("SELECT d, to_string(t), u FROM t ORDER BY d"))
                .containsExactly(
                        row("0.25000000000000000000", "2026-01-01 00:00:00.000000", "18446744073709551615"),
                        row("1.50000000000000000000", "2026-01-01 00:00:00.000000", "7"));
    }

    @Test
    void number_of_an_object_keeps_the_digits_of_its_column() {
        world.put("a.ndjson", "{\"d\": 1.12345678901234567891, \"w\": 123456789012345678901234567890, \"more\": 1}\n"
                + "{\"d\": \"-0.12345678901234567891\", \"w\": 12345678901234567.9}\n{\"d\": 1e2, \"w\": -7}\n");
        world.run("CREATE TABLE t (d DECIMAL(38, 20), w DECIMAL(38, 1))");
        rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = NDJSON)");
        assertThat(rows("SELECT d, w FROM t ORDER BY d"))
                .containsExactly(
                        row("-0.12345678901234567891", "12345678901234567.9"),
                        row("1.12345678901234567891", "123456789012345678901234567890.0"),
                        row("100.00000000000000000000", "-7.0"));
        world.put("b.ndjson", "{\"d\": 1.5, \"w\": 1e40}\n{\"d\": [1.5], \"w\": 1}\n");
        assertThat(rows("COPY INTO t FROM @s/b.ndjson FILE_FORMAT = (TYPE = NDJSON) ON_ERROR = CONTINUE"))
                .containsExactly(row("b.ndjson", "0", "2", "column 'w', Decimal(38, 1): '1e40' is none", "1"));
    }

    @Test
    void binary_of_text_is_in_digits() {
        world.put("a.csv", "1,00aBff\n2,\n");
        world.put("b.csv", "3,AKv/\n");
        world.put("c.csv", "4,abc\n");
        world.run("CREATE TABLE t (id INT, b BINARY)");
        rows("COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)");
        rows("COPY INTO t FROM @s/b.csv FILE_FORMAT = (TYPE = CSV BINARY_FORMAT = BASE64)");
        refused("COPY INTO t FROM @s/c.csv FILE_FORMAT = (TYPE = CSV)", ErrorCode.BAD_BYTES, "'c.csv', line 1", "'abc' is none");
        assertThat(rows("SELECT id, to_hex(b) FROM t ORDER BY id"))
                .containsExactly(row("1", "00abff"), row("2", null), row("3", "00abff"));
    }

    @Test
    void column_without_nulls_takes_none() {
        world.put("a.ndjson", "{\"id\": 1, \"name\": \"x\"}\n{\"name\": \"y\"}\n");
        world.run("CREATE TABLE t (id INT NOT NULL, name VARCHAR)");
        refused("COPY INTO t FROM @s FILE_FORMAT = (TYPE = NDJSON)", ErrorCode.BAD_BYTES, "'a.ndjson', line 2", "column 'id'");
        refused("INSERT INTO t VALUES (NULL, 'x')", ErrorCode.BAD_ARGUMENTS, "id");
        assertThat(rows("SELECT * FROM t")).isEmpty();
    }

    @Test
    void rows_of_other_formats_and_targets_are_loaded() throws Exception {
        world.put("a.ndjson", "{\"id\": 1, \"name\": \"x \\\"y\\\"\", \"tags\": [\"a\", \"b\"], \"more\": {\"k\": 1}}\n");
        world.putParquet("b.parquet", "SELECT 'p' AS NAME, 2::BIGINT AS id, ['c'] AS tags, '{\"k\":2}'::JSON AS more");
        world.put("c.csv", "4,q\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR, tags ARRAY(VARCHAR), more VARIANT,"
                + " since TIMESTAMP DEFAULT '2026-01-01', n INT DEFAULT 7)");
        rows("COPY INTO t (id, name, tags, more) FROM @s/a.ndjson FILE_FORMAT = (TYPE = NDJSON)");
        rows("COPY INTO t (id, name, tags, more) FROM @s/b.parquet FILE_FORMAT = (TYPE = PARQUET)");
        rows("COPY INTO t (name, id) FROM (SELECT upper($2), $1::INT * 10 FROM @s/c.csv) FILE_FORMAT = (TYPE = CSV)");
        assertThat(rows("SELECT id, name, tags, more, n, to_string(since) FROM t ORDER BY id"))
                .containsExactly(
                        row("1", "x \"y\"", "[\"a\",\"b\"]", "{\"k\":1}", "7", "2026-01-01 00:00:00.000000"),
                        row("2", "p", "[\"c\"]", "{\"k\":2}", "7", "2026-01-01 00:00:00.000000"),
                        row("40", "Q", null, null, "7", "2026-01-01 00:00:00.000000"));
    }

    @Test
    void rows_are_inserted_and_tables_made_of_queries() {
        world.run("CREATE TABLE t (id BIGINT UNSIGNED, name VARCHAR DEFAULT 'none')");
        assertThat(rows("INSERT INTO t VALUES (1, 'one'), (18446744073709551615, DEFAULT)")).containsExactly(row("2"));
        assertThat(rows("INSERT INTO t (id) SELECT id + 1 FROM t WHERE id = 1")).containsExactly(row("1"));
        assertThat(rows("SELECT * FROM t ORDER BY id"))
                .containsExactly(row("1", "one"), row("2", "none"), row("18446744073709551615", "none"));
        refused("INSERT INTO t SELECT 1, 'x', 2", ErrorCode.BAD_ARGUMENTS, "Number of columns");
        refused("INSERT INTO t SELECT 1", ErrorCode.BAD_ARGUMENTS, "Number of columns");
        refused("INSERT INTO t (id) VALUES (-1)", ErrorCode.BAD_ARGUMENTS, "-1");
        world.run("CREATE TABLE u AS SELECT id AS k, name FROM t");
        assertThat(rows("SELECT count(*) FROM u JOIN t ON u.k = t.id")).containsExactly(row("3"));
        refused("CREATE TABLE u (a INT)", ErrorCode.TABLE_ALREADY_EXISTS, "u");
        world.run("CREATE OR REPLACE TABLE u (a INT)");
        assertThat(rows("SELECT * FROM u")).isEmpty();
        world.run("DROP TABLE u");
        refused("SELECT * FROM u", ErrorCode.UNKNOWN_TABLE, "u");
        world.run("RENAME TABLE t TO v");
        assertThat(rows("SELECT count(*) FROM v")).containsExactly(row("3"));
        world.run("TRUNCATE TABLE v");
        assertThat(rows("SELECT * FROM v")).isEmpty();
    }

    @Test
    void table_is_replaced_by_rows_of_its_own_and_stays_when_they_cannot_be_had() {
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        world.run("INSERT INTO t VALUES (1, 'one'), (2, 'two')");
        refused("CREATE OR REPLACE TABLE t AS SELECT CAST(name AS INT) AS n FROM t", ErrorCode.BAD_ARGUMENTS, "one");
        assertThat(rows("SELECT * FROM t ORDER BY id")).containsExactly(row("1", "one"), row("2", "two"));
        rows("CREATE OR REPLACE TABLE t AS SELECT id + 10 AS id FROM t");
        assertThat(rows("SELECT * FROM t ORDER BY id")).containsExactly(row("11"), row("12"));
        refused("CREATE TABLE t AS SELECT 1 AS id", ErrorCode.TABLE_ALREADY_EXISTS, "t");
        refused("CREATE TABLE u AS SELECT CAST('x' AS INT) AS n", ErrorCode.BAD_ARGUMENTS, "x");
        refused("SELECT * FROM u", ErrorCode.UNKNOWN_TABLE, "u");
    }

    @Test
    void columns_of_a_query_that_have_one_name_make_no_table() {
        refused("CREATE TABLE u AS SELECT 1 AS a, 2 AS a", ErrorCode.BAD_ARGUMENTS, "'a'");
        refused("CREATE TABLE u AS SELECT 1 AS a, 2 AS A LIMIT 1", ErrorCode.BAD_ARGUMENTS, "'A'");
        refused("SELECT * FROM u", ErrorCode.UNKNOWN_TABLE, "u");
        world.run("CREATE TABLE u AS (SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL) ORDER BY a LIMIT 1");
        world.run("CREATE TABLE v AS WITH w AS (SELECT a FROM u) SELECT a, a + 1 AS a_1 FROM w ORDER BY a_1 LIMIT 5 OFFSET 0");
        assertThat(rows("SELECT * FROM u JOIN v USING (a)")).containsExactly(row("1", "x", "2"));
    }

    @Test
    void table_of_another_database_is_found_by_its_name() {
        world.run("CREATE DATABASE d");
        world.run("CREATE TABLE d.t (a INT)");
        world.run("CREATE TABLE t (a INT)");
        world.run("INSERT INTO d.t VALUES (1)");
        world.run("INSERT INTO t VALUES (2)");
        assertThat(rows("SELECT t.a FROM d.t")).containsExactly(row("1"));
        assertThat(rows("SELECT x.a, y.a FROM d.t x, t y")).containsExactly(row("1", "2"));
        assertThat(rows("WITH t AS (SELECT 3 AS a) SELECT a FROM t")).containsExactly(row("3"));
        assertThat(rows("SELECT d.t.a, D.T.*, `d`.t.a + 1 FROM d.t WHERE d.t.a = 1 ORDER BY d.t.a")).containsExactly(row("1", "1", "2"));
        assertThat(rows("SELECT d.t.a, default.t.a FROM d.t JOIN t ON d.t.a < default.t.a")).containsExactly(row("1", "2"));
        assertThat(rows("SELECT t.s.x FROM (SELECT {'x': 4} AS s) AS t")).containsExactly(row("4"));
        assertThat(rows("SELECT system.one.dummy FROM system.one")).hasSize(1);
        refused("SELECT e.t.a FROM d.t", ErrorCode.SEMANTIC, "e");
        assertThat(world.query("SELECT d.t.a FROM d.t").schema().getFirst().name()).isEqualTo("a");
        refused("CREATE TABLE system.x (a INT)", ErrorCode.PERMISSION_DENIED, "system");
        refused("SELECT * FROM e.t", ErrorCode.UNKNOWN_DATABASE, "e");
    }

    @Test
    void purged_files_are_gone_and_not_before_they_are_loaded() {
        world.put("a.csv", "1\n");
        world.put("b.csv", "x\n");
        world.run("CREATE TABLE t (id INT)");
        refused("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV) PURGE = TRUE", ErrorCode.BAD_BYTES, "b.csv");
        assertThat(rows("LIST @s")).hasSize(2);
        rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV) PURGE = TRUE ON_ERROR = SKIP_FILE");
        assertThat(rows("LIST @s")).extracting(List::getFirst).containsExactly("b.csv");
    }

    @Test
    void file_with_a_quoted_field_that_does_not_end_is_left_out_whole_and_tried_again() {
        world.put("a.csv", "1,one\n2,two\n");
        world.put("b.csv", "3,three\n4,\"four\n5,five\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        String copy = "COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)";
        refused(copy, ErrorCode.BAD_BYTES, "b.csv");
        assertThat(rows("SELECT * FROM t")).isEmpty();
        assertThat(rows(copy + " ON_ERROR = CONTINUE")).extracting(each -> each.subList(0, 3))
                .containsExactly(row("a.csv", "2", "0"), row("b.csv", "0", "1"));
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"));
        assertThat(rows("EXPLAIN " + copy)).extracting(each -> each.get(2)).containsExactly("skip", "load");
        assertThat(rows(copy + " ON_ERROR = CONTINUE PURGE = TRUE")).extracting(List::getFirst).containsExactly("b.csv");
        assertThat(rows("LIST @s")).as("what was not loaded is not purged").hasSize(2);
        world.put("b.csv", "3,three\n4,\"four\"\n5,five\n");
        assertThat(rows(copy)).containsExactly(row("b.csv", "3", "0", null, null));
        assertThat(rows("SELECT name FROM t ORDER BY id"))
                .containsExactly(row("one"), row("two"), row("three"), row("four"), row("five"));
    }

    /** As a server leaves them that is killed after the commit. */
    @Test
    void files_that_were_loaded_before_are_purged_where_the_session_says_so() {
        world.put("a.csv", "1\n");
        world.put("b.csv", "2\n");
        world.run("CREATE TABLE t (id INT)");
        String copy = "COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)";
        rows(copy);
        world.put("b.csv", "3\n");
        assertThat(rows(copy + " FILES = ('a.csv') PURGE = TRUE")).isEmpty();
        assertThat(rows("LIST @s")).hasSize(2);
        String purging = "SET purge_duplicated_files_in_copy = 1; ";
        rows(purging + copy);
        assertThat(rows("LIST @s")).hasSize(2);
        world.put("b.csv", "4\n");
        assertThat(rows("SET copy_dedup_by_path_only = 1; " + purging + copy + " PURGE = TRUE")).isEmpty();
        assertThat(rows("LIST @s")).extracting(List::getFirst).as("what is in it was not loaded").containsExactly("b.csv");
        world.put("a.csv", "1\n");
        assertThat(rows(purging + copy + " PURGE = TRUE")).extracting(List::getFirst).containsExactly("b.csv");
        assertThat(rows("LIST @s")).isEmpty();
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"), row("3"), row("4"));
    }

    @Test
    void files_are_inserted_and_removed() {
        world.put("in/a.csv", "1,one\n2,two\n");
        world.put("in/b.csv", "3,three\n");
        world.run("CREATE TABLE t (id INT, name VARCHAR, origin VARCHAR DEFAULT 'none', n INT)");
        assertThat(rows("INSERT INTO t (id, name) FROM @s/in/ FILE_FORMAT = (TYPE = CSV)")).containsExactly(row("3"));
        assertThat(rows("LIST @s")).isEmpty();
        world.put("c.csv", "x,7,4\n");
        assertThat(rows("INSERT INTO t (name, origin, n, id) VALUES (?, 'from ' || 'c', ?, ?) FROM @s/c.csv FILE_FORMAT = (TYPE = CSV)"))
                .containsExactly(row("1"));
        assertThat(rows("SELECT * FROM t ORDER BY id"))
                .containsExactly(
                        row("1", "one", "none", null), row("2", "two", "none", null), row("3", "three", "none", null),
                        row("4", "x", "from c", "7"));
        world.put("d.ndjson", "{\"id\": 5, \"name\": \"five\"}\n");
        assertThat(rows("INSERT INTO t (id, n, name) VALUES (?, 1 + 1, ?) FROM @s/d.ndjson FILE_FORMAT = (TYPE = NDJSON)"))
                .containsExactly(row("1"));
        assertThat(rows("SELECT name, n FROM t WHERE id = 5")).containsExactly(row("five", "2"));
    }

    @Test
    void file_that_does_not_fit_stays() {
        world.put("a.csv", "1\nx\n");
        world.run("CREATE TABLE t (id INT)");
        refused("INSERT INTO t FROM @s FILE_FORMAT = (TYPE = CSV)", ErrorCode.BAD_BYTES, "'a.csv', line 2", "'x'");
        refused("INSERT INTO t VALUES (?, ?) FROM @s FILE_FORMAT = (TYPE = CSV)", ErrorCode.BAD_ARGUMENTS, "2 values", "1 columns");
        refused("INSERT INTO t VALUES (?)", ErrorCode.BAD_ARGUMENTS, "stage_attachment");
        refused("INSERT INTO t FROM @_databend_load FILE_FORMAT = (TYPE = CSV)", ErrorCode.BAD_ARGUMENTS, "streaming_load");
        assertThat(rows("LIST @s")).hasSize(1);
        assertThat(rows("SELECT * FROM t")).isEmpty();
    }

    @Test
    void empty_field_is_the_default_where_the_format_says_so() {
        world.put("a.csv", ",,\\N\n2,x,5\n");
        world.run("CREATE TABLE t (id INT DEFAULT 7, name VARCHAR DEFAULT 'none', n INT DEFAULT 3)");
        rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV, EMPTY_FIELD_AS = FIELD_DEFAULT)");
        assertThat(rows("SELECT * FROM t ORDER BY id")).containsExactly(row("2", "x", "5"), row("7", "none", null));
    }

    @Test
    void rows_are_replaced() {
        world.run("CREATE TABLE t (id INT)");
        world.run("INSERT INTO t VALUES (1), (1), (2)");
        assertThat(rows("INSERT OVERWRITE t SELECT DISTINCT id FROM t")).containsExactly(row("2"));
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"));
        assertThat(rows("INSERT OVERWRITE INTO t SELECT id FROM t WHERE id > 5")).containsExactly(row("0"));
        assertThat(rows("SELECT * FROM t")).isEmpty();
    }

    @Test
    void more_values_than_a_query_holds_are_one_insert() {
        world.run("CREATE TABLE t (id INT, name VARCHAR DEFAULT 'none')");
        int rows = 6_000;
        String values = IntStream.range(0, rows).mapToObj(i -> "(" + i + ", DEFAULT)").collect(Collectors.joining(", "));
        assertThat(rows("INSERT INTO t VALUES " + values)).containsExactly(row(Integer.toString(rows)));
        assertThat(rows("SELECT count(*), sum(id), min(name) FROM t"))
                .containsExactly(row("" + rows, "" + rows * (rows - 1) / 2, "none"));
        refused("INSERT INTO t VALUES " + values + ", ('x', 'y')", ErrorCode.BAD_ARGUMENTS, "x");
        assertThat(rows("SELECT count(*) FROM t")).containsExactly(row("" + rows));
    }
}
