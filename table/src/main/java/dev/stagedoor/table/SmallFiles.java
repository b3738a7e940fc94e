package dev.stagedoor.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Small data files, put together into groups that are worth joining. Only files of one partition come together. */
final class SmallFiles {
    /** What is at least this part of the target, in percent, is large enough. */
    private static final int LARGE_ENOUGH = 75;

    private final long targetBytes;
    private final int maxFiles;
    private final Map<String, Group> open = new HashMap<>();
    private final List<List<TableFile>> full = new ArrayList<>();

    /** What will become one file. */
    private static final class Group {
        private final List<TableFile> files = new ArrayList<>();
        private long bytes;
    }

    SmallFiles(long targetBytes, int maxFiles) {
        this.targetBytes = targetBytes;
        this.maxFiles = maxFiles;
    }

    void add(String partition, TableFile file) {
        if (file.size() >= targetBytes / 100 * LARGE_ENOUGH) {
            return;
        }
        Group group = open.computeIfAbsent(partition, _ -> new Group());
        if (group.bytes + file.size() > targetBytes || group.files.size() == maxFiles) {
            close(group);
            group = new Group();
            open.put(partition, group);
        }
        group.files.add(file);
        group.bytes += file.size();
    }

    private void close(Group group) {
        if (group.files.size() > 1) {
            full.add(group.files);
        }
    }

    List<List<TableFile>> groups() {
        open.values().forEach(this::close);
        open.clear();
        return full;
    }
}
