package dev.stagedoor.query;

import java.util.concurrent.atomic.AtomicLong;

/** How far a statement has come with what it reads and writes. Told by whoever does it; seen by any thread. */
public final class ScanProgress {
    private final AtomicLong suppliedRows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong totalBytes = new AtomicLong();
    private final AtomicLong writtenRows = new AtomicLong();
    private final AtomicLong writtenBytes = new AtomicLong();
    private volatile long scannedRows;
    private volatile long totalRows;

    /**
     * What is known at one moment.
     *
     * @param rows read so far: those of Stagedoor's tables exactly, those of files in the units of {@code totalRows}
     * @param totalRows what the query engine takes for the rows of all its work, which may be far off; the share of it that is done is what
     *     counts; 0 when not known
     * @param bytes of staged files that are at hand, or turned out not to be needed
     * @param totalBytes of all staged files that the statement is known to read
     */
    public record Seen(long rows, long totalRows, long bytes, long totalBytes) {
        public static final Seen NOTHING = new Seen(0, 0, 0, 0);
    }

    /** What a statement has added to tables. @param bytes of the files it wrote */
    public record Written(long rows, long bytes) {}

    /** Files of so many bytes are to be read. */
    public void expect(long more) {
        totalBytes.addAndGet(more);
    }

    /** So many bytes more of them are at hand, or are not needed. */
    public void fetched(long more) {
        bytes.addAndGet(more);
    }

    /** So many rows more were given to the query engine. */
    public void supplied(long more) {
        suppliedRows.addAndGet(more);
    }

    /** The query engine has come so far, as it estimates; it never goes back. */
    public void scanned(long rows, long ofRows) {
        scannedRows = Math.max(scannedRows, rows);
        totalRows = Math.max(scannedRows, ofRows);
    }

    /** So many rows more were committed to a table, in files of so many bytes. */
    public void wrote(long rows, long bytes) {
        writtenRows.addAndGet(rows);
        writtenBytes.addAndGet(bytes);
    }

    public Written written() {
        return new Written(writtenRows.get(), writtenBytes.get());
    }

    public Seen seen() {
        return new Seen(suppliedRows.get() + scannedRows, totalRows, bytes.get(), totalBytes.get());
    }
}
