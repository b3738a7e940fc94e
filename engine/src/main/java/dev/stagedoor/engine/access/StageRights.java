package dev.stagedoor.engine.access;

import java.util.List;

/**
 * What somebody was granted on one stage.
 *
 * @param read on all of it
 * @param write on all of it
 * @param readPaths directories below which they may read, sorted; as {@link GrantPath} has them
 * @param writePaths directories below which they may write, sorted
 */
record StageRights(boolean read, boolean write, List<String> readPaths, List<String> writePaths) {
    static final StageRights NONE = new StageRights(false, false, List.of(), List.of());

    boolean mayRead(String path) {
        return read || isInside(readPaths, path);
    }

    boolean mayWrite(String path) {
        return write || isInside(writePaths, path);
    }

    /** Whether everything that {@code other} lets read and write may be read and written with these, too. */
    boolean covers(StageRights other) {
        return (read || (!other.read && other.readPaths.stream().allMatch(this::mayRead)))
                && (write || (!other.write && other.writePaths.stream().allMatch(this::mayWrite)));
    }

    private static boolean isInside(List<String> directories, String path) {
        for (String directory : directories) {
            if (GrantPath.holds(directory, path)) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return !read && !write && readPaths.isEmpty() && writePaths.isEmpty();
    }
}
