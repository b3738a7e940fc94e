package dev.stagedoor.bench.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * From {@code ./stagedoor serve} to its ready line, and its resident memory when it has been idle for a while; beside a bare Jetty server
 * in the same JDK with its defaults.
 */
public final class StartupBenchmark {
    private static final int ROUNDS = 5;
    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final double GOAL_SECONDS = 1.5;
    private static final double GOAL_MEBIBYTES = 250;

    private StartupBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Figure.heading("Start-up, through the launcher");
        double[] seconds = new double[ROUNDS];
        double[] resident = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Path data = Home.temporaryDirectory();
            try (var stagedoor = Home.stagedoor(data, "")) {
                seconds[i] = stagedoor.secondsToReady();
                LockSupport.parkNanos(IDLE_NANOS);
                resident[i] = stagedoor.residentMebibytes();
            } finally {
                Home.delete(data);
            }
            try (var empty = Home.peer(EmptyJetty.class)) {
                LockSupport.parkNanos(IDLE_NANOS);
                System.out.printf(
                        "round %d: stagedoor ready in %.2f s, %.0f MiB; empty Jetty ready in %.2f s, %.0f MiB%n",
                        i + 1, seconds[i], resident[i], empty.secondsToReady(), empty.residentMebibytes());
            }
        }
        Figure.atMost("serve ready", Figure.median(seconds), GOAL_SECONDS, "s");
        Figure.atMost("idle resident memory", Figure.median(resident), GOAL_MEBIBYTES, "MiB");
    }
}
