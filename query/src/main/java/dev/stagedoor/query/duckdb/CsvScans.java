package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What was found in large files of CSV, so that a file which queries read again is not looked at again. A file is the same while its
 * inode, size and time of change are. Safe for use by many threads.
 */
final class CsvScans {
    /** Looking at a smaller file takes no longer than looking it up. */
    static final long SMALLEST_KEPT_BYTES = 1 << 20;

    /** Each takes some hundred bytes. */
    private static final int MAX_KEPT = 10_000;

    private final Map<Version, CsvScan.Found> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, CsvScan.Found> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /**
     * A file as it was.
     *
     * @param inode of its device; a copy that is made in its place has another
     */
    private record Version(Object inode, long size, long changedNanos, char quote) {}

    /** @param quote a character of ASCII */
    CsvScan.Found look(Path file, char quote, Cancellation cancellation) {
        Version version = version(file, quote);
        CsvScan.Found known = version == null ? null : known(version);
        if (known != null) {
            return known;
        }
        CsvScan.Found found = new CsvScan(quote, cancellation).look(file);
        if (version != null && version.equals(version(file, quote))) {
            keep(version, found);
        }
        return found;
    }

    private synchronized CsvScan.@Nullable Found known(Version version) {
        return kept.get(version);
    }

    private synchronized void keep(Version version, CsvScan.Found found) {
        kept.put(version, found);
    }

    /** Null of files that are not kept. */
    private static @Nullable Version version(Path file, char quote) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object inode = attributes.fileKey();
            return inode == null || attributes.size() < SMALLEST_KEPT_BYTES
                    ? null
                    : new Version(inode, attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), quote);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
