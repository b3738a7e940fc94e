package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.LineRowFile.NoJson;
import dev.stagedoor.query.text.LineRowFile;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import java.nio.charset.Charset;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Files of TEXT: fields without quotes, with escapes. DuckDB reads their lines where it keeps to the options, {@link LineRowFile} where it
 * does not; what is in the lines is taken apart here.
 *
 * @param columns how many the files have; of no line is it asked how many it has when this is 0
 */
record TextFiles(FileFormat options, int columns) implements FieldFiles {
    /** The fields of a line, as written. */
    private static final String FIELDS = "stagedoor_fields";

    private static final String LINE = LineRowFile.LINE.name();

    /** What Rust's {@code trim_ascii} takes away, with which Databend trims. */
    private static final String SPACES = "' ' || chr(9) || chr(10) || chr(12) || chr(13)";

    /** A backslash that ends a line, and is not the second of two: the end of the line would belong to the field. */
    private static final String ESCAPED_END = "'(^|[^\\\\])(\\\\\\\\)*\\\\$'";

    /** What is wrong with such a line, as an expression. */
    private static final String TOO_FAR =
            SqlText.literal("a line ends with a backslash; the end of a line within a field is written \\n");

    /** @throws StagedoorException 1006 when two of the delimiters cannot be told apart */
    static void requireReadable(FileFormat text) {
        String end = (String) text.options().get("record_delimiter");
        String delimiter = (String) text.options().get("field_delimiter");
        boolean escaped = !((String) text.options().get("escape")).isEmpty();
        boolean endsWithLine = end.equals("\n") || end.equals("\r\n");
        boolean holdsEnd = endsWithLine ? delimiter.contains("\n") || delimiter.contains("\r") : delimiter.contains(end);
        if (holdsEnd || escaped && (delimiter.contains("\\") || end.equals("\\"))) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "RECORD_DELIMITER, FIELD_DELIMITER and ESCAPE of a TEXT format must not hold one another");
        }
    }

    @Override
    public boolean needsJava(Compression compression, Added added) {
        return added.needsJava() || !compression.isKnownToDuckDb() || !FieldFiles.isPlainText(options);
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
    public Optional<FieldFiles> fitted(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException {
        for (StagedFile file : files) {
            int found = count(file, compression, added, reading);
            FieldFiles.requireFewColumns(format(), file, found);
            if (found > 0) {
                return Optional.of(with(found));
            }
        }
        return Optional.empty();
    }

    /** Of a line without fields, because something is wrong with it, one. */
    private int count(StagedFile file, Compression compression, Added added, Reading reading) throws SQLException {
        try (QueryScans scans = reading.scans().another()) {
            Added told = new Added(false, false, added.fault(), false);
            String first = "SELECT coalesce(len(" + FIELDS + "), 1) FROM "
                    + with(0).call(List.of(file), compression, told, reading.with(scans)) + " LIMIT 1";
            return new TextCheck(with(0), List.of(file), compression)
                    .read(first, rows -> rows.next() ? rows.getInt(1) : 0, reading.with(scans));
        }
    }

    /** The column {@value #FIELDS} has the fields, as many as there are. */
    @Override
    public String call(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException {
        if (needsJava(compression, added)) {
            return callOfJava(files, compression, added, reading);
        }
        // Without a delimiter DuckDB takes a line for one field, and a NUL in it for an error. Of an empty line it makes a NULL.
        String lines = "read_csv(" + reading.paths().of(files) + ", columns = {" + SqlText.literal(LINE) + ": 'VARCHAR'},"
                + " auto_detect = false, header = false, skip = " + options.options().get("headers")
                + ", delim = '', quote = '', escape = '', new_line = " + (endsWithLineFeed() ? "'\\n'" : "'\\r\\n'")
                + ", compression = " + SqlText.literal(compression.duckDbName()) + reading.buffers().options() + added.andFile().options()
                + ")";
        return parted(lines, false, false);
    }

    private boolean endsWithLineFeed() {
        return text("record_delimiter").equals("\n");
    }

    @Override
    public String callOfJava(List<StagedFile> files, Compression compression, Added added, Reading reading) {
        LineRowFile.Lines lines = new LineRowFile.Lines(
                Charset.forName(text("encoding")),
                text("encoding_error_mode").equals("replace"),
                text("record_delimiter"),
                true,
                (Long) options.options().get("headers"),
                LineRowFile.MAX_TEXT_CHARS,
                NoJson.TAKEN);
        return parted(linesOfJava(files, compression, lines, reading), true, added.fault());
    }

    /** The lines of files that Java reads, with their numbers, the path of the file, and the number of the row in it. */
    static String linesOfJava(List<StagedFile> files, Compression compression, LineRowFile.Lines lines, Reading reading) {
        FileRows rows = FileRows.of(files, file -> LineRowFile.open(file, reading.text(compression), lines));
        return "(" + reading.scans().select(rows.schema(), rows) + ")";
    }

    /**
     * @param numbered whether the lines have their numbers with them
     * @param told whether the column {@value #FAULT} tells what is wrong with a line, which has no fields then; else it fails the query
     */
    private String parted(String lines, boolean numbered, boolean told) {
        String whole = LINE + " <> ''" + (hasEscapes() && !told ? " AND " + requireSound(endsWithinField(), TOO_FAR, numbered) : "");
        String parted = told ? "SELECT * EXCLUDE (" + FAULT + "), " : "SELECT *, ";
        parted += fields() + " AS " + FIELDS + " FROM " + lines + " WHERE " + whole;
        if (!told) {
            String sound = isCounted() ? " WHERE " + requireSound(isUnequal(), unequal(), numbered) : "";
            return "(SELECT * FROM (" + parted + ")" + sound + ")";
        }
        String fault = "CASE " + (hasEscapes() ? "WHEN " + endsWithinField() + " THEN " + TOO_FAR : "WHEN false THEN ''")
                + (isCounted() ? " WHEN " + isUnequal() + " THEN " + unequal() : "") + " END";
        return "(SELECT * REPLACE (CASE WHEN " + FAULT + " IS NULL THEN " + FIELDS + " END AS " + FIELDS + ") FROM (SELECT *, " + fault
                + " AS " + FAULT + " FROM (" + parted + ")))";
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
        return "suffix(" + LINE + ", '\\') AND regexp_matches(" + LINE + ", " + ESCAPED_END + ")";
    }

    private String isUnequal() {
        return "len(" + FIELDS + ") <> " + columns;
    }

    /** What is wrong with a line that has fewer or more fields, as an expression. */
    private String unequal() {
        return SqlText.literal("expected " + columns + (columns == 1 ? " column" : " columns") + ", found ") + " || len(" + FIELDS + ")";
    }

    /** A condition that is true, or fails the query. */
    private static String requireSound(String wrong, String reason, boolean numbered) {
        return "CASE WHEN " + wrong + " THEN " + TextFault.error(numbered, reason) + " ELSE true END";
    }

    private boolean isCounted() {
        return columns > 0 && !isOneField() && options.options().get("error_on_column_count_mismatch").equals(true);
    }

    @Override
    public String field(int position, String row) {
        String raw = row + "." + FIELDS + "[" + position + "]";
        String value = raw;
        if (hasEscapes()) {
            String plain = "stagedoor_unescape(" + raw + ", " + escapedDelimiter() + ")";
            value = "CASE WHEN contains(" + raw + ", '\\') THEN " + plain + " ELSE " + raw + " END";
        }
        String isNull = trimmed(raw) + " = " + SqlText.literal(text("null_display"));
        value = "CASE WHEN " + isNull + " THEN NULL ELSE " + trimmed(value) + " END";
        if (options.options().get("empty_field_as").equals("Null")) {
            value = "nullif(" + value + ", '')";
        }
        return value + " AS " + SqlText.name(new ColumnPosition(position).label());
    }

    /** Databend's own unload writes a backslash before the first character of the delimiter. Behind one, letters mean something else. */
    private String escapedDelimiter() {
        String delimiter = text("field_delimiter");
        boolean isEscape = delimiter.isEmpty() || Character.isLetterOrDigit(delimiter.charAt(0));
        return SqlText.literal(isEscape ? "'" : delimiter.substring(0, delimiter.offsetByCodePoints(0, 1)));
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
