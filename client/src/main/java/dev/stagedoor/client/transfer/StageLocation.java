package dev.stagedoor.client.transfer;

/**
 * A stage and a path in it, as {@code @stage/path}.
 *
 * @param path without leading slash; empty for all of the stage; ends with a slash when it is that of a directory
 */
public record StageLocation(String stage, String path) {
    /**
     * Slashes that repeat count as one, as they do for the server.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static StageLocation parse(String text) {
        if (!text.startsWith("@")) {
            throw new IllegalArgumentException("'" + text + "' is no location of a stage; expected @stage/path");
        }
        int slash = text.indexOf('/');
        String stage = slash < 0 ? text.substring(1) : text.substring(1, slash);
        if (stage.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' names no stage; expected @stage/path, or @~/path for your own");
        }
        String path = slash < 0 ? "" : text.substring(slash).replaceAll("/+", "/").substring(1);
        return new StageLocation(stage, path);
    }

    /** Whether it can only be a directory. */
    public boolean isDirectory() {
        return path.isEmpty() || path.endsWith("/");
    }

    /** The same as a directory. */
    public StageLocation asDirectory() {
        return isDirectory() ? this : new StageLocation(stage, path + "/");
    }

    /** The directory that it lies in, or is. */
    public StageLocation directory() {
        return new StageLocation(stage, path.substring(0, path.lastIndexOf('/') + 1));
    }

    /** What is behind the last slash. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Another path of the stage. */
    public StageLocation at(String otherPath) {
        return new StageLocation(stage, otherPath);
    }

    /** A file below this directory. */
    public StageLocation file(String relative) {
        return new StageLocation(stage, path + relative);
    }

    /** As a statement has it. */
    public String toSql() {
        return SqlQuoting.quote(toString());
    }

    @Override
    public String toString() {
        return "@" + stage + "/" + path;
    }
}
