package dev.stagedoor.query;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A flag that ends a running statement: long loops ask it, and blocking work registers how to be interrupted. */
public final class Cancellation {
    private static final String KILLED = "Aborted query, because the server is shutting down or the query was killed.";

    private final List<Runnable> listeners = new ArrayList<>();
    private volatile @Nullable String reason;

    /** Cancels, once; runs every registered action. */
    public void cancel() {
        cancel(KILLED);
    }

    /** As {@link #cancel()}; {@code why} is what the user is told. The first reason stays. */
    public void cancel(String why) {
        List<Runnable> toRun;
        synchronized (this) {
            if (isCancelled()) {
                return;
            }
            reason = why;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        toRun.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        return reason != null;
    }

    /**
     * Returns while the statement may go on.
     *
     * @throws StagedoorException 1043 once it has been cancelled
     */
    public void check() {
        String why = reason;
        if (why != null) {
            throw new StagedoorException(ErrorCode.ABORTED_QUERY, why);
        }
    }

    /** Runs {@code action} at cancellation; at once when that has already been. */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!isCancelled()) {
                listeners.add(action);
                return;
            }
        }
        action.run();
    }

    public static StagedoorException aborted() {
        return new StagedoorException(ErrorCode.ABORTED_QUERY, KILLED);
    }
}
