package dev.stagedoor.cli.files;

import dev.stagedoor.cli.shell.DisplayText;
import dev.stagedoor.client.transfer.FileMove;
import dev.stagedoor.client.transfer.TransferSummary;
import java.io.PrintWriter;

/** A line on standard output for each file that has moved, and one on standard error for each that has not. */
public final class LineReport implements TransferReport {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;

    /** @param quiet whether only failures are told */
    public LineReport(PrintWriter out, PrintWriter err, boolean quiet) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
    }

    @Override
    public void found(FileMove move) {
        // Told when it has moved.
    }

    @Override
    public void begun(FileMove move, long alreadyThere) {
        if (alreadyThere > 0 && !quiet) {
            print(err, "stagedoor: " + move.from() + ": " + Amount.bytes(alreadyThere) + " of " + Amount.bytes(move.bytes())
                    + " are there already");
        }
    }

    @Override
    public void moved(FileMove move, long bytes) {
        // Told when all of it has moved.
    }

    @Override
    public void done(FileMove move, String etag) {
        if (!quiet) {
            print(out, move.from() + " -> " + move.to() + " (" + Amount.bytes(move.bytes()) + ")");
        }
    }

    @Override
    public void skipped(FileMove move, String why) {
        if (!quiet) {
            print(out, move.from() + " -> " + move.to() + " (" + Amount.bytes(move.bytes()) + ", skipped: " + why + ")");
        }
    }

    @Override
    public void failed(FileMove move, String why) {
        print(err, "stagedoor: " + move.from() + ": " + why);
    }

    @Override
    public void missing(String source) {
        print(err, "stagedoor: there is no file " + source);
    }

    @Override
    public void summary(TransferSummary summary) {
        out.flush();
        err.flush();
    }

    /** From any thread. */
    private synchronized void print(PrintWriter to, String line) {
        to.println(DisplayText.printable(line));
        to.flush();
    }
}
