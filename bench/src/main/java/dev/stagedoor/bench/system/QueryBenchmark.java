package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Queries over HTTP, of this build beside another one by turns, each on data of its own: over a listing of 1,000,000 files, a small one
 * again and again, the first after a start, and one of 1,000,000 rows, which plain DuckDB over JDBC reads as well.
 */
public final class QueryBenchmark {
    private static final int FILES = Integer.getInteger("stagedoor.bench.files", 1_000_000);
    private static final int ROUNDS = 5;
    private static final int SMALL_QUERIES = 300;
    private static final int WARMING_QUERIES = 3000;
    private static final String SMALL_QUERY = "SELECT sum(range) FROM range(1000)";
    private static final int ROWS = 1_000_000;
    private static final String ROWS_QUERY = "SELECT range AS a, range * 2 AS b FROM range(" + ROWS + ")";
    private static final double GOAL_AGGREGATE = 2.5;
    private static final double GOAL_LIMIT = 50;
    private static final double GOAL_SMALL_MILLIS = 3;
    private static final double GOAL_FIRST_SECONDS = 1.2;
    private static final double GOAL_ROWS = 1.15;

    private QueryBenchmark() {}

    /** {@code query --against DIR} */
    public static void main(String[] arguments) throws Exception {
        Path against = Path.of(arguments[2]).toAbsolutePath().normalize();
        Figure.heading("Queries, of this build and the one in " + against + ", by turns");
        Path data = Home.temporaryDirectory();
        Path otherData = Home.temporaryDirectory();
        try {
            SmallObjects.fill(data, "stage/user/root/", FILES);
            copy(data, otherData);
            Build ours = new Build(Home.root());
            Build others = new Build(against);
            first(ours, others, data, otherData);
            try (PeerProcess mine = ours.serve(data);
                    PeerProcess other = others.serve(otherData)) {
                measure(URI.create(mine.ready(1)), URI.create(other.ready(1)));
                System.out.printf(
                        "resident afterwards: %.0f MiB, the other %.0f MiB%n", mine.residentMebibytes(), other.residentMebibytes());
            }
        } finally {
            Home.delete(data);
            Home.delete(otherData);
        }
    }

    private static void first(Build ours, Build others, Path data, Path otherData) throws IOException {
        double[] mine = new double[ROUNDS];
        double[] other = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            mine[i] = firstQuery(ours, data);
            other[i] = firstQuery(others, otherData);
        }
        System.out.printf("first query after a start: %s s, the other %s s%n", Figure.quartiles(mine), Figure.quartiles(other));
        Figure.atMost("the first query after a start", Figure.median(mine), GOAL_FIRST_SECONDS, "s");
    }

    private static double firstQuery(Build build, Path data) throws IOException {
        try (PeerProcess server = build.serve(data)) {
            SqlClient sql = new SqlClient(URI.create(server.ready(1)));
            sql.execute("SHOW STAGES");
            return seconds(() -> sql.execute("SELECT count(*) FROM range(7)"));
        }
    }

    private static void measure(URI mine, URI other) throws Exception {
        SqlClient sql = new SqlClient(mine);
        SqlClient otherSql = new SqlClient(other);
        String listing = " FROM list_stage(location => '@~')";
        ratio("count and sum over list_stage", "SELECT count(*), sum(size)" + listing, sql, otherSql, GOAL_AGGREGATE);
        ratio("LIMIT 10 of list_stage", "SELECT name" + listing + " LIMIT 10", sql, otherSql, GOAL_LIMIT);
        small(sql, otherSql);
        rows(new PagedResultReader(mine), new PagedResultReader(other));
    }

    private static void ratio(String what, String query, SqlClient sql, SqlClient otherSql, double goal) throws IOException {
        double[] mine = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        sql.execute(query);
        otherSql.execute(query);
        for (int i = 0; i < ROUNDS; i++) {
            mine[i] = seconds(() -> sql.execute(query));
            double other = seconds(() -> otherSql.execute(query));
            ratios[i] = other / mine[i];
            System.out.printf(
                    Locale.ROOT, "round %d, %s: %.4f s, the other %.4f s, ratio %.2f%n", i + 1, what, mine[i], other, ratios[i]);
        }
        Figure.atLeast(what + " of " + FILES + " files, times as fast as the other build", Figure.median(ratios), goal, "x");
    }

    /** The compiler has not done with either build when the first are measured. */
    private static void small(SqlClient sql, SqlClient otherSql) throws IOException {
        double[] first = new double[SMALL_QUERIES];
        double[] mine = new double[SMALL_QUERIES];
        double[] other = new double[SMALL_QUERIES];
        for (int i = -WARMING_QUERIES; i < SMALL_QUERIES; i++) {
            double my = seconds(() -> sql.execute(SMALL_QUERY)) * 1000;
            double their = seconds(() -> otherSql.execute(SMALL_QUERY)) * 1000;
            if (i < SMALL_QUERIES - WARMING_QUERIES) {
                first[i + WARMING_QUERIES] = my;
            } else if (i >= 0) {
                mine[i] = my;
                other[i] = their;
            }
        }
        System.out.printf("a small SELECT: %s ms, the other %s ms; the first: %s ms%n",
                Figure.quartiles(mine), Figure.quartiles(other), Figure.quartiles(first));
        Figure.atMost("a small SELECT on a warm worker, p50", Figure.median(mine), GOAL_SMALL_MILLIS, "ms");
    }

    /** To the last row at the client; DuckDB's driver in this process reads each cell as an object. */
    private static void rows(PagedResultReader mine, PagedResultReader other) throws Exception {
        double[] my = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        Properties stream = new Properties();
        stream.setProperty("jdbc_stream_results", "true");
        try (var duckDb = DriverManager.getConnection("jdbc:duckdb:", stream);
                var statement = duckDb.createStatement()) {
            statement.execute("SET threads = 2");
            for (int i = -1; i < ROUNDS; i++) {
                double seconds = seconds(() -> mine.rows(ROWS_QUERY));
                double theirs = seconds(() -> other.rows(ROWS_QUERY));
                double plain = seconds(() -> read(statement));
                if (i >= 0) {
                    my[i] = seconds;
                    ratios[i] = seconds / plain;
                    System.out.printf(
                            Locale.ROOT,
                            "round %d, %,d rows: %.2f s, the other %.2f s, DuckDB over JDBC %.2f s%n",
                            i + 1,
                            ROWS,
                            seconds,
                            theirs,
                            plain);
                }
            }
        }
        Figure.atMost("1,000,000 rows to the client, of DuckDB's time over JDBC", Figure.median(ratios), GOAL_ROWS, "x");
    }

    private static void read(java.sql.Statement statement) throws SQLException {
        try (var rows = statement.executeQuery(ROWS_QUERY)) {
            while (rows.next()) {
                rows.getObject(1);
                rows.getObject(2);
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws IOException {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
