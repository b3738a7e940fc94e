package dev.stagedoor.e2e.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The client's own record of every key and stage the load touches. */
final class Ledger {
    /** Where the files are; never dropped. */
    static final String STAGE = "crash";

    /** The state of a stage that exists. */
    static final long EXISTS = 1;

    private static final int SMALL_KEYS = 40;
    private static final int MEDIUM_KEYS = 12;
    private static final int LARGE_KEYS = 4;
    private static final int STAGES = 4;

    private final Map<FileKey, KeyHistory> files = new LinkedHashMap<>();
    private final Map<String, KeyHistory> stages = new LinkedHashMap<>();

    Ledger() {
        addKeys(FileKey.Size.SMALL, SMALL_KEYS);
        addKeys(FileKey.Size.MEDIUM, MEDIUM_KEYS);
        addKeys(FileKey.Size.LARGE, LARGE_KEYS);
        for (int i = 0; i < STAGES; i++) {
            stages.put("comes_and_goes_" + i, new KeyHistory());
        }
    }

    private void addKeys(FileKey.Size size, int count) {
        for (int i = 0; i < count; i++) {
            files.put(FileKey.of(STAGE, size, i), new KeyHistory());
        }
    }

    Map<FileKey, KeyHistory> files() {
        return files;
    }

    List<FileKey> keys(FileKey.Size size) {
        return files.keySet().stream().filter(key -> key.size() == size).toList();
    }

    KeyHistory history(FileKey key) {
        return files.get(key);
    }

    /** Stages that are created and dropped all the time, in the order in which one thread goes through them. */
    List<String> stages() {
        return new ArrayList<>(stages.keySet());
    }

    KeyHistory stage(String name) {
        return stages.get(name);
    }
}
