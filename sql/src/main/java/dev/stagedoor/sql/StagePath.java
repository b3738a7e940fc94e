package dev.stagedoor.sql;

/**
 * Where a statement points: a stage and a path in it, from {@code @stage/path}. Leading slashes of the path are gone and runs of slashes
 * are one; nothing else has been changed or checked (a {@code ..} segment is still there).
 *
 * @param stage the stage's name, {@code ~} for the user's own
 * @param path without leading slash; empty for the stage's root; a trailing slash is significant
 */
public record StagePath(String stage, String path) {
    /** The name of the user's own stage. */
    public static final String USER_STAGE = "~";

    public boolean isUserStage() {
        return stage.equals(USER_STAGE);
    }

    /** As one would write it, without quotes or escapes. */
    @Override
    public String toString() {
        return "@" + stage + "/" + path;
    }
}
