package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.SqlSyntaxException;
import java.nio.charset.StandardCharsets;

/** What the query engine's parser did not understand, and where in the text it got, which is not quite the text the user wrote. */
public final class QuerySyntaxException extends StagedoorException {
    private final String composed;
    private final int start;
    private final int end;

    /**
     * @param composed the text that was parsed
     * @param start where what was not understood begins in it
     * @param end where it ends
     */
    public QuerySyntaxException(String message, String composed, int start, int end) {
        super(ErrorCode.SYNTAX, message);
        this.composed = composed;
        this.start = start;
        this.end = end;
    }

    /**
     * @param location as {@code json_serialize_sql} gives it: {@code [offset,length]} in bytes of UTF-8
     * @return without a place, when the location is none
     */
    static StagedoorException at(String composed, String location, String message) {
        if (!location.matches("\\[\\d{1,9},\\d{1,9}]")) {
            return new StagedoorException(ErrorCode.SYNTAX, message);
        }
        byte[] bytes = composed.getBytes(StandardCharsets.UTF_8);
        int comma = location.indexOf(',');
        int from = Math.min(bytes.length, Integer.parseInt(location.substring(1, comma)));
        int length = Math.min(bytes.length - from, Integer.parseInt(location.substring(comma + 1, location.length() - 1)));
        int start = new String(bytes, 0, from, StandardCharsets.UTF_8).length();
        int end = start + new String(bytes, from, length, StandardCharsets.UTF_8).length();
        return new QuerySyntaxException(message, composed, start, end);
    }

    /** The text that was parsed. */
    public String composed() {
        return composed;
    }

    /** Where what was not understood begins in the text. */
    public int start() {
        return start;
    }

    /** Where what was not understood ends in the text. */
    public int end() {
        return end;
    }

    /**
     * The error with line, column and caret in the statement as it was written. The token stands there as often as in the composed text,
     * unless something of the statement was replaced by a text that has it too: then the error stays without a place.
     */
    public RuntimeException in(String statement) {
        String token = composed.substring(start, end);
        if (token.isBlank()) {
            int last = statement.stripTrailing().length();
            return SqlSyntaxException.at(statement, last, last, getMessage());
        }
        if (occurrences(statement, token, statement.length()) != occurrences(composed, token, composed.length())) {
            return this;
        }
        int place = -1;
        for (int nth = occurrences(composed, token, start); nth >= 0; nth--) {
            place = statement.indexOf(token, place + 1);
        }
        return SqlSyntaxException.at(statement, place, place + token.length(), getMessage());
    }

    /** How often a token begins before {@code end}. */
    private static int occurrences(String text, String token, int end) {
        int count = 0;
        for (int at = text.indexOf(token); at >= 0 && at < end; at = text.indexOf(token, at + 1)) {
            count++;
        }
        return count;
    }
}
