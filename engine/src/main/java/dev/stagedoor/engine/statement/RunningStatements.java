package dev.stagedoor.engine.statement;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The statements that run now, as whoever runs them says. Safe for use by many threads. */
public final class RunningStatements {
    private final Map<Object, RunningStatement> running = new ConcurrentHashMap<>();

    /** @return to be run when the statement has ended; running it again changes nothing */
    public Runnable began(RunningStatement statement) {
        Object key = new Object();
        running.put(key, statement);
        return () -> running.remove(key);
    }

    /** In no order. */
    public Collection<RunningStatement> now() {
        return List.copyOf(running.values());
    }
}
