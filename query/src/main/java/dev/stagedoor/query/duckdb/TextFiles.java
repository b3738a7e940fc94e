package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * Fields without quotes, with escapes. DuckDB reads lines; what is in them is taken apart here.
 *
 * @param columns how many the files have; of no line is it asked how many it has when this is 0
 */
record TextFiles(FileFormat options, int columns) implements FieldFiles {
    /** The fields of a line, as written. */
    private static final String FIELDS = "stagedoor_fields";

    private static final String LINE = "stagedoor_line";

    /** What Rust's {@code trim_ascii} takes away, with which Databend trims. */
    private static final String SPACES = "' ' || chr(9) || chr(10) || chr(12) || chr(13)";

    /** A backslash that ends a line, and is not the second of two: the end of the line would belong to the field. */
    private static final String ESCAPED_END = "'(^|[^\\\\])(\\\\\\\\)*\\\\$'";

    static void requireReadable(FileFormat text) {
        FieldFiles.require(text, "record_delimiter", List.of("\n", "\r\n"));
        FieldFiles.requireEncoding(text);
        String delimiter = (String) text.options().get("field_delimiter");
        if (delimiter.contains("\n") || delimiter.contains("\r") || delimiter.contains("\\")) {
            throw FieldFiles.notYet(text, "FIELD_DELIMITER");
        }
    }

    @Override
    public String format() {
        return "TEXT";
    }

    @Override
    public TextFiles with(int found) {
        return new TextFiles(options, found);
    }

    @Override
    public TextFiles fitted(List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException {
        return TextColumns.fitted(this, files, compression, connection);
    }

    /** The column {@value #FIELDS} has the fields, as many as there are. */
    @Override
    public String call(List<String> paths, Compression compression, String more) {
        String file = more.contains("filename = ") ? "" : ", filename = " + SqlText.literal(StagedView.FILE);
        String newLine = text("record_delimiter").equals("\n") ? "\\n" : "\\r\\n";
        // Without a delimiter DuckDB takes a line for one field, and a NUL in it for an error. Of an empty line it makes a NULL.
        String lines = "read_csv(" + SqlText.list(paths) + ", columns = {" + SqlText.literal(LINE) + ": 'VARCHAR'},"
                + " auto_detect = false, header = false, skip = " + options.options().get("headers")
                + ", delim = '', quote = '', escape = '', new_line = " + SqlText.literal(newLine) + FieldFiles.encoding(options)
                + ", compression = " + SqlText.literal(compression.duckDbName()) + file + more + ")";
        String whole = LINE + " <> ''" + (hasEscapes() ? " AND " + endsWithinField() : "");
        String parted = "SELECT " + StagedView.FILE + ", " + fields() + " AS " + FIELDS + " FROM " + lines + " WHERE " + whole;
        return "(SELECT * FROM (" + parted + ")" + (isCounted() ? " WHERE " + hasAllFields() : "") + ")";
    }

    private String fields() {
        if (isOneField()) {
            return "[" + LINE + "]";
        }
        String delimiter = text("field_delimiter");
        String plain = "string_split(" + LINE + ", " + SqlText.literal(delimiter) + ")";
        if (!hasEscapes()) {
            return plain;
        }
        String field = "(?s)((?:\\\\.|[^\\\\])*?)\\Q" + delimiter + "\\E";
        return "CASE WHEN contains(" + LINE + ", '\\') THEN regexp_extract_all(" + LINE + " || " + SqlText.literal(delimiter) + ", "
                + SqlText.literal(field) + ", 1) ELSE " + plain + " END";
    }

    private static String endsWithinField() {
        return "CASE WHEN suffix(" + LINE + ", '\\') AND regexp_matches(" + LINE + ", " + ESCAPED_END + ") THEN error("
                + StagedView.FILE + " || " + SqlText.literal(TextColumns.FAULT
                        + "a line ends with a backslash; the end of a line within a field is written \\n") + ") ELSE true END";
    }

    private String hasAllFields() {
        return "CASE WHEN len(" + FIELDS + ") <> " + columns + " THEN error(" + StagedView.FILE + " || "
                + SqlText.literal(TextColumns.FAULT + "expected " + columns + (columns == 1 ? " column" : " columns") + ", found ")
                + " || len(" + FIELDS + ")) ELSE true END";
    }

    private boolean isCounted() {
        return columns > 0 && !isOneField() && options.options().get("error_on_column_count_mismatch").equals(true);
    }

    /** How many fields each line has. */
    static String count(String row) {
        return "len(" + row + "." + FIELDS + ")";
    }

    @Override
    public String field(int position, String row) {
        String raw = row + "." + FIELDS + "[" + position + "]";
        String value = raw;
        if (hasEscapes()) {
            value = "CASE WHEN contains(" + raw + ", '\\') THEN stagedoor_unescape(" + raw + ") ELSE " + raw + " END";
        }
        String isNull = trimmed(raw) + " = " + SqlText.literal(text("null_display"));
        value = "CASE WHEN " + isNull + " THEN NULL ELSE " + trimmed(value) + " END";
        if (options.options().get("empty_field_as").equals("Null")) {
            value = "nullif(" + value + ", '')";
        }
        return value + " AS " + SqlText.name(new ColumnPosition(position).label());
    }

    private String trimmed(String value) {
        return options.options().get("trim_space").equals(true) ? "trim(" + value + ", " + SPACES + ")" : value;
    }

    private boolean hasEscapes() {
        return !text("escape").isEmpty();
    }

    /** The whole line. */
    private boolean isOneField() {
        return text("field_delimiter").isEmpty();
    }

    @Override
    public int lastPosition() {
        return isOneField() ? 1 : ColumnPosition.MAX_POSITION;
    }

    @Override
    public String beyondLastPosition(int position) {
        return isOneField()
                ? "Query from TEXT line mode only supports $1 as column position"
                : "column position " + position + " doesn't exist";
    }
}
