package dev.stagedoor.sql;

/**
 * The text is not a statement. The message is ready for the user, in Databend's layout: {@code error: }, the place
 * ({@code --> SQL:line:column}), the line itself and a caret under the token with what was expected.
 */
public final class SqlSyntaxException extends RuntimeException {
    private final int line;
    private final int column;

    /**
     * @param line from 1
     * @param column from 1, in code points
     */
    public SqlSyntaxException(String message, int line, int column) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    /**
     * An error that another parser found in a statement.
     *
     * @param sql the whole text as the user sent it
     * @param start where what was not understood begins in it
     * @param end where it ends
     */
    public static SqlSyntaxException at(String sql, int start, int end, String problem) {
        return new SyntaxReport(sql).at(start, end, problem, null);
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
