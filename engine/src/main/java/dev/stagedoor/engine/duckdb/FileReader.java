package dev.stagedoor.engine.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
            case NDJSON -> new Ndjson();
            case PARQUET -> new Parquet();
            case TEXT, ORC, AVRO, ARROW, ARROW_STREAM ->
                throw unimplemented("querying " + format.type().name() + " files is not supported by this version of Stagedoor; it reads"
                        + " CSV, NDJSON and PARQUET");
            case JSON, XML, LANCE ->
                throw unimplemented("Unsupported file format in query stage. Supported formats: CSV, NDJSON, PARQUET");
        };
    }

    private static void requireReadable(FileFormat csv) {
        require(csv, "record_delimiter", List.of("\n", "\r\n"));
        require(csv, "trim_space", List.of(false));
        require(csv, "error_on_column_count_mismatch", List.of(true));
        require(csv, "allow_quoted_nulls", List.of(false));
        require(csv, "quoted_empty_field_as", List.of("String", "FieldDefault"));
        require(csv, "encoding_error_mode", List.of("strict"));
        require(csv, "escape", List.of("", csv.options().get("quote")));
        String encoding = (String) csv.options().get("encoding");
        if (!encoding.toUpperCase(Locale.ROOT).replace("-", "").equals("UTF8")) {
            throw notYet("ENCODING");
        }
        String delimiter = (String) csv.options().get("field_delimiter");
        String nothing = (String) csv.options().get("null_display");
        if (nothing.contains(delimiter) || nothing.contains((String) csv.options().get("quote"))) {
            throw notYet("NULL_DISPLAY");
        }
        if (delimiter.isEmpty() || delimiter.getBytes(StandardCharsets.UTF_8).length > MAX_DELIMITER_BYTES) {
            throw notYet("FIELD_DELIMITER");
        }
    }

    private static void require(FileFormat csv, String option, List<Object> readable) {
        if (!readable.contains(csv.options().get(option))) {
            throw notYet(option.toUpperCase(Locale.ROOT));
        }
    }

    private static StagedoorException notYet(String option) {
        return unimplemented("querying CSV files with this " + option + " is not supported by this version of Stagedoor");
    }

    private static StagedoorException unimplemented(String message) {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, message);
    }

    /** Every field is a text. @param columns how many the files have */
    record Csv(FileFormat options, int columns) implements FileReader {
        @Override
        public String format() {
            return "CSV";
        }

        /** The same files, with as many columns as they turned out to have. */
        Csv with(int found) {
            return new Csv(options, found);
        }

        @Override
        public String call(List<String> paths, Compression compression, String more) {
            String quote = (String) options.options().get("quote");
            List<String> nulls = new ArrayList<>(List.of((String) options.options().get("null_display")));
            if (options.options().get("empty_field_as").equals("Null")) {
                nulls.add("");
            }
            StringBuilder types = new StringBuilder("{");
            for (int i = 1; i <= columns; i++) {
                types.append(i == 1 ? "" : ", ").append(SqlText.literal(new ColumnPosition(i).label())).append(": 'VARCHAR'");
            }
            return "read_csv(" + SqlText.list(paths) + ", columns = " + types + "}, auto_detect = false, header = false, skip = "
                    + options.options().get("headers") + ", delim = "
                    + SqlText.literal((String) options.options().get("field_delimiter")) + ", quote = " + SqlText.literal(quote)
                    + ", escape = " + SqlText.literal(quote) + ", nullstr = " + SqlText.list(nulls)
                    + ", allow_quoted_nulls = false, compression = " + SqlText.literal(compression.duckDbName()) + more + ")";
        }

        @Override
        public String columns(Set<FileColumn> asked, String row) {
            List<String> selected = new ArrayList<>();
            selected.add(row + "." + SqlText.name(new ColumnPosition(1).label()));
            for (FileColumn column : asked) {
                if (column instanceof ColumnPosition(int position) && position > 1) {
                    String name = SqlText.name(column.label());
                    selected.add(position <= columns ? row + "." + name : "CAST(NULL AS VARCHAR) AS " + name);
                }
            }
            return String.join(", ", selected);
        }

        @Override
        public boolean hasNames() {
            return false;
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
