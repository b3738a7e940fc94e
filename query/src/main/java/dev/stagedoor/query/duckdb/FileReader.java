package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/** How DuckDB reads files of one format: which of its functions, with which options, and what the columns are. */
sealed interface FileReader {
    /** Longest object of NDJSON, in bytes; a line that is longer is an error. */
    int MAX_OBJECT_BYTES = 16 << 20;

    /** DuckDB takes no longer delimiter of fields. */
    int MAX_DELIMITER_BYTES = 4;

    /** The name of the format in what users are told. */
    String format();

    /** The call that reads some files, all compressed in the same way. */
    String call(List<String> paths, Compression compression, String more);

    /** What a select list of this call is: the columns the files have, and of those that are asked for what does not depend on the file. */
    String columns(Set<FileColumn> asked, String row);

    /** Whether {@code *} means something. */
    boolean hasNames();

    /** Files of fields, which are columns by their place. */
    sealed interface Fields extends FileReader {
        FileFormat options();

        /** How many columns the files have. */
        int columns();

        /** One column of a select list, under its label. */
        String field(int position, String row);

        /** An option that is a text. */
        default String text(String option) {
            return (String) options().options().get(option);
        }

        /** Always the first, so that there is one. */
        @Override
        default String columns(Set<FileColumn> asked, String row) {
            List<String> selected = new ArrayList<>();
            selected.add(field(1, row));
            for (FileColumn column : asked) {
                if (column instanceof ColumnPosition(int position) && position > 1) {
                    selected.add(field(position, row));
                }
            }
            return String.join(", ", selected);
        }

        /** The same files, with as many columns as they turned out to have. */
        Fields with(int found);

        @Override
        default boolean hasNames() {
            return false;
        }

        /**
         * The reader, for files with as many columns as these have.
         *
         * @param files all compressed in the same way
         * @throws StagedoorException 1006 when there are more than may be
         */
        Fields fitted(List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException;
    }

    /** The last column position that can be asked for. */
    int lastPosition();

    /** What is said of a position beyond. */
    String beyondLastPosition(int position);

    /** @throws StagedoorException 1002 for a format, or an option of it, that cannot be read yet */
    static FileReader of(FileFormat format) {
        return switch (format.type()) {
            case CSV -> {
                requireReadable(format);
                yield new Csv(format, 1);
            }
            case TEXT -> {
                Text.requireReadable(format);
                yield new Text(format, 1);
            }
            case NDJSON -> new Ndjson();
            case PARQUET -> new Parquet();
            case ORC, AVRO, ARROW, ARROW_STREAM ->
                throw unimplemented("querying " + format.type().name() + " files is not supported by this version of Stagedoor; it reads"
                        + " CSV, TEXT, NDJSON and PARQUET");
            case JSON, XML, LANCE ->
                throw unimplemented("Unsupported file format in query stage. Supported formats: CSV, TEXT, NDJSON, PARQUET");
        };
    }

    private static void requireReadable(FileFormat csv) {
        require(csv, "record_delimiter", List.of("\n", "\r\n"));
        require(csv, "trim_space", List.of(false));
        require(csv, "error_on_column_count_mismatch", List.of(true));
        // DuckDB does not tell an empty field without quotes from one in quotes.
        if (csv.options().get("quoted_empty_field_as").equals("Null") && !csv.options().get("empty_field_as").equals("Null")) {
            throw notYet(csv, "QUOTED_EMPTY_FIELD_AS");
        }
        // It takes no text for NULL that holds the escape, and what is in quotes cannot be told afterwards.
        boolean quotedNulls = csv.options().get("allow_quoted_nulls").equals(true);
        if (!quotedNulls && isEscapedByBackslash(csv) && ((String) csv.options().get("null_display")).contains("\\")) {
            throw notYet(csv, "ESCAPE");
        }
        requireEncoding(csv);
        String delimiter = (String) csv.options().get("field_delimiter");
        String nothing = (String) csv.options().get("null_display");
        if (nothing.contains(delimiter) || nothing.contains((String) csv.options().get("quote"))) {
            throw notYet(csv, "NULL_DISPLAY");
        }
        if (delimiter.isEmpty() || delimiter.getBytes(StandardCharsets.UTF_8).length > MAX_DELIMITER_BYTES) {
            throw notYet(csv, "FIELD_DELIMITER");
        }
    }

    private static void require(FileFormat format, String option, List<Object> readable) {
        if (!readable.contains(format.options().get(option))) {
            throw notYet(format, option.toUpperCase(Locale.ROOT));
        }
    }

    private static void requireEncoding(FileFormat format) {
        require(format, "encoding_error_mode", List.of("strict"));
        Charset encoding = Charset.forName((String) format.options().get("encoding"));
        if (!encoding.equals(StandardCharsets.UTF_8) && !encoding.equals(StandardCharsets.ISO_8859_1)) {
            throw notYet(format, "ENCODING");
        }
    }

    /** The option of DuckDB's reader. */
    private static String encoding(FileFormat format) {
        Charset encoding = Charset.forName((String) format.options().get("encoding"));
        return encoding.equals(StandardCharsets.ISO_8859_1) ? ", encoding = 'latin-1'" : "";
    }

    private static boolean isEscapedByBackslash(FileFormat csv) {
        return csv.options().get("escape").equals("\\");
    }

    private static StagedoorException notYet(FileFormat format, String option) {
        return unimplemented(
                "querying " + format.type() + " files with this " + option + " is not supported by this version of Stagedoor");
    }

    private static StagedoorException unimplemented(String message) {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, message);
    }

    /** Every field is a text. @param columns how many the files have */
    record Csv(FileFormat options, int columns) implements Fields {
        @Override
        public String format() {
            return "CSV";
        }

        @Override
        public Csv with(int found) {
            return new Csv(options, found);
        }

        @Override
        public Csv fitted(List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException {
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
                    + SqlText.list(nulls().isEmpty() ? List.of("") : nulls()) + ", allow_quoted_nulls = false" + encoding(options)
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

    /**
     * Fields without quotes, with escapes. DuckDB reads lines; what is in them is taken apart here.
     *
     * @param columns how many the files have; of no line is it asked how many it has when this is 0
     */
    record Text(FileFormat options, int columns) implements Fields {
        /** The fields of a line, as written. */
        private static final String FIELDS = "stagedoor_fields";

        private static final String LINE = "stagedoor_line";

        /** What Rust's {@code trim_ascii} takes away, with which Databend trims. */
        private static final String SPACES = "' ' || chr(9) || chr(10) || chr(12) || chr(13)";

        /** A backslash that ends a line, and is not the second of two: the end of the line would belong to the field. */
        private static final String ESCAPED_END = "'(^|[^\\\\])(\\\\\\\\)*\\\\$'";

        private static void requireReadable(FileFormat text) {
            require(text, "record_delimiter", List.of("\n", "\r\n"));
            requireEncoding(text);
            String delimiter = (String) text.options().get("field_delimiter");
            if (delimiter.contains("\n") || delimiter.contains("\r") || delimiter.contains("\\")) {
                throw notYet(text, "FIELD_DELIMITER");
            }
        }

        @Override
        public String format() {
            return "TEXT";
        }

        @Override
        public Text with(int found) {
            return new Text(options, found);
        }

        @Override
        public Text fitted(List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException {
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
                    + ", delim = '', quote = '', escape = '', new_line = " + SqlText.literal(newLine) + encoding(options)
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

    /** {@code $1} is the object of a line. */
    record Ndjson() implements FileReader {
        @Override
        public String format() {
            return "NDJSON";
        }

        @Override
        public String call(List<String> paths, Compression compression, String more) {
            return "read_json_objects(" + SqlText.list(paths) + ", format = 'newline_delimited', maximum_object_size = " + MAX_OBJECT_BYTES
                    + ", compression = " + SqlText.literal(compression.duckDbName()) + more + ")";
        }

        @Override
        public String columns(Set<FileColumn> asked, String row) {
            return row + ".json AS " + SqlText.name(new ColumnPosition(1).label());
        }

        @Override
        public boolean hasNames() {
            return false;
        }

        @Override
        public int lastPosition() {
            return 1;
        }

        @Override
        public String beyondLastPosition(int position) {
            return "column position " + position + " doesn't exist";
        }
    }

    /** Columns by their names; {@code $1} is the whole row. Compression is inside of the file. */
    record Parquet() implements FileReader {
        /** What the engine adds for columns that are asked for; not the user's. */
        private static final List<String> ADDED = List.of(StagedView.FILE, StagedView.ROW_NUMBER);

        @Override
        public String format() {
            return "parquet";
        }

        @Override
        public String call(List<String> paths, Compression compression, String more) {
            return "read_parquet(" + SqlText.list(paths) + more + ")";
        }

        @Override
        public String columns(Set<FileColumn> asked, String row) {
            List<String> added = ADDED.stream().filter(column -> StagedView.adds(asked, column)).map(SqlText::name).toList();
            String columns = row + ".*" + (added.isEmpty() ? "" : " EXCLUDE (" + String.join(", ", added) + ")");
            if (!asked.contains(new ColumnPosition(1))) {
                return columns;
            }
            String json = "to_json(" + row + ")";
            if (!added.isEmpty()) {
                // A null in a merge patch takes the member away (RFC 7396).
                String patch = String.join(", ", added.stream().map(name -> name + ": null").toList());
                json = "json_merge_patch(" + json + ", '{" + patch + "}')";
            }
            return columns + ", " + json + " AS " + SqlText.name(new ColumnPosition(1).label());
        }

        @Override
        public boolean hasNames() {
            return true;
        }

        @Override
        public int lastPosition() {
            return 1;
        }

        @Override
        public String beyondLastPosition(int position) {
            return "Query from parquet file only support $1 as column position";
        }
    }
}
