package dev.stagedoor.cli.verify;

import dev.stagedoor.storage.embedded.DataVerifier;
import dev.stagedoor.storage.embedded.VerifyReport.Finding;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Says on standard error how far a scrub has come: a line now and then, so that it reads well in a log, too. */
public final class VerifyProgress implements DataVerifier.Progress {
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final double MEGABYTE = 1e6;

    private final PrintWriter err;
    private final boolean quiet;
    private final Consumer<Finding> findings;
    private long lastLine = System.nanoTime();
    private String line = "";

    /** @param findings told of each piece of damage when it is found */
    public VerifyProgress(PrintWriter err, boolean quiet, Consumer<Finding> findings) {
        this.err = err;
        this.quiet = quiet;
        this.findings = findings;
    }

    @Override
    public void database(String name) {
        print("looking through " + name);
    }

    @Override
    public void contents(long objects, long ofObjects, long bytes, long ofBytes) {
        line = String.format(
                Locale.ROOT, "%,d of %,d files, %,.1f of %,.1f MB", objects, ofObjects, bytes / MEGABYTE, ofBytes / MEGABYTE);
        long now = System.nanoTime();
        if (now - lastLine >= PAUSE_NANOS) {
            lastLine = now;
            end();
        }
    }

    @Override
    public void found(Finding finding) {
        findings.accept(finding);
    }

    /** Says where it stands, unless the last line has. */
    public void end() {
        if (!line.isEmpty()) {
            print(line);
            line = "";
        }
    }

    private void print(String text) {
        if (!quiet) {
            err.println("stagedoor: " + text);
            err.flush();
        }
    }
}
