package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.CellText;
import dev.stagedoor.engine.statement.Column;
import dev.stagedoor.engine.statement.RowCursor;
import dev.stagedoor.engine.statement.SystemRelation;
import java.time.Instant;
import java.time.ZoneId;
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
            new Column("database_id", "UInt64"),
            Column.nullableString("owner"),
            new Column("dropped_on", "Nullable(Timestamp)"));

    private static final List<Column> TABLES = List.of(
            Column.string("catalog"),
            Column.string("database"),
            new Column("database_id", "UInt64"),
            Column.string("name"),
            new Column("table_id", "UInt64"),
            new Column("total_columns", "UInt64"),
            Column.string("engine"),
            Column.string("engine_full"),
            Column.string("cluster_by"),
            Column.string("is_transient"),
            Column.string("is_attach"),
            new Column("created_on", "Timestamp"),
            new Column("dropped_on", "Nullable(Timestamp)"),
            new Column("updated_on", "Timestamp"),
            new Column("num_rows", "Nullable(UInt64)"),
            new Column("data_size", "Nullable(UInt64)"),
            new Column("data_compressed_size", "Nullable(UInt64)"),
            new Column("index_size", "Nullable(UInt64)"),
            new Column("bloom_index_size", "Nullable(UInt64)"),
            new Column("ngram_index_size", "Nullable(UInt64)"),
            new Column("inverted_index_size", "Nullable(UInt64)"),
            new Column("vector_index_size", "Nullable(UInt64)"),
            new Column("virtual_column_size", "Nullable(UInt64)"),
            new Column("number_of_segments", "Nullable(UInt64)"),
            new Column("number_of_blocks", "Nullable(UInt64)"),
            Column.nullableString("owner"),
            Column.string("comment"),
            Column.string("table_type"),
            new Column("is_external", "Boolean"),
            Column.string("table_option"),
            Column.string("storage_param"));

    private static final List<Column> VIEWS = List.of(
            Column.string("catalog"),
            Column.string("database"),
            new Column("database_id", "UInt64"),
            Column.string("name"),
            new Column("table_id", "UInt64"),
            Column.string("engine"),
            Column.string("engine_full"),
            new Column("created_on", "Timestamp"),
            new Column("dropped_on", "Nullable(Timestamp)"),
            new Column("updated_on", "Timestamp"),
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
                        "catalogs", List.of(Column.string("name")), List.<@Nullable String[]>of(cells(SystemDatabases.CATALOG))),
                SystemRelation.table("databases", DATABASES, (_, _) -> cursor(databaseRows())),
                SystemRelation.table("databases_with_history", DATABASES, (_, _) -> cursor(databaseRows())),
                SystemRelation.table("tables", TABLES, (_, zone) -> cursor(tableRows(zone))),
                SystemRelation.table("tables_with_history", TABLES, (_, zone) -> cursor(tableRows(zone))),
                SystemRelation.table("views", VIEWS, (_, zone) -> cursor(viewRows(zone))),
                SystemRelation.table("views_with_history", VIEWS, (_, zone) -> cursor(viewRows(zone))),
                SystemRelation.table("columns", COLUMNS, (_, _) -> cursor(columnRows())),
                SystemRelation.table("engines", ENGINES, List.<@Nullable String[]>of(cells("VIEW", "VIEW STORAGE ENGINE (LOGICAL VIEW)"))),
                SystemRelation.table("one", List.of(new Column("dummy", "UInt8")), List.<@Nullable String[]>of(cells("1"))));
    }

    private Stream<@Nullable String[]> databaseRows() {
        List<String> names = List.copyOf(databases.names());
        return names.stream()
                .map(name -> row(
                        DATABASES, Map.of("catalog", SystemDatabases.CATALOG, "name", name, "database_id", id(names.indexOf(name)))));
    }

    private Stream<@Nullable String[]> tableRows(ZoneId zone) {
        return databases.relations().stream().map(table -> {
            Map<String, String> known = common(table, zone);
            known.put("total_columns", Integer.toString(table.schema().size()));
            known.put("table_type", table.kind().text());
            return row(TABLES, known);
        });
    }

    private Stream<@Nullable String[]> viewRows(ZoneId zone) {
        return databases.relations().stream()
                .filter(table -> table.kind() == SystemRelation.Kind.VIEW)
                .map(view -> row(VIEWS, common(view, zone)));
    }

    private Map<String, String> common(SystemRelation table, ZoneId zone) {
        String created = CellText.timestamp(CREATED, zone);
        return new HashMap<>(Map.of(
                "catalog", SystemDatabases.CATALOG,
                "database", table.database(),
                "database_id", databaseId(table),
                "name", table.name(),
                "table_id", tableId(table),
                "engine", table.engine(),
                "engine_full", table.engine(),
                "created_on", created,
                "updated_on", created));
    }

    private Stream<@Nullable String[]> columnRows() {
        return databases.relations().stream().flatMap(table -> table.schema().stream().map(column -> column(table, column)));
    }

    private static @Nullable String[] column(SystemRelation table, Column column) {
        return row(
                COLUMNS,
                Map.of(
                        "name", column.name(),
                        "database", table.database(),
                        "table", table.name(),
                        "type", column.type(),
                        "data_type", ColumnType.sqlName(column),
                        "is_nullable", ColumnType.isNullable(column) ? "YES" : "NO"));
    }

    /** Cells by the names of their columns; where nothing is known the cell is NULL, or else empty, zero or false. */
    private static @Nullable String[] row(List<Column> schema, Map<String, String> known) {
        return schema.stream()
                .map(column -> known.getOrDefault(column.name(), ColumnType.nothing(column)))
                .toArray(String[]::new);
    }

    private String databaseId(SystemRelation table) {
        return id(List.copyOf(databases.names()).indexOf(table.database()));
    }

    private String tableId(SystemRelation table) {
        return id(databases.relations().indexOf(table));
    }

    private static String id(int index) {
        return Integer.toString(index + 1);
    }

    private static RowCursor cursor(Stream<@Nullable String[]> rows) {
        return RowCursor.of(rows.iterator());
    }

    private static @Nullable String[] cells(String... cells) {
        return cells;
    }
}
