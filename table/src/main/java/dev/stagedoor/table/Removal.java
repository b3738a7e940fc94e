package dev.stagedoor.table;

import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.table.file.StoreFileIO;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes files that nothing refers to, many at a time, and counts them. For one thread; {@link #flush} comes last. */
final class Removal {
    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    private static final int MOST_AT_ONCE = 1000;

    private final StoreFileIO store;
    private final Runnable check;
    private final Map<String, Long> waiting = new HashMap<>();
    private long files;
    private long bytes;
    private long failed;

    /** @param check is run before each deletion; what it throws ends the removal */
    Removal(StoreFileIO store, Runnable check) {
        this.store = store;
        this.check = check;
    }

    void add(String key, long size) {
        waiting.put(key, size);
        if (waiting.size() >= MOST_AT_ONCE) {
            flush();
        }
    }

    /** What cannot be removed stays until the next time. */
    void flush() {
        check.run();
        if (waiting.isEmpty()) {
            return;
        }
        DeleteReport report = store.delete(waiting.keySet());
        report.failures().forEach(failure -> waiting.remove(failure.key()));
        failed += report.failures().size();
        if (!report.failures().isEmpty()) {
            LOG.warn(
                    "{} files that nothing refers to could not be removed: {}",
                    report.failures().size(), report.failures().getFirst().reason());
        }
        files += waiting.size();
        bytes += waiting.values().stream().mapToLong(Long::longValue).sum();
        waiting.clear();
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** How many files could not be removed. */
    long failed() {
        return failed;
    }
}
