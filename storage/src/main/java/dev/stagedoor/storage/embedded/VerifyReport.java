package dev.stagedoor.storage.embedded;

import java.util.List;

/**
 * What a scrub of a data directory found.
 *
 * @param objects rows of the index that were looked at
 * @param bytes of their contents that were read
 * @param damage how much was found
 * @param findings the first {@link #MAX_FINDINGS} of it
 * @param strayFiles files among the blobs that no object refers to: no damage, the next start deletes what a crash left
 * @param strayBytes how long they are together
 */
public record VerifyReport(long objects, long bytes, long damage, List<Finding> findings, long strayFiles, long strayBytes) {
    /** The rest is counted. */
    public static final int MAX_FINDINGS = 10_000;

    /** What is wrong. */
    public enum Kind {
        /** A part of the data directory, or a piece of one, is not there. */
        PART_MISSING,
        /** A key or the journal is not what a server wrote, and a server would refuse it. */
        FILE_DAMAGED,
        /** A database is not what SQLite wrote. */
        DATABASE_DAMAGED,
        /** A database lacks changes that had been answered. */
        CHANGES_LOST,
        /** An object has no content. */
        CONTENT_MISSING,
        /** An object's content is shorter or longer than it was. */
        SIZE_DIFFERS,
        /** An object's content has another MD5. */
        DIGEST_DIFFERS,
        /** The content is whole, and the checksums of its pieces are not: it cannot be downloaded. */
        CHECKSUMS_DIFFER,
        /** The disk does not give it back. */
        UNREADABLE
    }

    /**
     * One piece of damage.
     *
     * @param what the key of an object, or a path below the data directory
     * @param detail a clause
     */
    public record Finding(Kind kind, String what, String detail) {}

    public VerifyReport {
        findings = List.copyOf(findings);
    }

    public boolean isWhole() {
        return damage == 0;
    }
}
