package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.SqlClient;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** INSERTs of a row each from several connections. */
final class InsertComparison {
    private static final int INSERTS = 1000;
    private static final int CONNECTIONS = 8;

    private InsertComparison() {}

    static void run(StagedServer server) throws Exception {
        double rate = INSERTS / inserts(server);
        System.out.printf(
                Locale.ROOT, "%,d INSERTs of a row from %d connections: %.0f a second; %s rows%n", INSERTS, CONNECTIONS, rate,
                server.ask("SELECT count(*) FROM inserted").strip());
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
}
