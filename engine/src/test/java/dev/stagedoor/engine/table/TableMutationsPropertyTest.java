package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.query.StagedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** DELETE, UPDATE and MERGE leave the rows in a table of many files that DuckDB leaves in a table of its own. */
class TableMutationsPropertyTest {
    private static StagedWorld world;

    @BeforeContainer
    static void open() throws IOException {
        world = new StagedWorld(Files.createTempDirectory("mutations"));
    }

    @AfterContainer
    static void close() {
        world.close();
    }

    private static Arbitrary<String> number() {
        return Arbitraries.of("NULL", "0", "1", "2", "3", "4", "5");
    }

    private static Arbitrary<String> text() {
        return Arbitraries.of("NULL", "''", "'a'", "'b'", "'5'");
    }

    private static Arbitrary<String> row() {
        return Combinators.combine(number(), number(), text()).as((id, n, s) -> "(" + id + ", " + n + ", " + s + ")");
    }

    @Provide
    Arbitrary<List<List<String>>> files() {
        return row().list().ofMinSize(1).ofMaxSize(5).list().ofMinSize(1).ofMaxSize(4);
    }

    /** Rows of the source of a MERGE: each id once, so that no row of the table has two matches. */
    @Provide
    Arbitrary<List<String>> sources() {
        return row().list().ofMaxSize(5).map(rows -> {
            TreeMap<String, String> byId = new TreeMap<>();
            rows.forEach(row -> byId.put(row.substring(0, row.indexOf(',')), row));
            return List.copyOf(byId.values());
        });
    }

    /** Over the columns of the table, called {@code t}. */
    private static Arbitrary<String> condition() {
        Arbitrary<String> one = Combinators.combine(Arbitraries.of("t.id", "t.n"), Arbitraries.of("=", "<", ">=", "<>"), number())
                .as((column, operator, value) -> column + " " + operator + " " + value);
        Arbitrary<String> other = Arbitraries.of(
                "t.s IS NULL", "t.s = 'a'", "t.id IN (SELECT id FROM u)", "t.n NOT IN (SELECT n FROM u)", "t.n = (SELECT max(n) FROM t)",
                "EXISTS (SELECT 1 FROM u WHERE u.id = t.n)", "t.id IS DISTINCT FROM t.n", "TRUE", "CASE WHEN t.id > 2 THEN t.n > 1 END");
        Arbitrary<String> either = Arbitraries.oneOf(one, other);
        return Arbitraries.oneOf(
                either,
                either.map(each -> "NOT (" + each + ")"),
                Combinators.combine(either, either, Arbitraries.of("AND", "OR"))
                        .as((a, b, with) -> "(" + a + ") " + with + " (" + b + ")"));
    }

    private static Arbitrary<String> set() {
        return Arbitraries.of(
                "n = t.n + 1", "s = 'x'", "id = t.n, n = t.id", "n = NULL", "s = CAST(t.id AS VARCHAR), n = 7", "id = COALESCE(t.id, 9)",
                "n = CASE WHEN t.s = '5' THEN CAST(t.s AS INT) ELSE t.n END", "n = (SELECT count(*) FROM t)");
    }

    private static Arbitrary<String> mergeSet() {
        return Arbitraries.of("n = s.n", "s = s.s, n = t.n + s.n", "id = s.n", "s = t.s || s.s");
    }

    private static Arbitrary<String> merge() {
        Arbitrary<String> on = Arbitraries.of("t.id = s.id", "t.id = s.id AND t.n > 1", "t.id = s.id AND t.s IS NOT NULL");
        Arbitrary<String> and = Arbitraries.of("", " AND s.n > 2", " AND t.n IS NULL", " AND t.s = s.s");
        Arbitrary<String> matched = Combinators.combine(and, mergeSet(), Arbitraries.of(true, false))
                .as((with, set, delete) -> " WHEN MATCHED" + with + " THEN " + (delete ? "DELETE" : "UPDATE SET " + set));
        Arbitrary<String> notMatched = Combinators.combine(
                        Arbitraries.of("", " AND s.n > 1", " AND s.s IS NULL"),
                        Arbitraries.of("(id, n, s) VALUES (s.id, s.n + 1, s.s)", "(n, id) VALUES (s.id, s.n)"))
                .as((with, values) -> " WHEN NOT MATCHED" + with + " THEN INSERT " + values);
        return Combinators.combine(on, matched, mergeSet(), notMatched, Arbitraries.of(1, 2, 3, 4))
                .as((condition, first, set, last, kind) -> "MERGE INTO t USING src AS s ON " + condition
                        + (kind == 1 ? "" : first)
                        + (kind == 3 && first.contains(" AND ") ? " WHEN MATCHED THEN UPDATE SET " + set : "")
                        + (kind == 2 ? "" : last));
    }

    @Provide
    Arbitrary<List<String>> statements() {
        Arbitrary<String> delete = condition().map(where -> "DELETE FROM t WHERE " + where);
        Arbitrary<String> update = Combinators.combine(set(), condition()).as((set, where) -> "UPDATE t SET " + set + " WHERE " + where);
        Arbitrary<String> joined = Combinators.combine(mergeSet(), condition())
                .as((set, where) -> "UPDATE t SET " + set + " FROM src AS s WHERE t.id = s.id AND (" + where + ")");
        return Arbitraries.oneOf(delete, update, joined, merge(), merge()).list().ofMinSize(1).ofMaxSize(4);
    }

    @Property(tries = 25)
    void rows_are_those_that_duckdb_leaves(
            @ForAll("files") List<List<String>> files, @ForAll("sources") List<String> source,
            @ForAll("statements") List<String> statements)
            throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement plain = duckDb.createStatement()) {
            for (String table : List.of("t", "u", "src")) {
                plain.execute("CREATE TABLE " + table + " (id INT, n INT, s VARCHAR)");
                world.run("CREATE OR REPLACE TABLE " + table + " (id INT, n INT, s VARCHAR)");
            }
            for (List<String> rows : files) {
                insert("t", rows, plain);
            }
            insert("u", List.of("(1, NULL, 'a')", "(3, 2, 'b')"), plain);
            if (!source.isEmpty()) {
                insert("src", source, plain);
            }
            for (String statement : statements) {
                long counted = plain.executeLargeUpdate(statement);
                var told = world.rows(statement).getFirst();
                assertThat(rows(plain)).as(statement).isEqualTo(world.rows("SELECT id, n, s FROM t ORDER BY ALL"));
                assertThat(told.stream().mapToLong(Long::parseLong).sum()).as(statement).isEqualTo(counted);
            }
        }
    }

    private static void insert(String table, List<String> rows, Statement plain) throws SQLException {
        String sql = "INSERT INTO " + table + " VALUES " + String.join(", ", rows);
        plain.execute(sql);
        world.run(sql);
    }

    private static List<List<@Nullable String>> rows(Statement plain) throws SQLException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (ResultSet found = plain.executeQuery("SELECT id, n, s FROM t ORDER BY ALL")) {
            while (found.next()) {
                rows.add(Arrays.asList(found.getString(1), found.getString(2), found.getString(3)));
            }
        }
        return rows;
    }
}
