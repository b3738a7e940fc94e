package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * PRESIGN statements over HTTP from 16 connections, beside an empty Jetty handler given the very same requests. The rounds of the two
 * alternate; each figure is the median of its rounds.
 */
public final class StatementsBenchmark {
    private static final int CONNECTIONS = 16;
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final double GOAL_PER_SECOND = 15_000;
    private static final double GOAL_P99_MILLIS = 10;
    private static final double GOAL_SHARE = 0.6;

    private StatementsBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Figure.heading("PRESIGN statements over HTTP; server and load generator share the machine");
        Path data = Home.temporaryDirectory();
        try (var stagedoor = Home.stagedoor(data, "");
                var empty = Home.peer(EmptyJetty.class)) {
            run(URI.create(stagedoor.ready(1)), URI.create(empty.ready(1)));
        } finally {
            Home.delete(data);
        }
    }

    private static void run(URI stagedoor, URI empty) throws IOException {
        var sql = new SqlClient(stagedoor);
        sql.execute("CREATE STAGE bench");
        ByteBuffer presign = SqlClient.request(stagedoor, "PRESIGN UPLOAD @bench/incoming/2026/11/orders_0042.parquet");
        var ours = new ClosedLoop(Home.address(stagedoor), CONNECTIONS);
        var peer = new ClosedLoop(Home.address(empty), CONNECTIONS);
        ours.run(() -> presign, WARM_UP);
        peer.run(() -> presign, WARM_UP);

        double[] rate = new double[ROUNDS];
        double[] p99 = new double[ROUNDS];
        double[] share = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            var mine = ours.run(() -> presign, ROUND);
            var theirs = peer.run(() -> presign, ROUND);
            if (mine.failures() > 0) {
                throw new IOException(mine.failures() + " statements failed");
            }
            rate[i] = mine.perSecond();
            p99[i] = mine.latencies().percentileMillis(0.99);
            share[i] = mine.perSecond() / theirs.perSecond();
            System.out.printf(
                    "round %d: PRESIGN %,.0f/s, p50 %.2f ms, p99 %.2f ms; empty handler %,.0f/s, p99 %.2f ms; share %.0f %%%n",
                    i + 1,
                    mine.perSecond(),
                    mine.latencies().percentileMillis(0.5),
                    p99[i],
                    theirs.perSecond(),
                    theirs.latencies().percentileMillis(0.99),
                    100 * share[i]);
        }
        Figure.atLeast("PRESIGN statements over HTTP, 16 connections", Figure.median(rate), GOAL_PER_SECOND, "/s");
        Figure.atMost("p99", Figure.median(p99), GOAL_P99_MILLIS, "ms");
        Figure.atLeast("share of an empty Jetty handler", Figure.median(share), GOAL_SHARE, "x");
    }
}
