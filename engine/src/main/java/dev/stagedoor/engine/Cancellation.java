package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.ArrayList;
import java.util.List;

/** A flag that ends a running statement: long loops ask it, and blocking work registers how to be interrupted. */
public final class Cancellation {
    private final List<Runnable> listeners = new ArrayList<>();
    private volatile boolean cancelled;

    /** Cancels, once; runs every registered action. */
    public void cancel() {
        List<Runnable> toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        toRun.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Returns while the statement may go on.
     *
     * @throws StagedoorException 1043 once it has been cancelled
     */
    public void check() {
        if (cancelled) {
            throw aborted();
        }
    }

    /** Runs {@code action} at cancellation; at once when that has already been. */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                listeners.add(action);
                return;
            }
        }
        action.run();
    }

    static StagedoorException aborted() {
        return new StagedoorException(
                ErrorCode.ABORTED_QUERY, "Aborted query, because the server is shutting down or the query was killed.");
    }
}
