package dev.stagedoor.client.transfer;

/** Text as a statement has it. */
final class SqlQuoting {
    private SqlQuoting() {}

    /** A string literal of Databend's dialect. */
    static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
