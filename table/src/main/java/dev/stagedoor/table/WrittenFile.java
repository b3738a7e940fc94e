package dev.stagedoor.table;

import dev.stagedoor.storage.ObjectKey;
import java.util.Map;

/**
 * A data file that was written for a table and is not yet part of it.
 *
 * @param key of {@link Table#newDataFile}, and written
 * @param bytes its size
 * @param rows at least 1
 * @param statistics by field id, of as many fields as are known
 */
public record WrittenFile(ObjectKey key, long bytes, long rows, Map<Integer, FieldStatistics> statistics) {
    public WrittenFile {
        statistics = Map.copyOf(statistics);
    }
}
