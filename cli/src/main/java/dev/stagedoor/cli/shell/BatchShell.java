package dev.stagedoor.cli.shell;

import dev.stagedoor.sql.StatementSplitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.stream.Stream;

/** Runs statements that are given all at once or come through a pipe. */
public final class BatchShell {
    /** A single statement may be this long, in characters; the server's own limit is not above it. */
    static final int MAX_STATEMENT_CHARS = 64 << 20;

    private final StatementSession session;
    private final boolean keepGoing;

    /** @param keepGoing whether a failed statement does not end the run */
    public BatchShell(StatementSession session, boolean keepGoing) {
        this.session = session;
        this.keepGoing = keepGoing;
    }

    /** @return whether every statement succeeded */
    public boolean run(List<String> scripts) {
        boolean succeeded = true;
        for (String script : scripts) {
            for (String statement : all(StatementSplitter.split(script))) {
                succeeded &= session.run(statement);
                if (!succeeded && !keepGoing) {
                    return false;
                }
            }
        }
        return succeeded;
    }

    /** The last statement needs no semicolon. */
    private static List<String> all(StatementSplitter.Script script) {
        return script.isComplete()
                ? script.statements()
                : Stream.concat(script.statements().stream(), Stream.of(script.rest())).toList();
    }

    /** Runs each statement as soon as its semicolon has been read. */
    public boolean run(Reader input) throws IOException {
        var lines = new BufferedReader(input);
        var pending = new StringBuilder();
        boolean succeeded = true;
        for (String line = nextLine(lines); !line.isEmpty(); line = nextLine(lines)) {
            pending.append(line);
            if (pending.length() > MAX_STATEMENT_CHARS) {
                throw new IOException("a statement is longer than " + MAX_STATEMENT_CHARS + " characters");
            }
            if (line.indexOf(';') < 0) {
                continue;
            }
            StatementSplitter.Script script = StatementSplitter.split(pending.toString());
            succeeded &= run(script.statements().stream().map(statement -> statement + ";").toList());
            if (!succeeded && !keepGoing) {
                return false;
            }
            pending.delete(0, script.restStart());
        }
        return run(List.of(pending.toString())) && succeeded;
    }

    /** A line with its end as it came, which may be inside a string; empty after the last. No longer than a statement may be. */
    private static String nextLine(Reader input) throws IOException {
        var line = new StringBuilder();
        for (int c = input.read(); c >= 0; c = input.read()) {
            line.append((char) c);
            if (c == '\n' || line.length() > MAX_STATEMENT_CHARS) {
                break;
            }
        }
        return line.toString();
    }
}
