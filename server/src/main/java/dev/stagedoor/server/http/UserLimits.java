package dev.stagedoor.server.http;

/**
 * How much of the server one user may take at once.
 *
 * @param maxStatements statements running; one that has been read to its end, failed or was killed does not count; one whose result waits
 *     in a file does
 * @param maxUploads files being uploaded through the server; presigned URLs are not counted
 */
public record UserLimits(int maxStatements, int maxUploads) {
    /** The names of the settings, for messages. */
    public static final String MAX_STATEMENTS_SETTING = "limits.max_statements_per_user";

    public static final String MAX_UPLOADS_SETTING = "limits.max_uploads_per_user";

    public static final UserLimits DEFAULT = new UserLimits(32, 16);
}
