package dev.stagedoor.cli.shell;

/** How results are printed. */
public enum OutputFormat {
    /** Aligned columns; a single row too wide for the screen as names and values. */
    TABLE,
    /** Names and values, a block a row. */
    VERTICAL,
    /** Tab-separated: tab, line feed, carriage return and backslash are escaped with a backslash, NULL is {@code \N}. */
    TSV,
    /** RFC 4180; NULL is an empty field, an empty text is {@code ""}. */
    CSV,
    /** One JSON array a result, of objects; numbers, booleans and Variant as themselves. */
    JSON
}
