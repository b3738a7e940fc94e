package dev.stagedoor.table;

import dev.stagedoor.storage.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A data file that was written for a table and is not yet part of it.
 *
 * @param key of {@link Table#newDataFile}, and written
 * @param bytes its size
 * @param rows at least 1
 * @param statistics by field id, of as many fields as are known
 * @param partition that all its rows are of: of each transform of {@link Table#layout} what it gives, empty for NULL. Numbers are in
 *     digits, dates and timestamps days and microseconds since 1970, bytes in hexadecimal
 */
public record WrittenFile(
        ObjectKey key, long bytes, long rows, Map<Integer, FieldStatistics> statistics, List<Optional<String>> partition) {
    public WrittenFile {
        statistics = Map.copyOf(statistics);
        partition = List.copyOf(partition);
    }

    /** Of a table without partitions. */
    public WrittenFile(ObjectKey key, long bytes, long rows, Map<Integer, FieldStatistics> statistics) {
        this(key, bytes, rows, statistics, List.of());
    }
}
