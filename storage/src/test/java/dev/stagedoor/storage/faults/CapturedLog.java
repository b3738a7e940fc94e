package dev.stagedoor.storage.faults;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What a server logs at debug level: everything of our own code, and of libraries what is at least an information. Libraries say more below
 * that than a log may hold, so servers never let them.
 */
public final class CapturedLog extends Handler {
    /** Held here, for JUL forgets the levels of loggers that nobody holds. */
    private final Logger ours = Logger.getLogger("dev.stagedoor");

    private final Logger root = Logger.getLogger("");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public CapturedLog() {
        setLevel(Level.ALL);
        setFormatter(new SimpleFormatter());
        ours.setLevel(Level.ALL);
        root.addHandler(this);
    }

    public String text() {
        return String.join("\n", lines);
    }

    @Override
    public void publish(LogRecord logged) {
        lines.add(getFormatter().format(logged));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        ours.setLevel(null);
    }
}
