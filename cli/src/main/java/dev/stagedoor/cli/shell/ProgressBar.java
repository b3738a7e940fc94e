package dev.stagedoor.cli.shell;

import dev.stagedoor.client.StatementProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** A line on a terminal that tells how far a statement has come which runs for longer than a second. It is gone when the statement ends. */
public final class ProgressBar {
    /** What takes no longer has no bar. */
    private static final Duration BEFORE_SHOWN = Duration.ofSeconds(1);

    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final int CELLS = 24;
    private static final double MIB = 1 << 20;

    /** To the beginning of the line, and clear it. */
    private static final String CLEAR = "\r\u001b[K";

    private final Optional<PrintWriter> terminal;
    private final Supplier<Optional<StatementProgress>> progress;

    private ProgressBar(Optional<PrintWriter> terminal, Supplier<Optional<StatementProgress>> progress) {
        this.terminal = terminal;
        this.progress = progress;
    }

    /** A bar on a terminal. @param progress of the statement that runs; asked by a thread of the bar's */
    public static ProgressBar on(PrintWriter terminal, Supplier<Optional<StatementProgress>> progress) {
        return new ProgressBar(Optional.of(terminal), progress);
    }

    /** Shows nothing. */
    public static ProgressBar none() {
        return new ProgressBar(Optional.empty(), Optional::empty);
    }

    /** Shows the bar while something runs. */
    <T> T during(Supplier<T> statement) {
        return terminal.isPresent() ? shown(statement, terminal.get()) : statement.get();
    }

    private <T> T shown(Supplier<T> statement, PrintWriter out) {
        Thread bar = Thread.ofVirtual().name("progress").start(() -> show(out));
        try {
            return statement.get();
        } finally {
            bar.interrupt();
            join(bar);
        }
    }

    private void show(PrintWriter out) {
        boolean drawn = false;
        try {
            Thread.sleep(BEFORE_SHOWN);
            while (!Thread.currentThread().isInterrupted()) {
                Optional<String> line = progress.get().map(ProgressBar::line);
                if (line.isPresent() && !Thread.currentThread().isInterrupted()) {
                    out.print(CLEAR + line.get());
                    out.flush();
                    drawn = true;
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            // The statement has ended.
        } finally {
            if (drawn) {
                out.print(CLEAR);
                out.flush();
            }
        }
    }

    private static void join(Thread bar) {
        try {
            bar.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** First the files are fetched, then their rows are read. */
    static String line(StatementProgress seen) {
        String seconds = seen.running().toSeconds() + " s";
        if (seen.bytes() < seen.totalBytes()) {
            String bytes = String.format(Locale.ROOT, "%.1f of %.1f MiB fetched", seen.bytes() / MIB, seen.totalBytes() / MIB);
            return bar(seen.bytes(), seen.totalBytes()) + bytes + ", " + seconds;
        }
        if (seen.totalRows() == 0) {
            return String.format(Locale.ROOT, "%,d rows read, ", seen.rows()) + seconds;
        }
        return bar(seen.rows(), seen.totalRows()) + String.format(Locale.ROOT, "reading %.1f MiB, ", seen.totalBytes() / MIB) + seconds;
    }

    private static String bar(long done, long total) {
        double part = Math.clamp((double) done / total, 0, 1);
        int cells = (int) (part * CELLS);
        return "[" + "#".repeat(cells) + " ".repeat(CELLS - cells) + "] " + String.format(Locale.ROOT, "%3d %%  ", (int) (part * 100));
    }
}
