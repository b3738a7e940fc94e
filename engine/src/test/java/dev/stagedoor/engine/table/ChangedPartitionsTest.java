package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.query.StagedWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DELETE, UPDATE, MERGE and INSERT OVERWRITE of tables that have partitions, as Iceberg's own library then finds them. */
class ChangedPartitionsTest {
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
        world.run("CREATE TABLE t (id INT, kind VARCHAR, n INT) PARTITION BY (kind, bucket(2, id))");
        world.run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, NULL, 3), (4, 'a', 4)");
        world.run("INSERT INTO t VALUES (5, 'b', 5), (6, 'c', 6), (7, NULL, NULL)");
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

    private static List<DataFile> files(CloseableIterable<FileScanTask> scan) throws IOException {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = scan) {
            tasks.forEach(task -> files.add(task.file()));
        }
        return files;
    }

    /** Holds that Iceberg, which goes by partitions, opens a file for each row where it looks for its kind, and that no file is empty. */
    private void requireFound(String name) throws IOException {
        for (List<@Nullable String> kind : world.rows("SELECT kind, count(*) FROM " + name + " GROUP BY kind")) {
            var wanted = kind.getFirst() == null ? Expressions.isNull("kind") : Expressions.equal("kind", kind.getFirst());
            long rows = files(theirs(name).newScan().filter(wanted).planFiles()).stream().mapToLong(DataFile::recordCount).sum();
            assertThat(rows).as("rows of kind %s", kind.getFirst()).isEqualTo(Long.parseLong(String.valueOf(kind.get(1))));
        }
        assertThat(files(theirs(name).newScan().planFiles())).allSatisfy(file -> assertThat(file.recordCount()).isPositive());
    }

    private TreeSet<String> kinds(String name) throws IOException {
        TreeSet<String> kinds = new TreeSet<>();
        files(theirs(name).newScan().planFiles()).forEach(file -> kinds.add(String.valueOf(file.partition().get(0, String.class))));
        return kinds;
    }

    @Test
    void rows_that_are_changed_lie_in_their_partitions() throws IOException {
        assertThat(world.rows("DELETE FROM t WHERE n = 2 OR n IS NULL")).containsExactly(row("2"));
        requireFound("t");
        assertThat(world.rows("UPDATE t SET kind = 'd' WHERE id = 1")).containsExactly(row("1"));
        requireFound("t");
        assertThat(world.rows("UPDATE t SET kind = NULL, id = id + 10 WHERE kind IN ('b', 'c')")).containsExactly(row("2"));
        requireFound("t");
        assertThat(kinds("t")).containsExactly("a", "d", "null");
        assertThat(world.rows("MERGE INTO t USING (SELECT 1 AS id, 'a' AS kind UNION ALL SELECT 3, 'x' UNION ALL SELECT 9, NULL"
                + " UNION ALL SELECT 10, 'b') s ON t.id = s.id WHEN MATCHED AND s.kind = 'x' THEN DELETE"
                + " WHEN MATCHED THEN UPDATE SET kind = s.kind WHEN NOT MATCHED THEN INSERT (id, kind) VALUES (s.id, s.kind)"))
                .containsExactly(row("2", "1", "1"));
        requireFound("t");
        assertThat(world.rows("SELECT id, kind, n FROM t ORDER BY id")).containsExactly(
                row("1", "a", "1"), row("4", "a", "4"), row("9", null, null), row("10", "b", null), row("15", null, "5"),
                row("16", null, "6"));
        assertThat(world.rows("OPTIMIZE TABLE t COMPACT")).hasSize(1);
        requireFound("t");
        assertThat(world.rows("DELETE FROM t WHERE kind = 'a'")).containsExactly(row("2"));
        assertThat(kinds("t")).containsExactly("b", "null");
        assertThat(world.rows("DELETE FROM t WHERE id > 0")).containsExactly(row("4"));
        assertThat(files(theirs("t").newScan().planFiles())).isEmpty();
    }

    @Test
    void files_of_partitions_that_have_no_row_to_change_stay() throws IOException {
        List<String> before = files(theirs("t").newScan().planFiles()).stream().map(DataFile::location).toList();
        world.run("UPDATE t SET n = 0 WHERE kind = 'b' AND id = 2");
        List<String> after = files(theirs("t").newScan().planFiles()).stream().map(DataFile::location).toList();
        assertThat(after).filteredOn(before::contains).hasSize(before.size() - 1);
    }

    @Test
    void every_row_is_replaced_whatever_its_partition() throws IOException {
        assertThat(world.rows("INSERT OVERWRITE t SELECT id, 'z', n FROM t WHERE kind = 'a'")).containsExactly(row("2"));
        assertThat(world.rows("SELECT id, kind FROM t ORDER BY id")).containsExactly(row("1", "z"), row("4", "z"));
        assertThat(kinds("t")).containsExactly("z");
        requireFound("t");
    }

    @Test
    void rows_from_before_a_change_of_the_partitions_are_changed() throws IOException {
        theirs("t").updateSpec().removeField("id_bucket").addField(Expressions.bucket("n", 3)).commit();
        world.run("INSERT INTO t VALUES (8, 'a', 8)");
        assertThat(world.rows("UPDATE t SET n = n + 100 WHERE kind = 'a'")).containsExactly(row("3"));
        assertThat(world.rows("SELECT id, n FROM t WHERE kind = 'a' ORDER BY id"))
                .containsExactly(row("1", "101"), row("4", "104"), row("8", "108"));
        assertThat(world.rows("DELETE FROM t WHERE id = 5")).containsExactly(row("1"));
        requireFound("t");
        world.run("OPTIMIZE TABLE t COMPACT");
        assertThat(world.rows("SELECT count(*), sum(n) FROM t")).containsExactly(row("7", "324"));
        requireFound("t");
    }

    @Test
    void more_partitions_are_changed_than_one_query_writes() {
        world.run("CREATE TABLE many (id INT, n INT) PARTITION BY (id)");
        world.run("INSERT INTO many SELECT i, 0 FROM (SELECT unnest(range(800)) AS i)");
        world.run("INSERT INTO many SELECT i, 0 FROM (SELECT unnest(range(800, 1600)) AS i)");
        assertThat(world.rows("UPDATE many SET n = 1")).containsExactly(row("1600"));
        assertThat(world.rows("SELECT count(*), sum(n) FROM many")).containsExactly(row("1600", "1600"));
    }
}
