package dev.stagedoor.cli.shell;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jline.reader.impl.history.DefaultHistory;

/** What was typed before, but for statements that may hold a secret: neither this session nor the file remembers them. */
final class StatementHistory extends DefaultHistory {
    /** Names a connection, or a key of one that is secret. */
    private static final Pattern SECRET = Pattern.compile("connection|secret|token|credential|password|_key", Pattern.CASE_INSENSITIVE);

    @Override
    public void add(Instant time, String line) {
        if (!SECRET.matcher(line).find()) {
            super.add(time, line);
        }
    }
}
