package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.table.TableColumn;
import dev.stagedoor.table.TableId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the {@code system} database that tell of databases, tables and columns. Everybody sees those of the server; of others each
 * caller sees what they may know of.
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

    /** The engine of the tables that users create. */
    static final String ICEBERG = "ICEBERG";

    private final SystemDatabases databases;
    private final VisibleTables tables;

    MetadataTables(SystemDatabases databases, VisibleTables tables) {
        this.databases = databases;
        this.tables = tables;
    }

    Collection<SystemRelation> relations() {
        return List.of(
                SystemRelation.table(
                        "catalogs", List.of(Column.string("name")), List.of(Row.of(SystemDatabases.CATALOG))),
                SystemRelation.table("databases", DATABASES, context -> cursor(databaseRows(context))),
                SystemRelation.table("databases_with_history", DATABASES, context -> cursor(databaseRows(context))),
                SystemRelation.table("tables", TABLES, context -> cursor(tableRows(context))),
                SystemRelation.table("tables_with_history", TABLES, context -> cursor(tableRows(context))),
                SystemRelation.table("views", VIEWS, _ -> cursor(viewRows())),
                SystemRelation.table("views_with_history", VIEWS, _ -> cursor(viewRows())),
                SystemRelation.table("columns", COLUMNS, context -> cursor(columnRows(context))),
                SystemRelation.table(
                        "engines",
                        ENGINES,
                        List.of(
                                Row.of(ICEBERG, "ICEBERG STORAGE ENGINE (TABLES THAT OTHER ENGINES READ, TOO)"),
                                Row.of("VIEW", "VIEW STORAGE ENGINE (LOGICAL VIEW)"))),
                SystemRelation.table("one", List.of(Column.of("dummy", Scalar.UINT8)), List.of(Row.of(1L))));
    }

    private Stream<Row> databaseRows(StatementContext context) {
        return databases.names(context).stream()
                .map(name -> row(DATABASES, Map.of("catalog", SystemDatabases.CATALOG, "name", name, "database_id", databaseId(name))));
    }

    private Stream<Row> tableRows(StatementContext context) {
        Stream<Row> ofSystem = databases.relations().stream().map(table -> {
            Map<String, Object> known = common(table);
            known.put("total_columns", (long) table.schema().size());
            known.put("table_type", table.kind().text());
            return row(TABLES, known);
        });
        return Stream.concat(ofSystem, tables.tables(context).map(MetadataTables::tableRow));
    }

    private static Row tableRow(VisibleTables.Listed listed) {
        Map<String, Object> known = new HashMap<>(Map.of(
                "catalog", SystemDatabases.CATALOG,
                "database", listed.id().database(),
                "database_id", databaseId(listed.id().database()),
                "name", listed.id().name(),
                "total_columns", (long) listed.columns().size(),
                "engine", ICEBERG,
                "engine_full", ICEBERG,
                "created_on", CREATED,
                "updated_on", CREATED,
                "table_type", SystemRelation.Kind.TABLE.text()));
        listed.table().ifPresent(table -> {
            known.put("table_id", table.uuid().getMostSignificantBits() & Long.MAX_VALUE);
            known.put("created_on", table.createdOn());
            known.put("updated_on", table.updatedOn());
            known.put("num_rows", table.totalRows());
            known.put("data_size", table.totalBytes());
            known.put("data_compressed_size", table.totalBytes());
            known.put("cluster_by", CreateTableText.clusterBy(table));
            known.put("comment", table.comment().orElse(""));
        });
        return row(TABLES, known);
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
                "database_id", databaseId(table.database()),
                "name", table.name(),
                "table_id", tableId(table),
                "engine", table.engine(),
                "engine_full", table.engine(),
                "created_on", CREATED,
                "updated_on", CREATED));
    }

    private Stream<Row> columnRows(StatementContext context) {
        Stream<Row> ofSystem =
                databases.relations().stream().flatMap(table -> table.schema().stream().map(column -> row(COLUMNS, column(table, column))));
        Stream<Row> ofTables = tables.tables(context)
                .flatMap(listed -> listed.columns().stream().map(column -> row(COLUMNS, column(listed.id(), column))));
        return Stream.concat(ofSystem, ofTables);
    }

    private static Map<String, String> column(SystemRelation table, Column column) {
        return column(table.database(), table.name(), column);
    }

    private static Map<String, String> column(TableId table, TableColumn column) {
        Map<String, String> known = new HashMap<>(column(table.database(), table.name(), column.field().column()));
        column.defaultSql().ifPresent(sql -> {
            known.put("default_kind", "DEFAULT");
            known.put("default_expression", sql);
        });
        column.comment().ifPresent(comment -> known.put("comment", comment));
        return known;
    }

    private static Map<String, String> column(String database, String table, Column column) {
        return Map.of(
                "name", column.name(),
                "database", database,
                "table", table,
                "type", column.typeName(),
                "data_type", column.type().sqlName(),
                "is_nullable", column.nullable() ? "YES" : "NO");
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

    /** The same as long as there is the database: of the server's own a small one, of others one that their name tells. */
    private static long databaseId(String name) {
        int own = SystemDatabases.OWN.indexOf(name);
        return own >= 0 ? id(own) : (1L << Integer.SIZE) + Integer.toUnsignedLong(name.hashCode());
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
