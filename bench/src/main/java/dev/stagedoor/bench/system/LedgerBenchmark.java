package dev.stagedoor.bench.system;

import com.sun.management.OperatingSystemMXBean;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.signing.HttpMethod;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * What the ledger costs. First PRESIGN statements over HTTP, with and without it, from one server that leaves it out for some paths: in
 * many short rounds by turns, because rates vary with whatever else runs on the machine. The figures are medians over pairs of rounds, by
 * rate and by the server's processor time. Then the ledger alone: URLs are entered from one thread at the rate at which PRESIGN gives them
 * out, and the processor time of the whole process is counted, background work included, less what the same loop takes without a ledger;
 * then as fast as they are taken.
 */
public final class LedgerBenchmark {
    private static final int RATE_PER_SECOND = 32_000;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final int AT_ONCE = 32;
    private static final int FLAT_OUT = 1_000_000;
    private static final int CONNECTIONS = 16;
    private static final int PAIRS = 40;
    private static final Duration SHORT_ROUND = Duration.ofMillis(1500);
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final double GOAL_SHARE = 0.9;

    /** Of the 62 microseconds that a PRESIGN over HTTP takes, a tenth. */
    private static final double GOAL_MICROS = 6.2;

    private static final String PATH = "incoming/2026/11/orders_0042.parquet";
    private static final String TERMS = "{\"content_type\":\"application/vnd.apache.parquet\",\"max_size\":1073741824,\"overwrite\":false}";

    private LedgerBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Figure.heading("PRESIGN statements over HTTP with and without the ledger; server and load generator share the machine");
        Path data = Home.temporaryDirectory();
        try (var server = Home.peer(LedgerServer.class, data.toString())) {
            overHttp(server);
        } finally {
            Home.delete(data);
        }
        alone();
    }

    private static void overHttp(PeerProcess server) throws IOException {
        new SqlClient(address(server)).execute("CREATE STAGE bench");
        presign(server, PATH, WARM_UP);
        presign(server, SwitchedLedger.WITHOUT + PATH, WARM_UP);
        double[] rate = new double[PAIRS];
        double[] bareRate = new double[PAIRS];
        double[] share = new double[PAIRS];
        double[] cost = new double[PAIRS];
        double[] timeShare = new double[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            boolean bareFirst = i % 2 == 1; // neither always runs after the other's disk writes
            Statements first = presign(server, bareFirst ? SwitchedLedger.WITHOUT + PATH : PATH, SHORT_ROUND);
            Statements second = presign(server, bareFirst ? PATH : SwitchedLedger.WITHOUT + PATH, SHORT_ROUND);
            Statements ours = bareFirst ? second : first;
            Statements bare = bareFirst ? first : second;
            rate[i] = ours.perSecond();
            bareRate[i] = bare.perSecond();
            share[i] = ours.perSecond() / bare.perSecond();
            cost[i] = ours.cpuMicros() - bare.cpuMicros();
            timeShare[i] = bare.cpuMicros() / ours.cpuMicros();
        }
        System.out.printf(
                "%d pairs: %,.0f/s with the ledger, %,.0f/s without; share by rate %s, by processor time %s; %s µs more of the server's"
                        + " time%n",
                PAIRS, Figure.median(rate), Figure.median(bareRate), Figure.quartiles(share), Figure.quartiles(timeShare),
                Figure.quartiles(cost));
        Figure.atLeast("PRESIGN with the ledger, of the rate without", Figure.median(share), GOAL_SHARE, "x");
        Figure.atLeast("the same by the server's processor time", Figure.median(timeShare), GOAL_SHARE, "x");
    }

    private record Statements(double perSecond, double cpuMicros) {}

    private static Statements presign(PeerProcess server, String path, Duration duration) throws IOException {
        ByteBuffer presign = SqlClient.request(address(server), "PRESIGN UPLOAD @bench/" + path);
        Duration before = server.processorTime();
        var outcome = new ClosedLoop(Home.address(address(server)), CONNECTIONS).run(() -> presign, duration);
        if (outcome.failures() > 0) {
            throw new IOException(outcome.failures() + " statements failed");
        }
        double cpuMicros = server.processorTime().minus(before).toNanos() / 1e3 / outcome.requests();
        return new Statements(outcome.perSecond(), cpuMicros);
    }

    private static URI address(PeerProcess server) {
        return URI.create(server.ready(1));
    }

    private static void alone() throws IOException {
        System.out.printf("The ledger alone, at %,d URLs a second%n", RATE_PER_SECOND);
        Path data = Home.temporaryDirectory();
        try (PresignLedger none = new NoLedger();
                PresignLedger ledger = SqlitePresignLedger.open(data.resolve("ledger"), LedgerOptions.DEFAULT, Clock.systemUTC())) {
            paced(ledger);
            paced(none);
            double[] cost = new double[ROUNDS];
            double[] worst = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                Paced with = paced(ledger);
                Paced without = paced(none);
                cost[i] = with.cpuMicros() - without.cpuMicros();
                worst[i] = with.latencies().percentileMillis(0.999);
                System.out.printf(
                        "round %d: %.2f µs of processor time a URL (loop without a ledger %.2f µs), p99.9 %.3f ms%n",
                        i + 1, cost[i], without.cpuMicros(), worst[i]);
            }
            Figure.atMost("processor time of a URL in the ledger", Figure.median(cost), GOAL_MICROS, "µs");
            double[] flatOut = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                flatOut[i] = flatOut(ledger);
            }
            System.out.printf("flat out, one thread: %,.0f URLs/s%n", Figure.median(flatOut));
        } finally {
            Home.delete(data);
        }
    }

    private record Paced(double cpuMicros, Latencies latencies) {}

    private static Paced paced(PresignLedger ledger) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var latencies = new Latencies();
        long count = RATE_PER_SECOND * ROUND.toSeconds();
        long interval = 1_000_000_000L * AT_ONCE / RATE_PER_SECOND;
        long cpu = system.getProcessCpuTime();
        long next = System.nanoTime();
        for (long i = 0; i < count; i += AT_ONCE) {
            for (int j = 0; j < AT_ONCE; j++) {
                long start = System.nanoTime();
                issue(ledger);
                latencies.record(System.nanoTime() - start);
            }
            next += interval;
            long left;
            while ((left = next - System.nanoTime()) > 0) {
                LockSupport.parkNanos(left);
            }
        }
        return new Paced((system.getProcessCpuTime() - cpu) / 1e3 / count, latencies);
    }

    private static double flatOut(PresignLedger ledger) {
        long start = System.nanoTime();
        for (int i = 0; i < FLAT_OUT; i++) {
            issue(ledger);
        }
        return FLAT_OUT / ((System.nanoTime() - start) / 1e9);
    }

    private static void issue(PresignLedger ledger) {
        Instant now = Instant.now();
        ledger.issued(new IssuedPresign(
                ledger.nextId(), now, "root", "bench", PATH, HttpMethod.PUT, TERMS, now.plusSeconds(3600), "127.0.0.1", true));
    }
}
