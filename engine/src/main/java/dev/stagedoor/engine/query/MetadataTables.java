package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the {@code system} database that tell of databases, tables and columns. Everybody sees all rows: they tell of the server
 * alone.
 */
final class MetadataTables {
    /** System tables are not created by anybody: they have the age of the epoch. */
    private static final Instant CREATED = Instant.EPOCH;

    private static final List<Column> DATABASES = List.of(
            Column.string("catalog"),
            Column.string("name"),
            Column.of("database_id", Scalar.UINT64),
            Column.nullableString("owner"),
            Column.nullable("dropped_on", Scalar.TIMESTAMP));

    private static final List<Column> TABLES = List.of(
            Column.string("catalog"),
            Column.string("database"),
            Column.of("database_id", Scalar.UINT64),
            Column.string("name"),
            Column.of("table_id", Scalar.UINT64),
            Column.of("total_columns", Scalar.UINT64),
            Column.string("engine"),
            Column.string("engine_full"),
            Column.string("cluster_by"),
            Column.string("is_transient"),
            Column.string("is_attach"),
            Column.of("created_on", Scalar.TIMESTAMP),
            Column.nullable("dropped_on", Scalar.TIMESTAMP),
            Column.of("updated_on", Scalar.TIMESTAMP),
            Column.nullable("num_rows", Scalar.UINT64),
            Column.nullable("data_size", Scalar.UINT64),
            Column.nullable("data_compressed_size", Scalar.UINT64),
            Column.nullable("index_size", Scalar.UINT64),
            Column.nullable("bloom_index_size", Scalar.UINT64),
            Column.nullable("ngram_index_size", Scalar.UINT64),
            Column.nullable("inverted_index_size", Scalar.UINT64),
            Column.nullable("vector_index_size", Scalar.UINT64),
            Column.nullable("virtual_column_size", Scalar.UINT64),
            Column.nullable("number_of_segments", Scalar.UINT64),
            Column.nullable("number_of_blocks", Scalar.UINT64),
            Column.nullableString("owner"),
            Column.string("comment"),
            Column.string("table_type"),
            Column.of("is_external", Scalar.BOOLEAN),
            Column.string("table_option"),
            Column.string("storage_param"));

    private static final List<Column> VIEWS = List.of(
            Column.string("catalog"),
            Column.string("database"),
            Column.of("database_id", Scalar.UINT64),
            Column.string("name"),
            Column.of("table_id", Scalar.UINT64),
            Column.string("engine"),
            Column.string("engine_full"),
            Column.of("created_on", Scalar.TIMESTAMP),
            Column.nullable("dropped_on", Scalar.TIMESTAMP),
            Column.of("updated_on", Scalar.TIMESTAMP),
            Column.nullableString("owner"),
            Column.string("comment"),
            Column.string("view_query"));

    private static final List<Column> COLUMNS = List.of(
            Column.string("name"),
            Column.string("database"),
            Column.string("table"),
            Column.string("type"),
            Column.string("data_type"),
            Column.string("default_kind"),
            Column.string("default_expression"),
            Column.string("is_nullable"),
            Column.string("comment"));

    private static final List<Column> ENGINES = List.of(Column.string("Engine"), Column.string("Comment"));

    private final SystemDatabases databases;

    MetadataTables(SystemDatabases databases) {
        this.databases = databases;
    }

    Collection<SystemRelation> relations() {
        return List.of(
                SystemRelation.table(
                        "catalogs", List.of(Column.string("name")), List.of(Row.of(SystemDatabases.CATALOG))),
                SystemRelation.table("databases", DATABASES, _ -> cursor(databaseRows())),
                SystemRelation.table("databases_with_history", DATABASES, _ -> cursor(databaseRows())),
                SystemRelation.table("tables", TABLES, _ -> cursor(tableRows())),
                SystemRelation.table("tables_with_history", TABLES, _ -> cursor(tableRows())),
                SystemRelation.table("views", VIEWS, _ -> cursor(viewRows())),
                SystemRelation.table("views_with_history", VIEWS, _ -> cursor(viewRows())),
                SystemRelation.table("columns", COLUMNS, _ -> cursor(columnRows())),
                SystemRelation.table("engines", ENGINES, List.of(Row.of("VIEW", "VIEW STORAGE ENGINE (LOGICAL VIEW)"))),
                SystemRelation.table("one", List.of(Column.of("dummy", Scalar.UINT8)), List.of(Row.of(1L))));
    }

    private Stream<Row> databaseRows() {
        List<String> names = List.copyOf(databases.names());
        return names.stream()
                .map(name -> row(
                        DATABASES, Map.of("catalog", SystemDatabases.CATALOG, "name", name, "database_id", id(names.indexOf(name)))));
    }

    private Stream<Row> tableRows() {
        return databases.relations().stream().map(table -> {
            Map<String, Object> known = common(table);
            known.put("total_columns", (long) table.schema().size());
            known.put("table_type", table.kind().text());
            return row(TABLES, known);
        });
    }

    private Stream<Row> viewRows() {
        return databases.relations().stream()
                .filter(table -> table.kind() == SystemRelation.Kind.VIEW)
                .map(view -> row(VIEWS, common(view)));
    }

    private Map<String, Object> common(SystemRelation table) {
        return new HashMap<>(Map.of(
                "catalog", SystemDatabases.CATALOG,
                "database", table.database(),
                "database_id", databaseId(table),
                "name", table.name(),
                "table_id", tableId(table),
                "engine", table.engine(),
                "engine_full", table.engine(),
                "created_on", CREATED,
                "updated_on", CREATED));
    }

    private Stream<Row> columnRows() {
        return databases.relations().stream().flatMap(table -> table.schema().stream().map(column -> column(table, column)));
    }

    private static Row column(SystemRelation table, Column column) {
        return row(
                COLUMNS,
                Map.of(
                        "name", column.name(),
                        "database", table.database(),
                        "table", table.name(),
                        "type", column.typeName(),
                        "data_type", column.type().sqlName(),
                        "is_nullable", column.nullable() ? "YES" : "NO"));
    }

    /** Cells by the names of their columns; where nothing is known the cell is NULL, or else empty, zero or false. */
    private static Row row(List<Column> schema, Map<String, ?> known) {
        return Row.of(schema.stream()
                .map(column -> known.containsKey(column.name()) ? known.get(column.name()) : nothing(column))
                .toArray());
    }

    private static @Nullable Object nothing(Column column) {
        if (column.nullable()) {
            return null;
        }
        return switch (column.type()) {
            case Scalar.STRING -> "";
            case Scalar.UINT64 -> 0L;
            case Scalar.BOOLEAN -> false;
            case DataType other -> throw new IllegalArgumentException(column.name() + ", a " + other.typeName() + ", must be known");
        };
    }

    private long databaseId(SystemRelation table) {
        return id(List.copyOf(databases.names()).indexOf(table.database()));
    }

    private long tableId(SystemRelation table) {
        return id(databases.relations().indexOf(table));
    }

    private static long id(int index) {
        return index + 1L;
    }

    private static RowCursor cursor(Stream<Row> rows) {
        return RowCursor.of(rows.iterator());
    }
}
