package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.duckdb.DuckDBConnection;

/** Common table expressions nested, shadowed, recursive and beside each other; DuckDB itself says where it would look into its catalog. */
class TableScopePropertyTest {
    private static final String OF_THE_CATALOG = "sqlite_master";

    private static DuckDb duckDb;
    private static DuckDBConnection connection;

    @BeforeContainer
    static void open() throws SQLException {
        duckDb = new DuckDb(new DatabaseOptions(256L << 20, 2, Path.of("/nonexistent"), 1L << 30));
        connection = duckDb.connect();
    }

    @AfterContainer
    static void close() throws SQLException {
        connection.close();
        duckDb.close();
    }

    @Property(tries = 300)
    void query_that_passes_never_lets_duckdb_look_into_its_catalog(@ForAll("careless") String sql) throws SQLException {
        boolean refused = isRefused(sql);
        String nowhere = sql.replaceAll("(?i)" + OF_THE_CATALOG, "in_no_catalog");
        assertThat(isRefused(nowhere)).as(sql).isEqualTo(refused);
        if (!refused) {
            bind(nowhere);
        }
    }

    @Property(tries = 300)
    void query_that_names_only_what_it_sees_passes(@ForAll("careful") String sql) throws SQLException {
        assertThat(isRefused(sql)).as(sql).isFalse();
        bind(sql);
    }

    private static QueryTask task(String sql) {
        var none = new TreeMap<String, List<Column>>();
        return new QueryTask("", sql, none, Set.of(), none, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), ZoneOffset.UTC);
    }

    private static boolean isRefused(String sql) throws SQLException {
        try {
            duckDb.prepare(task(sql));
            return false;
        } catch (StagedoorException e) {
            assertThat(e.code()).as(sql).isEqualTo(ErrorCode.UNKNOWN_TABLE);
            return true;
        }
    }

    private static void bind(String sql) throws SQLException {
        try (var bound = connection.prepare(sql)) {
            assertThat(bound.getMetaData().getColumnCount()).as(sql).isOne();
        }
    }

    @Provide
    Arbitrary<String> careless() {
        return Arbitraries.randomValue(random -> new Generator(random, false).query(4, List.of()));
    }

    @Provide
    Arbitrary<String> careful() {
        return Arbitraries.randomValue(random -> new Generator(random, true).query(4, List.of()));
    }

    /**
     * Writes queries of one column.
     *
     * @param careful whether to name only tables that are visible
     */
    private record Generator(Random random, boolean careful) {
        private static final List<String> NAMES = List.of("a", "b", "C", OF_THE_CATALOG);

        String query(int depth, List<String> visible) {
            if (depth == 0 || random.nextInt(3) == 0) {
                return body(depth, visible);
            }
            List<String> seen = new ArrayList<>(visible);
            List<String> fresh = new ArrayList<>(NAMES);
            List<String> expressions = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                String name = fresh.remove(random.nextInt(fresh.size()));
                expressions.add(name + "(x) AS " + (random.nextInt(4) == 0 ? "MATERIALIZED " : "") + "("
                        + expression(depth - 1, name, seen) + ")");
                seen.add(name);
            }
            return "WITH RECURSIVE " + String.join(", ", expressions) + " " + body(depth, seen);
        }

        private String expression(int depth, String name, List<String> seen) {
            if (random.nextBoolean()) {
                return query(depth, seen);
            }
            List<String> andItself = new ArrayList<>(seen);
            andItself.add(name);
            return "(" + query(depth, seen) + ") UNION ALL (" + query(depth, andItself) + ")";
        }

        private String body(int depth, List<String> visible) {
            return switch (depth == 0 ? 0 : random.nextInt(8)) {
                case 0, 1, 2 -> table(visible);
                case 3 -> "SELECT x FROM (" + query(depth - 1, visible) + ") AS s(x)";
                case 4 -> "SELECT (" + query(depth - 1, visible) + ") AS x";
                case 5 -> table(visible) + " WHERE x IN (" + query(depth - 1, visible) + ")";
                case 6 -> "SELECT x FROM (SELECT 1) AS t(x), LATERAL (" + query(depth - 1, visible) + ") AS l(y)";
                default -> "(" + query(depth - 1, visible) + ") EXCEPT (" + query(depth - 1, visible) + ")";
            };
        }

        private String table(List<String> visible) {
            List<String> names = careful ? visible : NAMES;
            boolean constant = names.isEmpty() || random.nextInt(4) == 0;
            return constant ? "SELECT 1 AS x" : "SELECT x FROM " + spelled(names.get(random.nextInt(names.size()))) + " AS t(x)";
        }

        private String spelled(String name) {
            return random.nextInt(4) == 0 ? '"' + name.toUpperCase() + '"' : name;
        }
    }
}
