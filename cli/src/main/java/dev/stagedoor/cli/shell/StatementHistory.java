package dev.stagedoor.cli.shell;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jline.reader.impl.history.DefaultHistory;

/** What was typed before, but for statements that may hold a secret: neither this session nor the file remembers them. */
final class StatementHistory extends DefaultHistory {
    /** Names a connection or a key of one that is secret, or how a user is identified, even when one of those words is mistyped. */
    private static final Pattern SECRET = Pattern.compile(
            "connection|secret|token|credential|password|_key|key_pair|identif|\\buser\\b[^;]*\\bby\\b", Pattern.CASE_INSENSITIVE);

    @Override
    public void add(Instant time, String line) {
        if (!SECRET.matcher(line).find()) {
            super.add(time, line);
        }
    }
}
