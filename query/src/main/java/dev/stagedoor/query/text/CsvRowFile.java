package dev.stagedoor.query.text;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.query.format.UnreadableFileException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of CSV, read by FastCSV with every option of its format. Where DuckDB's reader keeps to the options too, both give the same rows
 * and refuse the same files; CsvReadersPropertyTest holds them together.
 */
public final class CsvRowFile implements RowFile {
    /** Longest record, in characters, delimiters and quotes not counted. DuckDB takes as many bytes. */
    public static final int MAX_RECORD_CHARS = 2_000_000;

    /** The column of what is wrong with a record: behind those of its fields. */
    public static final Column FAULT = Column.nullableString("stagedoor_fault");

    /** The column of which fields are empty and not in quotes, as {@code ,1,4,}: behind that. */
    public static final Column EMPTY_FIELDS = Column.nullableString("stagedoor_empty");

    private final CsvDialect dialect;
    private final boolean counted;
    private final boolean told;
    private final int columns;
    private final CsvCharacters text;

    private CsvRowFile(CsvDialect dialect, boolean counted, boolean told, int columns, CsvCharacters text) {
        this.dialect = dialect;
        this.counted = counted;
        this.told = told;
        this.columns = columns;
        this.text = text;
    }

    /** @throws dev.stagedoor.errors.StagedoorException 1006 when two of the delimiters of a format cannot be told apart */
    public static void requireReadable(FileFormat format) {
        CsvDialect.of(format);
    }

    /**
     * Opens a file.
     *
     * @param columns how many columns are told; a record that has fewer or more fields is an error where the format says so, else what it
     *     has not is NULL and what it has more is passed over
     * @param told whether such an error is told in the column {@link #FAULT} of the record; else it ends the rows
     * @throws UnreadableFileException when it is not compressed in this way
     */
    public static CsvRowFile open(Path file, TextInput input, FileFormat format, int columns, boolean told) throws IOException {
        CsvDialect dialect = CsvDialect.of(format);
        boolean counted = format.options().get("error_on_column_count_mismatch").equals(true);
        Reader decoded = input.open(file, dialect.encoding(), dialect.replacing());
        return new CsvRowFile(dialect, counted, told, columns, new CsvCharacters(decoded, dialect));
    }

    /**
     * How many fields the first record of a file has that is neither skipped nor an empty line.
     *
     * @return 0 when there is none
     */
    public static int count(Path file, TextInput input, FileFormat format) throws IOException {
        try (CsvRowFile open = open(file, input, format, 0, false)) {
            Records records = open.new Records(List.of());
            return records.advance() ? records.fields.count() : 0;
        }
    }

    @Override
    public List<Column> columns() {
        return Stream.concat(
                        IntStream.rangeClosed(1, columns)
                                .mapToObj(position -> Column.nullableString(new ColumnPosition(position).label())),
                        Stream.of(FAULT, EMPTY_FIELDS))
                .toList();
    }

    @Override
    public RowCursor rows(List<Integer> wanted) {
        return new Records(wanted);
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException _) {
            // It was read only.
        }
    }

    /** The fields of one record, of which only those are kept that are wanted. */
    private static final class Fields extends AbstractBaseCsvCallbackHandler<Fields> {
        private final CsvDialect dialect;
        private final int columns;
        private final @Nullable String[] values;
        private final boolean[] wanted;
        private final boolean tellsEmpty;
        private final StringBuilder empty = new StringBuilder();
        private long chars;
        private boolean hasMore;

        private Fields(CsvDialect dialect, int columns, List<Integer> wanted) {
            this.dialect = dialect;
            this.columns = columns;
            List<Integer> fields = wanted.stream().filter(column -> column < columns).toList();
            int most = fields.stream().mapToInt(column -> column + 1).max().orElse(0);
            values = new @Nullable String[most];
            this.wanted = new boolean[most];
            fields.forEach(column -> this.wanted[column] = true);
            tellsEmpty = wanted.contains(columns + 1);
        }

        @Override
        protected void handleBegin(long line) {
            Arrays.fill(values, null);
            empty.setLength(0);
            chars = 0;
            hasMore = false;
        }

        @Override
        protected void handleField(int field, char[] buffer, int from, int length, boolean quoted) {
            chars += length;
            if (chars > MAX_RECORD_CHARS) {
                throw new UnreadableFileException(line(), TOO_LONG);
            }
            boolean isWanted = field < wanted.length && wanted[field];
            if (isWanted || field >= columns) {
                String written = CsvCharacters.restored(dialect, buffer, from, length, quoted);
                hasMore |= field >= columns && (quoted || !dialect.isNull(written));
                if (isWanted) {
                    values[field] = dialect.value(written, quoted);
                    if (tellsEmpty && !quoted && dialect.isEmpty(written)) {
                        empty.append(empty.isEmpty() ? "," : "").append(field + 1).append(',');
                    }
                }
            }
        }

        private @Nullable String emptyFields() {
            return empty.isEmpty() ? null : empty.toString();
        }

        @Override
        protected Fields buildRecord() {
            return this;
        }

        private boolean isEmptyLine() {
            return getRecordType() == RecordType.EMPTY;
        }

        private int count() {
            return getFieldCount();
        }

        private long line() {
            return getStartingLineNumber();
        }
    }

    private static final String TOO_LONG = "the line is longer than " + MAX_RECORD_CHARS / 1_000_000 + " MB";

    private final class Records implements RowCursor {
        private final List<Integer> wanted;
        private final Fields fields;
        private final Iterator<Fields> records;
        private long skipped;
        private @Nullable String fault;

        private Records(List<Integer> wanted) {
            this.wanted = wanted;
            fields = new Fields(dialect, columns, wanted);
            records = CsvReader.builder()
                    .fieldSeparator(CsvCharacters.delimiter(dialect))
                    .quoteCharacter(dialect.quote())
                    .trimWhitespacesAroundQuotes(true)
                    .allowUnclosedQuote(false)
                    .skipEmptyLines(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .maxBufferSize(MAX_RECORD_CHARS)
                    .build(fields, text)
                    .iterator();
        }

        @Override
        public @Nullable Row next() {
            return advance() ? row() : null;
        }

        /** To the next record that is a row. */
        private boolean advance() {
            while (hasNext()) {
                records.next();
                if (skipped < dialect.skipped()) {
                    skipped++;
                } else if (!fields.isEmptyLine()) {
                    requireCount();
                    return true;
                } else if (counted && columns == 1 && dialect.isNull("")) {
                    // DuckDB takes it for a record.
                    fault = null;
                    return true;
                }
            }
            return false;
        }

        private boolean hasNext() {
            try {
                return records.hasNext();
            } catch (CsvParseException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e.getCause() instanceof RuntimeException ours
                        ? ours
                        : new UnreadableFileException(fields.line(), fault(String.valueOf(e.getMessage())), e);
            }
        }

        /** Fields behind the last column that are NULL are passed over, as DuckDB does. */
        private void requireCount() {
            fault = null;
            if (counted && columns > 0 && (fields.count() < columns || fields.hasMore)) {
                fault = "expected " + columns + (columns == 1 ? " column" : " columns") + ", found " + fields.count();
                if (!told) {
                    throw new UnreadableFileException(fields.line(), fault);
                }
            }
        }

        private Row row() {
            @Nullable Object[] cells = new @Nullable Object[wanted.size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(wanted.get(i));
            }
            return Row.of(cells);
        }

        private @Nullable String cell(int column) {
            if (column == columns) {
                return fault;
            }
            if (fault != null) {
                return null;
            }
            if (column == columns + 1) {
                return fields.emptyFields();
            }
            return fields.isEmptyLine() && column == 0 ? dialect.value("", false) : fields.values[column];
        }

        @Override
        public void close() {
            CsvRowFile.this.close();
        }
    }

    /** FastCSV tells its errors apart by their texts alone, which quote the file. */
    private static String fault(String told) {
        if (told.startsWith("Unclosed quoted field")) {
            return "a quoted field has no end";
        }
        if (told.startsWith("Unexpected character after closing quote")) {
            return "a quoted field goes on behind its closing quote";
        }
        return told.startsWith("The maximum buffer size") ? TOO_LONG : "it cannot be read as CSV with the options of its format";
    }
}
