package dev.stagedoor.cli.files;

import dev.stagedoor.cli.shell.DisplayText;
import dev.stagedoor.client.transfer.FileMove;
import dev.stagedoor.client.transfer.TransferSummary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bars on a terminal: one for all files, and below it one for each of those that move now. They are gone at the end. */
public final class BarReport implements TransferReport, AutoCloseable {
    private static final long PERIOD_MILLIS = 200;
    private static final int MAX_FILES = 4;
    private static final int CELLS = 24;
    private static final int MAX_NAME_CHARS = 40;
    private static final double NANOS = 1e9;
    private static final String CLEAR_BELOW = "\r\u001b[J";

    /** A line that is too wide for the terminal must not take two of its lines. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter terminal;
    private final Map<FileMove, Long> moving = new LinkedHashMap<>();
    private final long start = System.nanoTime();
    private final Thread painter;
    private long files;
    private long bytes;
    private long filesDone;
    private long bytesDone;
    private long bytesBefore;
    private int linesAbove;

    public BarReport(PrintWriter terminal) {
        this.terminal = terminal;
        this.painter = Thread.ofVirtual().name("bars").start(this::paintOften);
    }

    private void paintOften() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                paint();
            }
        } catch (InterruptedException e) {
            // The transfer has ended.
            return;
        }
    }

    @Override
    public synchronized void found(FileMove move) {
        files++;
        bytes += move.bytes();
    }

    @Override
    public synchronized void begun(FileMove move, long alreadyThere) {
        moving.put(move, alreadyThere);
        bytesDone += alreadyThere;
        bytesBefore += alreadyThere;
    }

    @Override
    public synchronized void moved(FileMove move, long count) {
        moving.computeIfPresent(move, (_, before) -> before + count);
        bytesDone += count;
    }

    @Override
    public synchronized void done(FileMove move, String etag) {
        moving.remove(move);
        filesDone++;
    }

    @Override
    public synchronized void skipped(FileMove move, String why) {
        moving.remove(move);
        files--;
        bytes -= move.bytes();
    }

    @Override
    public synchronized void failed(FileMove move, String why) {
        Long moved = moving.remove(move);
        bytesDone -= moved == null ? 0 : moved;
        files--;
        bytes -= move.bytes();
        say(move.from() + ": " + why);
    }

    @Override
    public synchronized void missing(String source) {
        say("there is no file " + source);
    }

    private void say(String text) {
        clear();
        terminal.println("stagedoor: " + DisplayText.printable(text));
        terminal.flush();
    }

    @Override
    public void summary(TransferSummary summary) {
        close();
        double seconds = (System.nanoTime() - start) / NANOS;
        terminal.println(summary.moved() + (summary.moved() == 1 ? " file, " : " files, ") + Amount.bytes(summary.bytes())
                + String.format(Locale.ROOT, " in %.1f s", seconds)
                + (summary.skipped() > 0 ? ", " + summary.skipped() + " skipped" : "")
                + (summary.failed() > 0 ? ", " + summary.failed() + " failed" : ""));
        terminal.flush();
    }

    @Override
    public void close() {
        painter.interrupt();
        try {
            painter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            clear();
            terminal.flush();
        }
    }

    private void clear() {
        if (linesAbove > 0) {
            terminal.print("\u001b[" + linesAbove + "A" + CLEAR_BELOW);
            linesAbove = 0;
        }
    }

    private synchronized void paint() {
        if (files == 0) {
            return;
        }
        List<String> lines = new ArrayList<>();
        double seconds = (System.nanoTime() - start) / NANOS;
        long rate = (long) ((bytesDone - bytesBefore) / seconds);
        lines.add(bar(bytesDone, bytes) + filesDone + " of " + files + (files == 1 ? " file, " : " files, ")
                + Amount.bytes(bytesDone) + " of " + Amount.bytes(bytes) + ", " + Amount.bytes(Math.max(0, rate)) + "/s" + left(rate));
        Iterator<Map.Entry<FileMove, Long>> now = moving.entrySet().iterator();
        for (int i = 0; i < MAX_FILES && now.hasNext(); i++) {
            Map.Entry<FileMove, Long> entry = now.next();
            lines.add(bar(entry.getValue(), entry.getKey().bytes()) + shortened(DisplayText.printable(entry.getKey().from())));
        }
        clear();
        terminal.print(NO_WRAP);
        lines.forEach(terminal::println);
        terminal.print(WRAP);
        linesAbove = lines.size();
        terminal.flush();
    }

    private String left(long rate) {
        return rate <= 0 || bytesDone >= bytes ? "" : ", " + (bytes - bytesDone) / rate + " s left";
    }

    private static String shortened(String name) {
        return name.length() <= MAX_NAME_CHARS ? name : "…" + name.substring(name.length() - MAX_NAME_CHARS + 1);
    }

    private static String bar(long done, long total) {
        double part = total == 0 ? 1 : Math.clamp((double) done / total, 0, 1);
        int cells = (int) (part * CELLS);
        return "[" + "#".repeat(cells) + " ".repeat(CELLS - cells) + "] " + String.format(Locale.ROOT, "%3d %%  ", (int) (part * 100));
    }
}
