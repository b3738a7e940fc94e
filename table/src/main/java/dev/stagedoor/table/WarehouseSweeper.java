package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps a warehouse when it starts, and again and again, in a thread of its own. */
public final class WarehouseSweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarehouseSweeper.class);

    private final Warehouse warehouse;
    private final Duration interval;
    private final Thread thread;

    private WarehouseSweeper(Warehouse warehouse, Duration interval) {
        this.warehouse = warehouse;
        this.interval = interval;
        this.thread = Thread.ofVirtual().name("warehouse-sweeper").unstarted(this::run);
    }

    /**
     * Begins.
     *
     * @param warehouse not closed by this; open for longer than this
     * @param interval from the end of a sweep to the beginning of the next
     */
    public static WarehouseSweeper start(Warehouse warehouse, Duration interval) {
        var sweeper = new WarehouseSweeper(warehouse, interval);
        sweeper.thread.start();
        return sweeper;
    }

    private void run() {
        try {
            while (true) {
                sweep();
                Thread.sleep(interval);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void sweep() throws InterruptedException {
        try {
            SweepReport report = warehouse.sweep(WarehouseSweeper::requireOpen);
            if (report.unreadableTables() > 0) {
                LOG.warn(
                        "The warehouse was swept: {} files of {} bytes removed. {} tables cannot be read, so nothing of them was removed,"
                                + " nor anything of dropped ones",
                        report.files(), report.bytes(), report.unreadableTables());
            } else {
                LOG.info("The warehouse was swept: {} files of {} bytes removed", report.files(), report.bytes());
            }
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.warn("The warehouse could not be swept; it is tried again in {}", interval, e);
        }
    }

    private static void requireOpen() {
        if (Thread.currentThread().isInterrupted()) {
            throw new StagedoorException(ErrorCode.ABORTED_QUERY, "the server is shutting down");
        }
    }

    /** Ends a sweep under way; what it has not removed is left to the next. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
