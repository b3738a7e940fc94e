package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.TableField;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** A table as a view of one connection over DuckDB's Parquet reader, which finds each column by its id in the file. */
final class TableView {
    private static final String NULL = "NULL";

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
        try (Statement statement = reading.connection().createStatement()) {
            statement.execute("CREATE TEMP VIEW " + SqlText.name(source.table()) + " AS " + view.select(paths));
        }
    }

    private String select(String paths) {
        String columns = source.fields().stream().map(this::column).collect(Collectors.joining(", "));
        if (files.isEmpty()) {
            return "SELECT " + columns + " WHERE false";
        }
        return "SELECT " + columns + " FROM read_parquet(" + paths + ", schema = " + schema(source.fields()) + ")";
    }

    private String column(TableField field) {
        String name = SqlText.name(field.name());
        String stored = files.isEmpty() ? "CAST(NULL AS " + StoredTypes.name(field.type()) + ")" : name;
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
