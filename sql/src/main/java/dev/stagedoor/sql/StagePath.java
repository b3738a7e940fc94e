package dev.stagedoor.sql;

/**
 * Where a statement points: a stage and a path in it, from {@code @stage/path}. Leading slashes of the path are gone and runs of slashes
 * are one. Nothing else has been changed or checked: white space at the ends belongs to the path, and a {@code ..} segment is still there.
 *
 * @param stage the stage's name, {@code ~} for the user's own
 * @param path without leading slash; empty for the stage's root; a trailing slash is significant
 */
public record StagePath(String stage, String path) implements FileLocation {
    /** The name of the user's own stage. */
    public static final String USER_STAGE = "~";

    /** How much of a refused location is shown to the user. */
    private static final int MAX_SHOWN_CHARS = 200;

    /**
     * Reads a location, escapes already resolved: the value of {@code list_stage(location => …)}, or what an at-string or a quoted location
     * of a statement stands for. All leading {@code @} are dropped; what is before the first slash is the
     * stage. Slashes before the stage's name are dropped, as Databend does. White space is kept: Databend's storage layer trims it at both
     * ends, and so takes {@code 'a.csv '} for {@code a.csv}.
     *
     * @throws LocationException when it does not begin with {@code @} or names no stage
     */
    public static StagePath parse(String location) {
        if (!location.startsWith("@")) {
            throw new LocationException("location must start with @, but got " + shortened(location));
        }
        int start = skip('/', location, skip('@', location, 0));
        int slash = location.indexOf('/', start);
        int stageEnd = slash < 0 ? location.length() : slash;
        String stage = location.substring(start, stageEnd);
        if (stage.isBlank()) {
            throw new LocationException("stage path must include a stage name");
        }
        return of(stage, location.substring(stageEnd));
    }

    /**
     * A path in a stage that was named by itself, as by the headers of an upload: read as the path of a location is.
     *
     * @param stage its name, as it stands before the first slash of a location
     */
    public static StagePath of(String stage, String path) {
        return new StagePath(stage, normalized(path.substring(skip('/', path, 0))));
    }

    /** The file that a path relative to this one means. */
    public StagePath file(String relative) {
        return of(stage, FileLocation.join(path, relative));
    }

    private static int skip(char skipped, String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == skipped) {
            at++;
        }
        return at;
    }

    /** With runs of slashes as one. */
    private static String normalized(String path) {
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
        String location = toString();
        return AtString.canEncode(location) ? AtString.encode(location) : Literals.quote(location);
    }

    /** As one would write it, without quotes or escapes. */
    @Override
    public String toString() {
        return "@" + stage + "/" + path;
    }
}
