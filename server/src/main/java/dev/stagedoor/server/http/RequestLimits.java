package dev.stagedoor.server.http;

/**
 * How large a request may be.
 *
 * @param maxHeaderBytes request line and headers; a key of 1,024 bytes takes 3 KiB of path when all of it is percent-encoded
 * @param maxBodyBytes a JSON body
 * @param maxSqlBytes the text of one statement, in UTF-8
 * @param maxLoadBytes the file of a streaming load
 */
public record RequestLimits(int maxHeaderBytes, int maxBodyBytes, int maxSqlBytes, long maxLoadBytes) {
    /** The names of the settings, for messages. */
    public static final String MAX_HEADER_SETTING = "limits.max_header_size";

    public static final String MAX_BODY_SETTING = "limits.max_body_size";
    public static final String MAX_SQL_SETTING = "limits.max_sql_size";
    public static final String MAX_LOAD_SETTING = "limits.max_load_size";

    public static final RequestLimits DEFAULT = new RequestLimits(16 << 10, 2 << 20, 1 << 20, 4L << 30);
}
