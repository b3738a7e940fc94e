package dev.stagedoor.cli;

import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;

/** Waits for Ctrl-C or SIGTERM. A second one while the server is stopping ends the process at once. */
final class StopSignals {
    private final CountDownLatch first = new CountDownLatch(1);
    private final int abruptExitCode;

    private StopSignals(int abruptExitCode) {
        this.abruptExitCode = abruptExitCode;
    }

    /** From now on the signals no longer end the process by themselves. */
    static StopSignals register(int abruptExitCode) {
        var signals = new StopSignals(abruptExitCode);
        Signals.register("INT", signals::received);
        Signals.register("TERM", signals::received);
        return signals;
    }

    private void received() {
        if (first.getCount() == 0) {
            Runtime.getRuntime().halt(abruptExitCode);
        }
        first.countDown();
    }

    /** Returns once a signal has come. */
    void await() {
        try {
            first.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts the main thread wants it to stop as well
        }
    }
}
