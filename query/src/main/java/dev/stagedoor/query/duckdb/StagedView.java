package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.CsvRowFile;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import dev.stagedoor.sql.QueryPart.RecordColumn;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Staged files as a view of one connection over DuckDB's own readers, which take only what the query needs of a file. What the view says of
 * the files themselves comes from a temporary table beside it.
 */
final class StagedView {
    /** The column in which DuckDB's readers tell the path of the file a row is in. */
    static final String FILE = "stagedoor_file";

    /** The column in which DuckDB's Parquet reader counts the rows of a file. */
    static final String ROW_NUMBER = "file_row_number";

    private static final String NO_TEXT = "CAST(NULL AS VARCHAR)";

    private static final List<Column> FILES = List.of(
            Column.string(FILE),
            Column.string(FileMetadata.FILENAME.label()),
            Column.string(FileMetadata.FILE_PATH.label()),
            Column.string(FileMetadata.FILE_BASENAME.label()),
            Column.nullableString(FileMetadata.FILE_CONTENT_KEY.label()),
            Column.of(FileMetadata.FILE_LAST_MODIFIED.label(), Scalar.TIMESTAMP));

    private final StagedSource source;
    private final List<StagedFile> files;
    private final Reading reading;
    private final List<TextCheck> checks = new ArrayList<>();

    private StagedView(StagedSource source, List<StagedFile> files, Reading reading) {
        this.source = source;
        this.files = files;
        this.reading = reading;
    }

    /**
     * Makes the view; it and what it needs go with the connection.
     *
     * @return what can be looked at when a query of it fails
     */
    static List<TextCheck> create(StagedSource source, List<StagedFile> files, Reading reading) throws SQLException {
        StagedView view = new StagedView(source, files, reading);
        view.create();
        return view.checks;
    }

    private void create() throws SQLException {
        FileReader reader = FileReader.of(source.format());
        if (reader.hasNames() && files.isEmpty()) {
            throw new StagedoorException(
                    ErrorCode.SEMANTIC, "no files found. specify a prefix/pattern/files that matches at least one file");
        }
        if (Added.of(source.asked()).file()) {
            RelationLoader.load(source.table() + "_files", FILES, rows(), reading.connection(), reading.cancellation());
        }
        List<String> selects = switch (reader) {
            case DuckDbFiles known -> selects(known);
            case JavaFiles known when !files.isEmpty() -> List.of(select(known));
            case JavaFiles _ -> List.of();
        };
        if (selects.isEmpty()) {
            selects = List.of(nothing(reader));
        }
        execute("CREATE TEMP VIEW " + SqlText.name(source.table()) + " AS " + String.join(" UNION ALL ", selects));
    }

    private Map<Compression, List<StagedFile>> byCompression() {
        Map<Compression, List<StagedFile>> groups = new EnumMap<>(Compression.class);
        for (StagedFile file : files) {
            groups.computeIfAbsent(Compression.of(source.format(), file.name(), file.path()), _ -> new ArrayList<>()).add(file);
        }
        return groups;
    }

    private List<String> selects(DuckDbFiles reader) throws SQLException {
        List<String> selects = new ArrayList<>();
        for (var group : byCompression().entrySet()) {
            select(reader, group.getValue(), group.getKey()).ifPresent(selects::add);
        }
        return selects;
    }

    /** @return empty when the files have no record */
    private Optional<String> select(DuckDbFiles reader, List<StagedFile> group, Compression compression) throws SQLException {
        Added added = Added.of(source.asked());
        boolean byJava = reader.needsJava(compression, added);
        List<StagedFile> notUtf8 = byJava
                ? List.of()
                : group.stream().filter(file -> CompressedFile.requireWhole(file, compression, reading)).toList();
        if (reader instanceof ParquetFiles) {
            ParquetTypes.requireSame(group, reading);
        }
        Optional<? extends DuckDbFiles> fitted =
                reader instanceof FieldFiles fields ? fitted(fields, group, compression) : Optional.of(reader);
        if (fitted.isEmpty()) {
            return Optional.empty();
        }
        DuckDbFiles fitting = fitted.get();
        if (fitting instanceof TextualFiles text && !byJava) {
            TextCheck check = new TextCheck(text, group, compression);
            if (!notUtf8.isEmpty()) {
                throw check.notUtf8(notUtf8.getFirst(), reading);
            }
            checks.add(check);
        }
        String call = fitting.call(group, compression, added, reading);
        String columns = fitting.columns(source.asked(), "r");
        return Optional.of(select(columns, call, byJava ? FileRows.ROW_NUMBER : ROW_NUMBER, fitting instanceof TextualFiles));
    }

    private Optional<FieldFiles> fitted(FieldFiles reader, List<StagedFile> group, Compression compression) throws SQLException {
        Optional<FieldFiles> found = reader.fitted(group, compression, Added.of(source.asked()), reading);
        return source.fields().isPresent() ? found.map(each -> each.with(source.fields().getAsInt())) : found;
    }

    private String select(JavaFiles reader) {
        FileRows rows = FileRows.of(files, file -> reader.open(file, source.asked()));
        String columns = rows.columns().stream().map(column -> "r." + SqlText.name(column.name())).collect(Collectors.joining(", "));
        if (reader.hasNames() && source.asked().contains(new ColumnPosition(1))) {
            String fields = rows.columns().stream()
                    .map(column -> SqlText.literal(column.name()) + ": r." + SqlText.name(column.name()))
                    .collect(Collectors.joining(", "));
            columns += ", to_json({" + fields + "}) AS " + SqlText.name(new ColumnPosition(1).label());
        }
        return select(columns, "(" + reading.scans().select(rows.schema(), rows) + ")", FileRows.ROW_NUMBER, false);
    }

    /** @param records whether the rows are records of text */
    private String select(String columns, String from, String rowNumber, boolean records) {
        StringBuilder select = new StringBuilder("SELECT ").append(columns);
        for (FileColumn column : source.asked()) {
            if (column == FileMetadata.FILE_ROW_NUMBER) {
                select.append(", CAST(r.").append(rowNumber).append(" AS UBIGINT) AS ").append(SqlText.name(column.label()));
            } else if (column instanceof FileMetadata) {
                select.append(", f.").append(SqlText.name(column.label()));
            } else if (column instanceof RecordColumn ofRecord) {
                select.append(", ").append(records ? of(ofRecord) : NO_TEXT).append(" AS ").append(SqlText.name(column.label()));
            }
        }
        select.append(" FROM ").append(from).append(" r");
        if (Added.of(source.asked()).file()) {
            select.append(" JOIN temp.main.").append(SqlText.name(source.table() + "_files")).append(" f ON r.").append(FILE);
            select.append(" = f.").append(FILE);
        }
        return select.toString();
    }

    private String of(RecordColumn column) {
        return switch (column) {
            case FAULT -> "r." + TextualFiles.FAULT;
            case EMPTY_FIELDS -> source.format().type() == FileFormatType.CSV ? "r." + CsvRowFile.EMPTY_FIELDS.name() : NO_TEXT;
        };
    }

    /** The columns that are asked for, without a row. */
    private String nothing(FileReader reader) {
        String first = reader instanceof NdjsonFiles || reader instanceof AvroFiles ? "JSON" : "VARCHAR";
        List<String> columns = new ArrayList<>(List.of("CAST(NULL AS " + first + ") AS " + SqlText.name("_$1")));
        for (FileColumn column : source.asked()) {
            if (!column.label().equals("_$1")) {
                columns.add("CAST(NULL AS " + type(column) + ") AS " + SqlText.name(column.label()));
            }
        }
        return "SELECT " + String.join(", ", columns) + " WHERE false";
    }

    private static String type(FileColumn column) {
        return column == FileMetadata.FILE_ROW_NUMBER ? "UBIGINT" : column == FileMetadata.FILE_LAST_MODIFIED ? "TIMESTAMPTZ" : "VARCHAR";
    }

    private RowCursor rows() {
        return RowCursor.of(files.stream().map(this::row).iterator());
    }

    private Row row(StagedFile file) {
        String name = file.name();
        return Row.of(
                file.path().toString(),
                name,
                source.root() + name,
                name.substring(name.lastIndexOf('/') + 1),
                file.etag().orElse(null),
                file.lastModified());
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = reading.connection().createStatement()) {
            statement.execute(sql);
        }
    }
}
