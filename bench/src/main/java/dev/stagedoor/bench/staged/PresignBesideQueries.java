package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.ClosedLoop;
import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.bench.system.Home;
import dev.stagedoor.bench.system.SqlClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** PRESIGN statements from 16 connections while four aggregates over the large CSV file run again and again, beside their rate alone. */
final class PresignBesideQueries {
    private static final int CONNECTIONS = 16;
    private static final int QUERIES = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final double GOAL_SHARE = 0.4;

    private final StagedOptions options;
    private final Path files;

    PresignBesideQueries(StagedOptions options, Path files) {
        this.options = options;
        this.files = files;
    }

    void run() throws Exception {
        try (var server = StagedServer.over(files)) {
            server.createLocalStage(files);
            server.execute("CREATE STAGE house");
            var loop = new ClosedLoop(Home.address(server.address()), CONNECTIONS);
            ByteBuffer request = SqlClient.request(server.address(), "PRESIGN UPLOAD @house/incoming/2026/11/orders_0042.parquet");
            loop.run(() -> request, WARM_UP);
            server.ask(StagedFiles.csvQuery("@local/rows.csv"));
            double[] shares = new double[options.rounds()];
            for (int i = 0; i < shares.length; i++) {
                double first = i % 2 == 0 ? rate(loop, request) : besideQueries(server, loop, request);
                double second = i % 2 == 0 ? besideQueries(server, loop, request) : rate(loop, request);
                double alone = i % 2 == 0 ? first : second;
                double beside = i % 2 == 0 ? second : first;
                shares[i] = beside / alone;
                System.out.printf(
                        "round %d: PRESIGN alone %,.0f/s, beside %d queries %,.0f/s; share %.2f%n",
                        i + 1, alone, QUERIES, beside, shares[i]);
            }
            System.out.println("share: " + Figure.quartiles(shares));
            Figure.atLeast("PRESIGN beside four heavy queries, of its rate alone", Figure.median(shares), GOAL_SHARE, "x");
        }
    }

    private static double rate(ClosedLoop loop, ByteBuffer request) throws IOException {
        var outcome = loop.run(() -> request, ROUND);
        if (outcome.failures() > 0) {
            throw new IOException(outcome.failures() + " statements failed");
        }
        return outcome.perSecond();
    }

    /** Each of the queries is asked anew when it has ended, until the round has. */
    private static double besideQueries(StagedServer server, ClosedLoop loop, ByteBuffer request)
            throws IOException, InterruptedException, ExecutionException {
        var over = new AtomicBoolean();
        var asked = new CountDownLatch(QUERIES);
        Callable<Long> query = () -> {
            long ended = 0;
            asked.countDown();
            while (!over.get()) {
                server.ask(StagedFiles.csvQuery("@local/rows.csv"));
                ended++;
            }
            return ended;
        };
        var running = new ArrayList<Future<Long>>();
        try (var threads = Executors.newFixedThreadPool(QUERIES)) {
            for (int i = 0; i < QUERIES; i++) {
                running.add(threads.submit(query));
            }
            asked.await();
            try {
                return rate(loop, request);
            } finally {
                over.set(true);
                requireAllRan(running);
            }
        }
    }

    private static void requireAllRan(List<Future<Long>> running) throws IOException, InterruptedException, ExecutionException {
        for (Future<Long> each : running) {
            if (each.get() == 0) {
                throw new IOException("a query was not asked while PRESIGN was measured");
            }
        }
    }
}
