package dev.stagedoor.query.row;

import java.util.List;

/**
 * How the rows of a table lie in its files.
 *
 * @param partitions rows that differ in one of these lie in different files; at most {@link #MAX_PARTS}
 * @param sortedBy by which the rows of a file are sorted, the first column first
 */
public record FileLayout(List<Partition> partitions, List<Sort> sortedBy) {
    /** As they come. */
    public static final FileLayout NONE = new FileLayout(List.of(), List.of());

    /** So many transforms of columns part a table at most. */
    public static final int MAX_PARTS = 8;

    /** So many partitions get rows of one query at most. */
    public static final int MAX_PARTITIONS = 1_000;

    public FileLayout {
        partitions = List.copyOf(partitions);
        sortedBy = List.copyOf(sortedBy);
    }

    /** What a partition is made of, of one value ("Partition Transforms" in Iceberg's specification). */
    public enum Transform {
        /** The value itself. */
        IDENTITY,
        /** Years since 1970. */
        YEAR,
        /** Months since 1970. */
        MONTH,
        /** Days since 1970. */
        DAY,
        /** Hours since 1970. */
        HOUR,
        /** A hash of the value, up to a number of buckets. */
        BUCKET,
        /** The value, rounded down to a width, or its first characters or bytes. */
        TRUNCATE
    }

    /**
     * A transform of a column.
     *
     * @param column its place in the table, from 0
     * @param width of TRUNCATE, and the number of buckets of BUCKET; 0 of others
     */
    public record Partition(int column, Transform transform, int width) {}

    /** Sorted by a column. @param column its place in the table, from 0 */
    public record Sort(int column, boolean ascending, boolean nullsFirst) {}
}
