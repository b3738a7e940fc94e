package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.bench.system.SqlClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** INSERTs of a row each from several connections, and a batch of databend-jdbc, which the driver sends as one file. */
final class InsertComparison {
    private static final int INSERTS = 1000;
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 100_000;
    private static final double GOAL_BATCH = 5;

    private InsertComparison() {}

    /** How long the rows of the batch would take one by one is told by the rate of the INSERTs. */
    static void run(StagedServer server) throws Exception {
        double rate = INSERTS / inserts(server);
        System.out.printf(
                Locale.ROOT, "%,d INSERTs of a row from %d connections: %.0f a second; %s rows%n", INSERTS, CONNECTIONS, rate,
                server.ask("SELECT count(*) FROM inserted").strip());
        double seconds = batch(server);
        System.out.printf(
                Locale.ROOT, "a batch of %,d rows through databend-jdbc: %.2f s; %s rows%n", BATCH, seconds,
                server.ask("SELECT count(*) FROM batched").strip());
        Figure.atLeast("the batch, times as fast as its rows one by one", BATCH / rate / seconds, GOAL_BATCH, "x");
    }

    private static double inserts(StagedServer server) throws Exception {
        server.execute("CREATE TABLE inserted (id INT)");
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            var running = new Future<?>[CONNECTIONS];
            Arrays.setAll(running, _ -> threads.submit(() -> {
                SqlClient own = new SqlClient(server.address());
                for (int row = next.incrementAndGet(); row <= INSERTS; row = next.incrementAndGet()) {
                    own.execute("INSERT INTO inserted VALUES (" + row + ")");
                }
                return null;
            }));
            for (Future<?> each : running) {
                each.get();
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double batch(StagedServer server) throws Exception {
        server.execute("CREATE TABLE batched (id INT, name VARCHAR)");
        String url = "jdbc:databend://root@" + server.address().getAuthority() + "/default";
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement("INSERT INTO batched VALUES (?, ?)")) {
            for (int row = 0; row < BATCH; row++) {
                insert.setInt(1, row);
                insert.setString(2, "name " + row);
                insert.addBatch();
            }
            long start = System.nanoTime();
            insert.executeBatch();
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
