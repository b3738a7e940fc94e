package dev.stagedoor.cli.files;

import dev.stagedoor.cli.shell.DisplayText;
import dev.stagedoor.client.Rows;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints the rows of LIST a line each: the name alone, or size, time and name. */
public final class NamePrinter {
    private static final int NAME = 0;
    private static final int SIZE = 1;
    private static final int LAST_MODIFIED = 3;

    /** Time and date as LIST has them, to the second. */
    private static final int TIME_CHARS = 19;

    private final boolean details;

    /** @param details whether size and time stand before the name */
    public NamePrinter(boolean details) {
        this.details = details;
    }

    /** @return how many rows were printed */
    public long print(Rows listing, PrintWriter out) {
        long rows = 0;
        for (@Nullable String[] row = listing.next(); row != null; row = listing.next()) {
            out.println(details ? line(row) : DisplayText.printable(String.valueOf(row[NAME])));
            rows++;
        }
        return rows;
    }

    private static String line(@Nullable String[] row) {
        String time = row[LAST_MODIFIED] == null ? "" : row[LAST_MODIFIED];
        String shown = time.length() > TIME_CHARS ? time.substring(0, TIME_CHARS) : time;
        return String.format(
                Locale.ROOT,
                "%15s  %-19s  %s",
                row[SIZE] == null ? "" : row[SIZE],
                shown,
                DisplayText.printable(String.valueOf(row[NAME])));
    }
}
