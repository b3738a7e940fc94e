package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * Files of CSV, read by DuckDB. Every field is a text.
 *
 * @param columns how many the files have
 */
record CsvFiles(FileFormat options, int columns) implements FieldFiles {
    /** DuckDB takes no longer delimiter of fields. */
    private static final int MAX_DELIMITER_BYTES = 4;

    static void requireReadable(FileFormat csv) {
        FieldFiles.require(csv, "record_delimiter", List.of("\n", "\r\n"));
        FieldFiles.require(csv, "trim_space", List.of(false));
        FieldFiles.require(csv, "error_on_column_count_mismatch", List.of(true));
        // DuckDB does not tell an empty field without quotes from one in quotes.
        if (csv.options().get("quoted_empty_field_as").equals("Null") && !csv.options().get("empty_field_as").equals("Null")) {
            throw FieldFiles.notYet(csv, "QUOTED_EMPTY_FIELD_AS");
        }
        // It takes no text for NULL that holds the escape, and what is in quotes cannot be told afterwards.
        boolean quotedNulls = csv.options().get("allow_quoted_nulls").equals(true);
        if (!quotedNulls && isEscapedByBackslash(csv) && ((String) csv.options().get("null_display")).contains("\\")) {
            throw FieldFiles.notYet(csv, "ESCAPE");
        }
        FieldFiles.requireEncoding(csv);
        String delimiter = (String) csv.options().get("field_delimiter");
        String nothing = (String) csv.options().get("null_display");
        if (nothing.contains(delimiter) || nothing.contains((String) csv.options().get("quote"))) {
            throw FieldFiles.notYet(csv, "NULL_DISPLAY");
        }
        if (delimiter.isEmpty() || delimiter.getBytes(StandardCharsets.UTF_8).length > MAX_DELIMITER_BYTES) {
            throw FieldFiles.notYet(csv, "FIELD_DELIMITER");
        }
    }

    private static boolean isEscapedByBackslash(FileFormat csv) {
        return csv.options().get("escape").equals("\\");
    }

    @Override
    public String format() {
        return "CSV";
    }

    @Override
    public CsvFiles with(int found) {
        return new CsvFiles(options, found);
    }

    @Override
    public CsvFiles fitted(List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException {
        return CsvColumns.fitted(this, files, compression, connection);
    }

    @Override
    public String call(List<String> paths, Compression compression, String more) {
        String quote = text("quote");
        StringBuilder types = new StringBuilder("{");
        for (int i = 1; i <= columns; i++) {
            types.append(i == 1 ? "" : ", ").append(SqlText.literal(new ColumnPosition(i).label())).append(": 'VARCHAR'");
        }
        return "read_csv(" + SqlText.list(paths) + ", columns = " + types + "}, auto_detect = false, header = false, skip = "
                + options.options().get("headers") + ", delim = "
                + SqlText.literal((String) options.options().get("field_delimiter")) + ", quote = " + SqlText.literal(quote)
                + ", escape = " + SqlText.literal(isEscapedByBackslash(options) ? "\\" : quote) + ", nullstr = "
                + SqlText.list(nulls().isEmpty() ? List.of("") : nulls()) + ", allow_quoted_nulls = false" + FieldFiles.encoding(options)
                + ", compression = " + SqlText.literal(compression.duckDbName()) + more + ")";
    }

    /** What is NULL without quotes. DuckDB takes nothing that holds the escape, and not nothing at all. */
    private List<String> nulls() {
        List<String> nulls = new ArrayList<>();
        if (!isEscapedByBackslash(options) || !text("null_display").contains("\\")) {
            nulls.add(text("null_display"));
        }
        if (text("empty_field_as").equals("Null")) {
            nulls.add("");
        }
        return nulls;
    }

    /** Without what is NULL in quotes too: DuckDB would take an empty field in quotes for one as well. */
    @Override
    public String field(int position, String row) {
        String name = SqlText.name(new ColumnPosition(position).label());
        if (position > columns) {
            return "CAST(NULL AS VARCHAR) AS " + name;
        }
        String value = nulls().isEmpty() ? "coalesce(" + row + "." + name + ", '')" : row + "." + name;
        if (options.options().get("allow_quoted_nulls").equals(true)) {
            value = "nullif(" + value + ", " + SqlText.literal(text("null_display")) + ")";
        }
        if (text("quoted_empty_field_as").equals("Null")) {
            value = "nullif(" + value + ", '')";
        }
        return value + " AS " + name;
    }

    @Override
    public int lastPosition() {
        return ColumnPosition.MAX_POSITION;
    }

    @Override
    public String beyondLastPosition(int position) {
        return "column position " + position + " doesn't exist";
    }
}
