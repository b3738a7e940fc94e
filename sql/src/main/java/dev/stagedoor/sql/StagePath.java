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

    /** How much of a refused location is shown to the user. */
    private static final int MAX_SHOWN_CHARS = 200;

    /**
     * Reads a location, escapes already resolved: the value of {@code list_stage(location => …)}, or what an at-string or a quoted location of
     * a statement stands for (stage-sql 2.2, protocol 8.1). All leading {@code @} are dropped, white space at both ends too; what is before the
     * first slash is the stage. Slashes before the stage's name are dropped, as Databend does.
     *
     * @throws LocationException when it does not begin with {@code @} or names no stage
     */
    public static StagePath parse(String location) {
        if (!location.startsWith("@")) {
            throw new LocationException("location must start with @, but got " + shortened(location));
        }
        int start = 0;
        int end = location.length();
        while (start < end && location.charAt(start) == '@') {
            start++;
        }
        while (start < end && isWhiteSpace(location.charAt(end - 1))) {
            end--;
        }
        while (start < end && location.charAt(start) == '/') {
            start++;
        }
        int slash = location.indexOf('/', start);
        int stageEnd = slash < 0 || slash >= end ? end : slash;
        String stage = location.substring(start, stageEnd);
        if (stage.isBlank()) {
            throw new LocationException("stage path must include a stage name");
        }
        return new StagePath(stage, normalized(location, stageEnd, end));
    }

    /** Without white space and slashes in front, and runs of slashes as one. */
    private static String normalized(String location, int start, int end) {
        int from = start < end ? start + 1 : end;
        while (from < end && isWhiteSpace(location.charAt(from))) {
            from++;
        }
        while (from < end && location.charAt(from) == '/') {
            from++;
        }
        String path = location.substring(from, end);
        if (!path.contains("//")) {
            return path;
        }
        StringBuilder collapsed = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (i == 0 || path.charAt(i) != '/' || path.charAt(i - 1) != '/') {
                collapsed.append(path.charAt(i));
            }
        }
        return collapsed.toString();
    }

    /** Unicode's White_Space, which Databend trims; all of it is in the basic plane. */
    private static boolean isWhiteSpace(char c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\u0085';
    }

    private static String shortened(String location) {
        return location.length() <= MAX_SHOWN_CHARS ? location : location.substring(0, MAX_SHOWN_CHARS) + "…";
    }

    public boolean isUserStage() {
        return stage.equals(USER_STAGE);
    }

    /**
     * As it is written in a statement: bare where the grammar allows it ({@code @s/a\ b}), otherwise as a quoted string ({@code '@s/a,b'}).
     */
    public String toSql() {
        // White space right after the first slash is dropped when it is read, but not after a second one.
        boolean indented = !path.isEmpty() && isWhiteSpace(path.charAt(0));
        String location = indented ? "@" + stage + "//" + path : toString();
        return AtString.canEncode(location) ? AtString.encode(location) : Literals.quote(location);
    }

    /** As one would write it, without quotes or escapes. */
    @Override
    public String toString() {
        return "@" + stage + "/" + path;
    }
}
