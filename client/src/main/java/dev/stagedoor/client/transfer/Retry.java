package dev.stagedoor.client.transfer;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tries again what may pass, after pauses that grow and differ, until nothing has worked for too long.
 *
 * @param patience from the first failure in a row; what fails after that has failed
 */
record Retry(Duration patience) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int MAX_DOUBLINGS = 10;

    /** One try. */
    interface Attempt<T> {
        T run() throws StoreFailure;
    }

    /** @throws StoreFailure the last one */
    <T> T run(Attempt<T> attempt) throws StoreFailure {
        long deadline = 0;
        for (int failures = 0; ; failures++) {
            try {
                return attempt.run();
            } catch (StoreFailure e) {
                if (!e.mayPass()) {
                    throw e;
                }
                if (failures == 0) {
                    deadline = System.nanoTime() + patience.toNanos();
                }
                Duration pause = e.pause().orElse(pauseAfter(failures));
                if (System.nanoTime() + pause.toNanos() >= deadline) {
                    throw new StoreFailure(
                            StoreFailure.Kind.FINAL,
                            e.getMessage() + " (" + tries(failures + 1) + " within " + patience.toSeconds() + " s)",
                            e.pause(),
                            e);
                }
                sleep(pause);
            }
        }
    }

    private static String tries(int count) {
        return count == 1 ? "1 try" : count + " tries";
    }

    /** Between half of the pause and all of it, so that many clients do not come back at once. */
    private static Duration pauseAfter(int failures) {
        long whole = Math.min(FIRST_PAUSE.toMillis() << Math.min(failures, MAX_DOUBLINGS), LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(whole / 2, whole + 1));
    }

    private static void sleep(Duration pause) throws StoreFailure {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(StoreFailure.Kind.FINAL, "interrupted");
        }
    }
}
