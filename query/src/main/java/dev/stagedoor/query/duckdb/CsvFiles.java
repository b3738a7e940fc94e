package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.CsvRowFile;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Files of CSV: every field is a text. DuckDB reads them where it keeps to the options, {@link CsvRowFile} where it does not.
 *
 * @param columns how many the files have
 */
record CsvFiles(FileFormat options, int columns) implements FieldFiles {
    /** DuckDB takes no longer delimiter of fields. */
    private static final int MAX_DELIMITER_BYTES = 4;

    /** DuckDB reads a file of less with one thread. */
    private static final long SMALL_BYTES = 1 << 20;

    /** @throws StagedoorException 1006 when two of the delimiters cannot be told apart */
    static void requireReadable(FileFormat csv) {
        CsvRowFile.requireReadable(csv);
    }

    /** Whether DuckDB's reader keeps to all of the options. */
    private boolean isKnownToDuckDb() {
        String delimiter = text("field_delimiter");
        String nothing = text("null_display");
        // DuckDB does not tell an empty field without quotes from one in quotes.
        boolean tellsEmpty = !text("quoted_empty_field_as").equals("Null") || text("empty_field_as").equals("Null");
        // With another escape than the quote, a doubled quote is an error to it, and a text for NULL may not hold the escape.
        boolean doublesQuotes = text("escape").isEmpty();
        return FieldFiles.isPlainText(options)
                && tellsEmpty
                && doublesQuotes
                && isCounted()
                && options.options().get("trim_space").equals(false)
                && !nothing.contains(delimiter)
                && !nothing.contains(text("quote"))
                && delimiter.getBytes(StandardCharsets.UTF_8).length <= MAX_DELIMITER_BYTES;
    }

    /** Whether all records must have as many fields as the first. */
    private boolean isCounted() {
        return options.options().get("error_on_column_count_mismatch").equals(true);
    }

    @Override
    public boolean needsJava(Compression compression, Added added) {
        return added.needsJava() || !compression.isKnownToDuckDb() || !isKnownToDuckDb();
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
    public Optional<FieldFiles> fitted(List<StagedFile> files, Compression compression, Added added, Reading reading) {
        for (StagedFile file : files) {
            int found = FileRows.read(file, () -> CsvRowFile.count(file.path(), reading.text(compression), options));
            FieldFiles.requireFewColumns(format(), file, found);
            if (found > 0) {
                return Optional.of(with(found));
            }
        }
        return Optional.empty();
    }

    @Override
    public String call(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException {
        if (needsJava(compression, added)) {
            return callOfJava(files, compression, added, reading);
        }
        boolean parallel = compression == Compression.NONE && mayBeParallel(files, reading);
        String quote = text("quote");
        StringBuilder types = new StringBuilder("{");
        for (int i = 1; i <= columns; i++) {
            types.append(i == 1 ? "" : ", ").append(SqlText.literal(new ColumnPosition(i).label())).append(": 'VARCHAR'");
        }
        return "read_csv(" + reading.paths().of(files) + ", columns = " + types + "}, auto_detect = false, header = false, skip = "
                + options.options().get("headers") + ", delim = " + SqlText.literal(text("field_delimiter")) + ", quote = "
                + SqlText.literal(quote) + ", escape = " + SqlText.literal(quote) + ", nullstr = " + SqlText.list(nulls())
                + ", allow_quoted_nulls = false, compression = " + SqlText.literal(compression.duckDbName())
                + ", parallel = " + parallel + reading.buffers().options() + added.options() + ")";
    }

    /**
     * Whether several threads may read each of the files.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1046 for a file that is not UTF-8
     */
    private boolean mayBeParallel(List<StagedFile> files, Reading reading) throws SQLException {
        char quote = text("quote").charAt(0);
        boolean parallel = true;
        for (StagedFile file : files) {
            CsvScan.Found found = reading.csvScans().look(file.path(), quote, reading.cancellation());
            if (!found.utf8()) {
                throw new TextCheck(this, List.of(file), Compression.NONE).notUtf8(file, reading);
            }
            parallel &= !found.quotedLineEnds() || file.size() < SMALL_BYTES;
        }
        return parallel;
    }

    @Override
    public String callOfJava(List<StagedFile> files, Compression compression, Added added, Reading reading) {
        int declared = isCounted() ? columns : ColumnPosition.MAX_POSITION;
        FileRows rows = FileRows.of(files, file -> CsvRowFile.open(file, reading.text(compression), options, declared, added.fault()));
        return "(" + reading.scans().select(rows.schema(), rows) + ")";
    }

    /** What is NULL without quotes. */
    private List<String> nulls() {
        return text("empty_field_as").equals("Null") ? List.of(text("null_display"), "") : List.of(text("null_display"));
    }

    /** DuckDB leaves alone what is NULL in quotes; after Java nothing is left to do. */
    @Override
    public String field(int position, String row) {
        String name = SqlText.name(new ColumnPosition(position).label());
        if (isCounted() && position > columns) {
            return "CAST(NULL AS VARCHAR) AS " + name;
        }
        String value = row + "." + name;
        if (!isKnownToDuckDb()) {
            return value + " AS " + name;
        }
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
