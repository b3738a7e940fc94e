package dev.stagedoor.e2e.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.support.PageSection;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.testsupport.Nightly;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Spark with Iceberg's runtime on the catalog and the files of a running server, both reading and writing. Its settings are those
 * of docs/tables.md.
 *
 * <pre>mvn verify -Pnightly -pl e2e -am -Dtest=SparkTest -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
@Nightly
class SparkTest {
    private static final PageSection SETTINGS = new PageSection("tables.md", "<!-- spark settings -->");
    private static final int UNIMPLEMENTED = 1002;

    /** Every type that tables can have, as columns of CREATE TABLE. */
    private static final List<String> KINDS = List.of(
            "b BOOLEAN", "i8 TINYINT", "i16 SMALLINT", "i32 INT", "i64 BIGINT", "u8 TINYINT UNSIGNED", "u16 SMALLINT UNSIGNED",
            "u32 INT UNSIGNED", "u64 BIGINT UNSIGNED", "f32 FLOAT", "f64 DOUBLE", "d9 DECIMAL(9, 2)", "d18 DECIMAL(18, 4)",
            "d38 DECIMAL(38, 10)", "whole DECIMAL(38, 0)", "s VARCHAR", "bin BINARY", "d DATE", "ts TIMESTAMP",
            "texts ARRAY(VARCHAR)", "counts ARRAY(INT UNSIGNED)", "nested ARRAY(ARRAY(TINYINT))", "m MAP(VARCHAR, BIGINT UNSIGNED)",
            "md MAP(INT, DECIMAL(10, 3))", "t TUPLE(a TINYINT UNSIGNED, b VARCHAR, c TUPLE(x TIMESTAMP, y DECIMAL(5, 1)))",
            "list ARRAY(TUPLE(k VARCHAR, v BINARY))", "v VARIANT",
            "one TUPLE(only TUPLE(one DOUBLE))", "odd DOUBLE", "odd32 FLOAT");

    private static final List<String> SMALLEST = List.of(
            "false", "-128", "-32768", "-2147483648", "-9223372036854775808", "0", "0", "0", "0", "-1.5", "-0.25", "-9999999.99",
            "-99999999999999.9999", "-9999999999999999999999999999.9999999999", "-99999999999999999999999999999999999999", "''",
            "''::BLOB", "'0001-01-01'", "'1969-12-31 23:59:59.999999'", "[]", "[]", "[]", "MAP {}", "MAP {}",
            "{'a': 0, 'b': '', 'c': {'x': '0001-01-01 00:00:00', 'y': -9999.9}}", "[]", "parse_json('{}')",
            "{'only': {'one': 0}}", "'-Infinity'", "'NaN'");

    private static final List<String> LARGEST = List.of(
            "true", "127", "32767", "2147483647", "9223372036854775807", "255", "65535", "4294967295", "18446744073709551615", "1.25",
            "1234.5", "9999999.99", "99999999999999.9999", "9999999999999999999999999999.9999999999",
            "99999999999999999999999999999999999999", "'zwölf 📚 \"quoted\" \\ ''x'''", "unhex('00FF80')", "'9999-12-31'",
            "'9999-12-31 23:59:59.999999'", "['a', NULL, '']", "[0, 4294967295]", "[[1, NULL], [], NULL, [-128]]",
            "MAP {'a': 18446744073709551615, 'b': NULL}", "MAP {1: 1.25, -2: -0.001}",
            "{'a': 255, 'b': 'x', 'c': {'x': '2026-03-29 01:30:00', 'y': 0.1}}", "[{'k': 'a', 'v': unhex('01')}, NULL]",
            "parse_json('{\"a\":[1,\"x\",null,true,1.5],\"b\":{\"c\":\"d\"}}')",
            "{'only': {'one': 2.5}}", "'Infinity'", "'NaN'");

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static SparkProcess spark;

    @BeforeAll
    static void start() throws IOException {
        Path data = directory.resolve("data");
        server = ServerProcess.start(ServerProcess.Launch.of(data)
                .withFlags("--set", "door.access_key_id=ROOTUSER")
                .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", "CHANGEME123")));
        List<String> settings = new ArrayList<>();
        for (String line : SETTINGS.lines()) {
            settings.add(line.replace("/var/lib/stagedoor", data.toString()).replace("http://127.0.0.1:8000", server.address().toString()));
        }
        settings.addAll(List.of(
                "spark.ui.enabled false", "spark.driver.host 127.0.0.1", "spark.driver.bindAddress 127.0.0.1",
                "spark.sql.shuffle.partitions 1", "spark.sql.session.timeZone UTC", "spark.sql.datetime.java8API.enabled true",
                "spark.sql.warehouse.dir " + directory.resolve("none")));
        spark = SparkProcess.start(directory, settings);
        server.sql().query("CREATE STAGE s");
    }

    @AfterAll
    static void stop() throws IOException {
        if (spark != null) {
            spark.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static List<List<Optional<String>>> ours(String sql) {
        return server.sql().query(sql).rows();
    }

    private static List<List<Optional<String>>> theirs(String sql) {
        return spark.rows(sql);
    }

    private static void run(Run side, String... statements) {
        for (String statement : statements) {
            side.rows(statement);
        }
    }

    /** Who runs a statement. */
    private interface Run {
        List<List<Optional<String>>> rows(String sql);
    }

    /** Both give the same rows, and there are so many. */
    private static List<List<Optional<String>>> same(String table, String tail, int rows) {
        List<List<Optional<String>>> here = ours("SELECT * FROM " + table + " " + tail);
        assertThat(theirs("SELECT * FROM stagedoor.default." + table + " " + tail)).isEqualTo(here).hasSize(rows);
        return here;
    }

    private static void put(String path, String content) throws Exception {
        var url = server.sql().presign("UPLOAD", "s", path).url();
        HttpRequest request = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofString(content)).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }

    private static String row(int id, List<String> cells) {
        return "(" + id + ", " + String.join(", ", cells) + ")";
    }

    @Test
    void spark_reads_every_type_and_writes_it_back() {
        List<String> nulls = KINDS.stream().map(_ -> "NULL").toList();
        ours("CREATE TABLE kinds (id INT NOT NULL, " + String.join(", ", KINDS) + ")");
        ours("INSERT INTO kinds VALUES " + row(1, SMALLEST) + ", " + row(2, LARGEST));
        ours("INSERT INTO kinds VALUES " + row(3, nulls));
        ours("INSERT INTO kinds VALUES " + row(4, LARGEST) + ", " + row(5, nulls) + ", " + row(6, SMALLEST));

        List<List<Optional<String>>> before = same("kinds", "ORDER BY id", 6);

        theirs("INSERT INTO stagedoor.default.kinds SELECT id + 10 AS id, * EXCEPT (id) FROM stagedoor.default.kinds");
        List<List<Optional<String>>> after = same("kinds", "ORDER BY id", 12);
        IntStream.range(0, 6).forEach(i -> assertThat(after.get(i + 6).subList(1, after.get(i + 6).size()))
                .isEqualTo(before.get(i).subList(1, before.get(i).size())));
        for (String column : KINDS) {
            String name = column.substring(0, column.indexOf(' '));
            assertThat(theirs("SELECT count(" + name + ") FROM stagedoor.default.kinds"))
                    .as(name)
                    .containsExactly(List.of(Optional.of("8")));
        }
    }

    @Test
    void columns_that_either_side_changes_are_found_in_old_and_new_files() {
        ours("CREATE TABLE columns (id INT, title VARCHAR, gone VARCHAR, price DECIMAL(5, 2), t TUPLE(a INT, b VARCHAR), weight FLOAT)");
        ours("INSERT INTO columns VALUES (1, 'one', 'x', 1.25, {'a': 1, 'b': 'b1'}, 1.5), (2, NULL, NULL, NULL, NULL, NULL)");
        String table = "stagedoor.default.columns";
        run(SparkTest::theirs,
                "ALTER TABLE " + table + " RENAME COLUMN title TO name",
                "ALTER TABLE " + table + " DROP COLUMN gone",
                "ALTER TABLE " + table + " ADD COLUMNS (title STRING, tags ARRAY<STRING>, at TIMESTAMP_NTZ)",
                "ALTER TABLE " + table + " ALTER COLUMN id TYPE BIGINT",
                "ALTER TABLE " + table + " ALTER COLUMN weight TYPE DOUBLE",
                "ALTER TABLE " + table + " ALTER COLUMN price TYPE DECIMAL(9, 2)",
                "ALTER TABLE " + table + " RENAME COLUMN t.a TO renamed",
                "ALTER TABLE " + table + " ADD COLUMN t.c DOUBLE");
        same("columns", "ORDER BY id", 2);

        ours("INSERT INTO columns (id, name, price, t, weight, title, tags) VALUES"
                + " (9223372036854775807, 'ours', 1234567.89, {'renamed': 2, 'b': 'b2', 'c': 0.1}, 1e-300, 'new', ['a', NULL])");
        theirs("INSERT INTO " + table + " SELECT 3, 'theirs', 7.00, named_struct('renamed', 3, 'b', 'b3', 'c', 0.5), 2.5, 'other',"
                + " array('t'), TIMESTAMP_NTZ '2026-11-30 01:02:03.000004'");
        assertThat(same("columns", "ORDER BY id", 4).get(2))
                .startsWith(Optional.of("3"), Optional.of("theirs"), Optional.of("7.00"), Optional.of("(3,\"b3\",0.5)"));
        assertThat(ours("SELECT id FROM columns WHERE name = 'one' AND title IS NULL AND price > 1")).hasSize(1);
    }

    @Test
    void loaded_files_are_known_after_spark_has_written_deleted_compacted_and_cleaned_up() throws Exception {
        String copy = "COPY INTO loaded FROM @s/loads/ FILE_FORMAT = (TYPE = CSV)";
        String table = "stagedoor.default.loaded";
        ours("CREATE TABLE loaded (id INT, name VARCHAR)");
        put("loads/a.csv", "1,a\n2,b\n3,c\n");
        assertThat(ours(copy)).hasSize(1);
        put("loads/b.csv", "4,d\n5,e\n");
        assertThat(ours(copy)).hasSize(1);

        theirs("INSERT INTO " + table + " VALUES (10, 'spark'), (11, NULL)");
        assertThat(ours(copy)).isEmpty();
        same("loaded", "ORDER BY id", 7);

        run(SparkTest::theirs,
                "DELETE FROM " + table + " WHERE id IN (2, 10)",
                "UPDATE " + table + " SET name = upper(name) WHERE id = 5",
                "MERGE INTO " + table + " t USING (SELECT 1 AS id UNION ALL SELECT 20) s ON t.id = s.id"
                        + " WHEN MATCHED THEN UPDATE SET t.name = 'merged' WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, 'new')");
        assertThat(ours(copy)).isEmpty();
        assertThat(same("loaded", "ORDER BY id", 6).stream().map(row -> row.get(1).orElse("-")))
                .containsExactly("merged", "c", "d", "E", "-", "new");

        run(SparkTest::theirs,
                "CALL stagedoor.system.rewrite_data_files(table => 'default.loaded', options => map('rewrite-all', 'true'))",
                "CALL stagedoor.system.rewrite_manifests('default.loaded')",
                "CALL stagedoor.system.expire_snapshots(table => 'default.loaded', older_than => TIMESTAMP '2100-01-01 00:00:00',"
                        + " retain_last => 1)");
        assertThat(theirs("REMOVE ORPHAN FILES OF " + table)).isEmpty();
        assertThat(ours("EXPLAIN " + copy).stream().map(row -> row.get(2).orElseThrow())).containsExactly("skip", "skip");
        assertThat(ours(copy)).isEmpty();
        put("loads/c.csv", "30,f\n");
        assertThat(ours(copy)).hasSize(1);
        same("loaded", "ORDER BY id", 7);
    }

    @Test
    void what_was_loaded_stays_known_when_spark_takes_back_or_replaces_the_rows() throws Exception {
        String copy = "COPY INTO replaced FROM @s/replaced/ FILE_FORMAT = (TYPE = CSV)";
        String table = "stagedoor.default.replaced";
        ours("CREATE TABLE replaced (id INT, name VARCHAR)");
        ours("INSERT INTO replaced VALUES (0, 'first')");
        put("replaced/a.csv", "1,a\n2,b\n");
        assertThat(ours(copy)).hasSize(1);

        String first = theirs("SELECT snapshot_id FROM " + table + ".snapshots ORDER BY committed_at").getFirst().getFirst().orElseThrow();
        theirs("CALL stagedoor.system.rollback_to_snapshot('default.replaced', " + first + ")");
        same("replaced", "ORDER BY id", 1);
        assertThat(ours(copy)).isEmpty();
        assertThat(ours(copy + " FORCE = TRUE")).hasSize(1);
        same("replaced", "ORDER BY id", 3);

        theirs("CREATE OR REPLACE TABLE " + table + " USING iceberg AS SELECT 7 AS id, 'theirs' AS name");
        same("replaced", "ORDER BY id", 1);
        assertThat(ours(copy)).isEmpty();

        ours("TRUNCATE TABLE replaced");
        assertThat(ours(copy)).hasSize(1);
        same("replaced", "ORDER BY id", 2);
    }

    @Test
    void rows_that_spark_deletes_beside_the_files_are_not_given_and_its_rewrite_helps() {
        for (int version : List.of(2, 3)) {
            String name = "deleted" + version;
            String table = "stagedoor.default." + name;
            ours("CREATE TABLE " + name + " (id INT" + (version == 3 ? ", v VARIANT" : "") + ")");
            ours("INSERT INTO " + name + " (id) VALUES (1), (2), (3), (4)");
            run(SparkTest::theirs,
                    "ALTER TABLE " + table + " SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')",
                    "DELETE FROM " + table + " WHERE id = 2");
            assertThatThrownBy(() -> ours("SELECT count(*) FROM " + name))
                    .isInstanceOfSatisfying(SqlClient.SqlError.class, e -> assertThat(e.code()).isEqualTo(UNIMPLEMENTED))
                    .hasMessageContaining("default." + name)
                    .hasMessageContaining("rewrite_data_files");
            theirs("CALL stagedoor.system.rewrite_data_files(table => 'default." + name
                    + "', options => map('delete-file-threshold', '1', 'remove-dangling-deletes', 'true'))");
            same(name, "ORDER BY id", 3);
        }
    }

    @Test
    void tables_of_spark_are_read_and_written() {
        theirs("CREATE TABLE stagedoor.default.sparks (id BIGINT NOT NULL, b BYTE, s SHORT, ntz TIMESTAMP_NTZ, ts TIMESTAMP, c CHAR(3),"
                + " m MAP<STRING, STRUCT<a: INT, b: ARRAY<DATE>>>) USING iceberg");
        theirs("INSERT INTO stagedoor.default.sparks VALUES (1, -1Y, -2S, TIMESTAMP_NTZ '1900-01-01 00:00:00.000001',"
                + " TIMESTAMP '2026-10-25 00:30:00', 'x', map('k', named_struct('a', 1, 'b', array(DATE '2026-01-01', NULL))))");
        same("sparks", "ORDER BY id", 1);
        ours("INSERT INTO sparks (id, b, c) VALUES (2, 300, 'longer')");
        same("sparks", "ORDER BY id", 2);

        theirs("CREATE TABLE stagedoor.default.inside (id INT, a ARRAY<VARIANT>, m STRUCT<v: VARIANT>) USING iceberg"
                + " TBLPROPERTIES ('format-version' = '3')");
        theirs("INSERT INTO stagedoor.default.inside SELECT 1, array(parse_json('1'), NULL, parse_json('{\"x\":[]}')),"
                + " named_struct('v', parse_json('{\"k\":\"v\"}'))");
        same("inside", "ORDER BY id", 1);
        assertThatThrownBy(() -> ours("INSERT INTO inside (id) VALUES (2)"))
                .isInstanceOfSatisfying(SqlClient.SqlError.class, e -> assertThat(e.code()).isEqualTo(UNIMPLEMENTED))
                .hasMessageContaining("'a'");

        theirs("CREATE TABLE stagedoor.default.parts (id INT, day DATE) USING iceberg PARTITIONED BY (day, bucket(4, id))");
        theirs("INSERT INTO stagedoor.default.parts VALUES (1, DATE '2026-01-01'), (2, DATE '2026-01-02'), (3, NULL)");
        same("parts", "ORDER BY id", 3);
        ours("INSERT INTO parts VALUES (4, NULL), (5, '2026-01-01'), (6, '1969-12-31')");
        same("parts", "ORDER BY id", 6);
        for (int id = 1; id <= 6; id++) {
            assertThat(theirs("SELECT id FROM stagedoor.default.parts WHERE id = " + id)).hasSize(1);
        }
        same("parts", "WHERE day < DATE '2026-01-02' ORDER BY id", 3);
    }

    @Test
    void tables_that_are_partitioned_here_are_read_and_written_by_spark() {
        ours("CREATE TABLE ours_parts (id INT, ts TIMESTAMP, name VARCHAR, price DECIMAL(10, 2))"
                + " PARTITION BY (days(ts), bucket(4, name), truncate(100, price)) CLUSTER BY (id)");
        ours("INSERT INTO ours_parts VALUES (1, '1969-12-31 23:59:59', 'é', -0.01), (2, '2026-02-28 12:00:00', '📚', 12.34),"
                + " (3, NULL, NULL, NULL)");
        theirs("INSERT INTO stagedoor.default.ours_parts VALUES (4, TIMESTAMP '2026-02-28 13:00:00', 'é', 1.50)");
        same("ours_parts", "ORDER BY id", 4);
        // Spark looks only into the partitions that it computes itself.
        assertThat(theirs("SELECT id FROM stagedoor.default.ours_parts WHERE name = 'é' ORDER BY id")).hasSize(2);
        assertThat(theirs("SELECT id FROM stagedoor.default.ours_parts WHERE name = '📚'")).hasSize(1);
        assertThat(theirs("SELECT id FROM stagedoor.default.ours_parts WHERE ts < TIMESTAMP '1970-01-01 00:00:00'")).hasSize(1);
        assertThat(theirs("SELECT id FROM stagedoor.default.ours_parts WHERE price < 0")).hasSize(1);
        theirs("DELETE FROM stagedoor.default.ours_parts WHERE name = '📚'");
        same("ours_parts", "ORDER BY id", 3);
    }

    @Test
    void rows_that_were_changed_and_files_that_were_joined_here_are_read_and_changed_by_spark() {
        for (String name : List.of("changed", "changed_parts")) {
            String table = "stagedoor.default." + name;
            run(SparkTest::ours,
                    "CREATE TABLE " + name + " (id INT, kind VARCHAR, price DECIMAL(10, 2))"
                            + (name.equals("changed") ? "" : " PARTITION BY (kind, bucket(4, id))"),
                    "INSERT INTO " + name + " VALUES (1, 'a', 1.00), (2, 'b', 2.00), (3, NULL, 3.00)",
                    "INSERT INTO " + name + " VALUES (4, 'a', 4.00), (5, 'b', NULL)",
                    "DELETE FROM " + name + " WHERE id = 2");
            same(name, "ORDER BY id", 4);

            run(SparkTest::ours,
                    "UPDATE " + name + " SET kind = 'moved' WHERE id = 4",
                    "MERGE INTO " + name + " t USING (SELECT 1 AS id, 10.5 AS price UNION ALL SELECT 6, 60) s ON t.id = s.id"
                            + " WHEN MATCHED THEN UPDATE SET price = s.price"
                            + " WHEN NOT MATCHED THEN INSERT (id, kind, price) VALUES (s.id, 'new', s.price)");
            List<List<Optional<String>>> before = same(name, "ORDER BY id", 5);

            ours("OPTIMIZE TABLE " + name + " COMPACT");
            assertThat(same(name, "ORDER BY id", 5)).isEqualTo(before);
            // Spark looks only into the partitions that it computes itself.
            for (String kind : List.of("= 'a'", "= 'b'", "= 'moved'", "= 'new'", "IS NULL")) {
                assertThat(theirs("SELECT id FROM " + table + " WHERE kind " + kind)).as(kind).hasSize(1);
            }

            run(SparkTest::theirs,
                    "DELETE FROM " + table + " WHERE kind = 'moved'",
                    "UPDATE " + table + " SET price = 0 WHERE id = 5",
                    "INSERT INTO " + table + " VALUES (7, 'a', 7.00)");
            same(name, "ORDER BY id", 5);

            run(SparkTest::ours,
                    "DELETE FROM " + name + " WHERE price = 0", "OPTIMIZE TABLE " + name + " COMPACT", "OPTIMIZE TABLE " + name + " PURGE");
            same(name, "ORDER BY id", 4);
        }
    }

    @Test
    void values_of_spark_that_the_declared_type_lacks_are_refused_by_name() {
        ours("CREATE TABLE small (id INT, n TINYINT UNSIGNED)");
        theirs("INSERT INTO stagedoor.default.small VALUES (1, 255), (2, 256)");
        assertThat(ours("SELECT id FROM small ORDER BY id")).hasSize(2);
        assertThatThrownBy(() -> ours("SELECT n FROM small")).isInstanceOf(SqlClient.SqlError.class).hasMessageContaining("256");
    }

    @Test
    void both_write_at_once_and_no_row_is_lost() throws Exception {
        ours("CREATE TABLE busy (id INT)");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = List.of(
                    threads.submit(() -> IntStream.range(0, 10).forEach(i -> ours("INSERT INTO busy VALUES (" + i + ")"))),
                    threads.submit(() -> IntStream.range(10, 20).forEach(i -> ours("INSERT INTO busy VALUES (" + i + ")"))),
                    threads.submit(() -> IntStream.range(20, 26)
                            .forEach(i -> theirs("INSERT INTO stagedoor.default.busy VALUES (" + i + ")"))));
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(same("busy", "ORDER BY id", 26).stream().map(row -> row.getFirst().orElseThrow()))
                .containsExactlyElementsOf(IntStream.range(0, 26).mapToObj(Integer::toString).toList());
    }
}
