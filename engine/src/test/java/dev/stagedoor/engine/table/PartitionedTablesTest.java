package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PARTITION BY and CLUSTER BY: what is written, and what Iceberg's own library then finds; on a real embedded store. */
class PartitionedTablesTest {
    private StagedWorld world;
    private JdbcCatalog catalog;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        catalog = new JdbcCatalog(_ -> world.tableFiles(), null, false);
        catalog.initialize(
                "stagedoor",
                Map.of(
                        "uri", "jdbc:sqlite:" + directory.resolve("warehouse.db"),
                        "warehouse", "s3://stagedoor/warehouse",
                        "jdbc.schema-version", "V1"));
    }

    @AfterEach
    void close() {
        catalog.close();
        world.close();
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    private Table theirs(String name) {
        return catalog.loadTable(TableIdentifier.of("default", name));
    }

    private static List<DataFile> files(Table table) throws IOException {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().includeColumnStats().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        }
        return files;
    }

    /** Of each file its partition; holds that the values in it have that partition, as Iceberg computes it. */
    @SuppressWarnings("unchecked")
    private static TreeSet<String> partitions(Table table) throws IOException {
        PartitionSpec spec = table.spec();
        TreeSet<String> partitions = new TreeSet<>();
        for (DataFile file : files(table)) {
            assertThat(file.specId()).isEqualTo(spec.specId());
            for (int i = 0; i < spec.fields().size(); i++) {
                PartitionField field = spec.fields().get(i);
                Types.NestedField source = table.schema().findField(field.sourceId());
                Object partition = file.partition().get(i, Object.class);
                var lower = file.lowerBounds().get(source.fieldId());
                if (lower == null) {
                    assertThat(partition).isNull();
                    assertThat(file.nullValueCounts().get(source.fieldId())).isEqualTo(file.recordCount());
                    continue;
                }
                var transform = ((Transform<Object, Object>) field.transform()).bind(source.type());
                Object least = transform.apply(Conversions.fromByteBuffer(source.type(), lower));
                assertThat(Objects.toString(least)).isEqualTo(Objects.toString(partition));
            }
            partitions.add(spec.partitionToPath(file.partition()));
        }
        return partitions;
    }

    @Test
    void rows_of_each_partition_are_in_a_file_of_their_own() throws IOException {
        world.run("CREATE TABLE t (id INT, ts TIMESTAMP, name VARCHAR, price DECIMAL(8, 2), day DATE)"
                + " PARTITION BY (days(ts), bucket(4, name), truncate(10, price))");
        world.run("INSERT INTO t VALUES (1, '1969-12-31 23:59:59.999999', 'a', -0.01, '2026-01-01'), (2, '1970-01-01', 'b', 0, NULL),"
                + " (3, '1970-01-01 12:00:00', 'b', 0.05, NULL), (4, NULL, NULL, NULL, NULL)");
        assertThat(world.rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"), row("3"), row("4"));
        assertThat(partitions(theirs("t"))).hasSize(3).anyMatch(path -> path.startsWith("ts_day=1969-12-31/"))
                .contains("ts_day=null/name_bucket=null/price_trunc=null");
        assertThat(files(theirs("t"))).hasSize(3);
    }

    @Test
    void every_transform_of_every_type() throws IOException {
        String columns = "b BOOLEAN, i TINYINT, l BIGINT, u BIGINT UNSIGNED, w INT UNSIGNED, d DECIMAL(30, 3), day DATE, ts TIMESTAMP,"
                + " s VARCHAR, x BINARY";
        String values = "(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
                + "(TRUE, -7, -9000000000, 18446744073709551615, 4000000000, -12345678901234567890.125, '1969-12-31',"
                + " '1969-01-01 00:00:00.000001', 'é📚x', '\\x00FF'::BINARY),"
                + "(FALSE, 7, 9000000000, 1, 1, 0.001, '2026-02-28', '2026-02-28 12:34:56', '', ''::BINARY)";
        for (String by : List.of(
                "b", "i", "l", "u", "w", "d", "day", "ts", "s", "x", "years(day)", "months(day)", "days(day)", "years(ts)", "months(ts)",
                "to_yyyymm(ts)", "days(ts)", "hours(ts)", "bucket(5, i)", "bucket(5, l)", "bucket(5, u)", "bucket(5, w)", "bucket(5, d)",
                "bucket(5, day)", "bucket(5, ts)", "bucket(5, s)", "truncate(5, i)", "truncate(5, l)", "truncate(5, u)",
                "truncate(5, d)", "truncate(2, s)", "bucket(5, x)", "truncate(1, x)")) {
            world.run("CREATE OR REPLACE TABLE t (" + columns + ") PARTITION BY (" + by + ")");
            world.run("INSERT INTO t VALUES " + values);
            assertThat(partitions(theirs("t"))).as(by).hasSizeBetween(2, 3);
            assertThat(world.rows("SELECT count(*), count(s) FROM t")).as(by).containsExactly(row("3", "2"));
        }
    }

    @Test
    void copy_overwrite_and_create_as_write_partitions_too() throws IOException {
        world.put("a.csv", "1,x\n2,y\n3,x\n");
        world.put("b.csv", "4,z\n");
        world.run("CREATE TABLE t (id INT, kind VARCHAR) PARTITION BY (kind)");
        assertThat(world.rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)"))
                .containsExactly(row("a.csv", "3", "0", null, null), row("b.csv", "1", "0", null, null));
        assertThat(partitions(theirs("t"))).containsExactly("kind=x", "kind=y", "kind=z");
        world.run("INSERT OVERWRITE INTO t VALUES (5, 'x'), (6, NULL)");
        assertThat(partitions(theirs("t"))).containsExactly("kind=null", "kind=x");
        world.run("CREATE TABLE u (id INT, kind VARCHAR) PARTITION BY (kind) AS SELECT id, kind FROM t");
        assertThat(partitions(theirs("u"))).containsExactly("kind=null", "kind=x");
        world.run("CREATE TABLE v LIKE u");
        world.run("INSERT INTO v SELECT * FROM t WHERE id = 7");
        assertThat(world.rows("SELECT * FROM v")).isEmpty();
        world.run("INSERT INTO v SELECT * FROM t");
        assertThat(partitions(theirs("v"))).containsExactly("kind=null", "kind=x");
    }

    @Test
    void small_files_of_a_partition_are_joined() throws IOException {
        world.run("CREATE TABLE t (id INT, kind VARCHAR) PARTITION BY (kind)");
        for (int i = 0; i < 3; i++) {
            world.run("INSERT INTO t VALUES (" + i + ", 'x'), (" + i + ", NULL)");
        }
        world.run("OPTIMIZE TABLE t COMPACT");
        assertThat(files(theirs("t"))).hasSize(2);
        assertThat(partitions(theirs("t"))).containsExactly("kind=null", "kind=x");
        assertThat(world.rows("SELECT count(*), sum(id) FROM t WHERE kind = 'x'")).containsExactly(row("3", "3"));
    }

    @Test
    void a_query_reads_only_the_partitions_that_it_asks_for() {
        world.run("CREATE TABLE t (id INT, day DATE) PARTITION BY (months(day))");
        world.run("INSERT INTO t SELECT i, DATE '2026-01-15' + INTERVAL (i) MONTH FROM (SELECT unnest(range(12)) AS i)");
        assertThat(world.rows("EXPLAIN SELECT * FROM t WHERE day >= '2026-11-01'").stream().map(List::getFirst))
                .contains("  10 of 12 not read: no row in them passes the conditions on day");
        assertThat(world.rows("SELECT id FROM t WHERE day >= '2026-11-01' ORDER BY id")).containsExactly(row("10"), row("11"));
    }

    @Test
    void rows_of_a_file_are_sorted() throws IOException {
        world.run("CREATE TABLE t (id INT, name VARCHAR) CLUSTER BY (name, ID)");
        world.run("INSERT INTO t SELECT i, CASE WHEN i % 7 > 0 THEN 'n' || (i % 7) END FROM range(20000) AS r(i)");
        assertThat(theirs("t").sortOrder().fields()).hasSize(2);
        assertThat(files(theirs("t"))).singleElement()
                .satisfies(file -> assertThat(file.sortOrderId()).isEqualTo(theirs("t").sortOrder().orderId()));
        List<List<@Nullable String>> rows = world.rows("SELECT name, id FROM t");
        assertThat(rows).isEqualTo(world.rows("SELECT name, id FROM t ORDER BY name NULLS FIRST, id"));
        world.run("CREATE TABLE p (id INT, name VARCHAR) PARTITION BY (name) CLUSTER BY (id)");
        world.run("INSERT INTO p SELECT 9 - i, i % 2 FROM (SELECT unnest(range(10)) AS i)");
        assertThat(world.rows("SELECT id FROM p WHERE name = '1'")).containsExactly(row("0"), row("2"), row("4"), row("6"), row("8"));
    }

    @Test
    void the_definition_tells_partitions_and_order() {
        String text = "CREATE TABLE t (\n  \"id\" INT NULL,\n  \"ts\" TIMESTAMP NOT NULL,\n  \"Name\" VARCHAR NULL\n) ENGINE=ICEBERG"
                + " PARTITION BY (hours(\"ts\"), bucket(16, \"id\"), truncate(3, \"Name\")) CLUSTER BY (\"id\", \"ts\") COMMENT = 'c'";
        world.run(text);
        assertThat(world.rows("SHOW CREATE TABLE t").getFirst().get(1)).isEqualTo(text);
        assertThat(world.rows("SELECT cluster_by FROM system.tables WHERE name = 't'")).containsExactly(row("(\"id\", \"ts\")"));
        world.run("ALTER TABLE t RENAME COLUMN ts TO moment");
        assertThat(world.rows("SHOW CREATE TABLE t").getFirst().get(1)).contains("PARTITION BY (hours(\"moment\")");
        world.run("INSERT INTO t VALUES (1, '2026-01-01', 'abcdef')");
        world.expect("ALTER TABLE t DROP COLUMN moment", ErrorCode.BAD_ARGUMENTS, "partitioned");
    }

    @Test
    void what_parts_no_table_is_refused() {
        world.expect("CREATE TABLE t (a INT) PARTITION BY (upper(a))", ErrorCode.BAD_ARGUMENTS, "no function upper");
        world.expect("CREATE TABLE t (a INT) PARTITION BY (b)", ErrorCode.BAD_ARGUMENTS, "no column 'b'");
        world.expect("CREATE TABLE t (a INT) PARTITION BY (days(a))", ErrorCode.BAD_ARGUMENTS, "does not fit column 'a'");
        world.expect("CREATE TABLE t (a INT) PARTITION BY (bucket(a))", ErrorCode.BAD_ARGUMENTS, "takes a number above 0");
        world.expect("CREATE TABLE t (a INT) PARTITION BY (bucket(0, a))", ErrorCode.BAD_ARGUMENTS, "takes a number above 0");
        world.expect("CREATE TABLE t (a DATE) PARTITION BY (days(3, a))", ErrorCode.BAD_ARGUMENTS, "takes a column alone");
        world.expect("CREATE TABLE t (a DOUBLE) PARTITION BY (a)", ErrorCode.UNIMPLEMENTED, "floating point");
        world.expect("CREATE TABLE t (a ARRAY(INT)) PARTITION BY (a)", ErrorCode.BAD_ARGUMENTS, "does not fit");
        world.expect("CREATE TABLE t (a DATE) PARTITION BY (days(a), months(a))", ErrorCode.BAD_ARGUMENTS, "does not fit");
        world.expect("CREATE TABLE t (a INT) CLUSTER BY (bucket(3, a))", ErrorCode.UNIMPLEMENTED, "columns alone");
        world.expect("CREATE TABLE t (a ARRAY(INT)) CLUSTER BY (a)", ErrorCode.BAD_ARGUMENTS, "no order");
    }

    @Test
    void a_statement_writes_to_a_bounded_number_of_partitions() {
        world.run("CREATE TABLE t (id INT) PARTITION BY (id)");
        world.run("INSERT INTO t SELECT i FROM (SELECT unnest(range(1000)) AS i)");
        assertThat(world.rows("SELECT count(*) FROM t")).containsExactly(row("1000"));
        world.expect("INSERT INTO t SELECT i FROM (SELECT unnest(range(1001)) AS i)", ErrorCode.BAD_ARGUMENTS, "more than 1000 partitions");
        assertThat(world.rows("SELECT count(*) FROM t")).containsExactly(row("1000"));
    }

    @Test
    void partitions_that_another_engine_adds_are_written() throws IOException {
        world.run("CREATE TABLE t (id INT, ts TIMESTAMP)");
        world.run("INSERT INTO t VALUES (1, '2026-01-01')");
        theirs("t").updateSpec().addField(Expressions.month("ts")).commit();
        world.run("INSERT INTO t VALUES (2, '2026-02-01'), (3, '2026-03-01')");
        assertThat(world.rows("SELECT id FROM t WHERE ts >= '2026-02-01' ORDER BY id")).containsExactly(row("2"), row("3"));
        assertThat(files(theirs("t"))).hasSize(3);
        theirs("t").updateSpec().removeField("ts_month").commit();
        world.run("INSERT INTO t VALUES (4, '2026-02-01'), (5, '2026-03-01')");
        assertThat(files(theirs("t"))).hasSize(4);
        assertThat(world.rows("SELECT count(*) FROM t")).containsExactly(row("5"));
    }
}
