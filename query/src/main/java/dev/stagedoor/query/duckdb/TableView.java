package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.row.TableField;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table as a view of one connection over DuckDB's Parquet reader, which finds each column by its id in the file. */
final class TableView {
    private static final String NULL = "NULL";
    private static final String FILE = SqlText.name(TableSource.FILE);
    private static final String ROW = SqlText.name(TableSource.ROW);
    private static final List<Column> NUMBERS =
            List.of(Column.string(StagedView.FILE), Column.of(TableSource.FILE, Scalar.INT32));

    private final TableSource source;
    private final List<StagedFile> files;

    private TableView(TableSource source, List<StagedFile> files) {
        this.source = source;
        this.files = files;
    }

    /** Makes the view, which goes with the connection. */
    static void create(TableSource source, List<StagedFile> files, Reading reading) throws SQLException {
        TableView view = new TableView(source, files);
        String paths = reading.paths().of(files);
        if (source.located()) {
            RelationLoader.load(view.numbers(), NUMBERS, view.numbered(), reading.connection(), reading.cancellation());
        }
        try (Statement statement = reading.connection().createStatement()) {
            statement.execute("CREATE TEMP VIEW " + SqlText.name(source.table()) + " AS " + view.select(paths));
        }
    }

    private String select(String paths) {
        String columns = source.fields().stream().map(this::column).collect(Collectors.joining(", "));
        if (files.isEmpty()) {
            String place = source.located() ? ", CAST(NULL AS INTEGER) AS " + FILE + ", CAST(NULL AS BIGINT) AS " + ROW : "";
            return "SELECT " + columns + place + " WHERE false";
        }
        String read = "read_parquet(" + paths + ", schema = " + schema(source.fields());
        if (!source.located()) {
            return "SELECT " + columns + " FROM " + read + ")";
        }
        return "SELECT " + columns + ", f." + FILE + ", r." + StagedView.ROW_NUMBER + " AS " + ROW + " FROM " + read
                + new Added(true, true).options() + ") r JOIN temp.main." + SqlText.name(numbers()) + " f ON r." + StagedView.FILE + " = f."
                + StagedView.FILE;
    }

    /** The table with the place of each file, by its path. */
    private String numbers() {
        return source.table() + "_files";
    }

    private RowCursor numbered() {
        return RowCursor.of(
                IntStream.range(0, files.size()).mapToObj(i -> Row.of(files.get(i).path().toString(), (long) i)).iterator());
    }

    private String column(TableField field) {
        String name = SqlText.name(field.name());
        String given = source.located() ? "r." + name : name;
        String stored = files.isEmpty() ? "CAST(NULL AS " + StoredTypes.name(field.type()) + ")" : given;
        String read = StoredTypes.read(stored, field.type());
        return read.equals(name) ? name : read + " AS " + name;
    }

    /** By ids: {@code MAP {1: {name: 'a', type: 'INTEGER', default_value: '7', children: NULL}, …}}. */
    private static String schema(List<TableField> fields) {
        return fields.stream()
                .map(field -> field.id() + ": {name: " + SqlText.literal(field.name()) + ", type: "
                        + SqlText.literal(StoredTypes.name(field.type())) + ", default_value: "
                        + field.missing().map(SqlText::literal).orElse(NULL) + ", children: "
                        + (field.children().isEmpty() ? NULL : schema(field.children())) + "}")
                .collect(Collectors.joining(", ", "MAP {", "}"));
    }
}
