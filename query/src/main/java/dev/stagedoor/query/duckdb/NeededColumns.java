package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.nodeClass;
import static dev.stagedoor.query.duckdb.TreeNodes.type;

import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a query reads of the Parquet files in it, told from its tree alone: every name that stands anywhere in it may be a column of any of
 * them. Where the tree does not say which columns are meant, as {@code *} does not, it is all of them. So it may be more than the query
 * reads, never less.
 */
final class NeededColumns {
    /** What of a node is no name of a column. */
    private static final Set<String> NO_COLUMNS = Set.of(
            "class", "type", "function_name", "schema", "catalog", "schema_name", "catalog_name", "qualified_name", "type_name", "kind",
            "literal", "ref_type", "join_type");

    /** What may stand in a FROM clause and names the columns that it takes. */
    private static final Set<String> PLAIN_SOURCES = Set.of("BASE_TABLE", "JOIN", "SUBQUERY", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY");

    /** Parts of a SELECT by which readers may look into indexes. */
    private static final Set<String> CONDITIONS = Set.of("where_clause", "having", "qualify");

    private final QueryTask task;
    private final Set<String> read;
    private final Set<String> names = new HashSet<>();
    private final Set<String> tables = new HashSet<>();
    private final Set<String> alone = new HashSet<>();
    private final Map<String, Integer> references = new HashMap<>();
    private final Map<String, List<ColumnFilter>> filters = new HashMap<>();
    private boolean all;
    private boolean conditions;

    private NeededColumns(QueryTask task, Set<String> read) {
        this.task = task;
        this.read = read;
    }

    /**
     * By the name of the view, that of a table included.
     *
     * @param tree as DuckDB will run it
     * @param read those of the tables that it reads
     */
    static Map<String, ParquetNeeds> of(QueryTree tree, QueryTask task, Set<String> read) {
        NeededColumns needed = new NeededColumns(task, read);
        Map<String, ParquetNeeds> needs = new HashMap<>();
        List<StagedSource> parquet =
                task.staged().values().stream().filter(source -> source.format().type() == FileFormatType.PARQUET).toList();
        List<String> tables = read.stream().filter(task.tables()::containsKey).toList();
        if (!parquet.isEmpty() || !tables.isEmpty()) {
            needed.visit(tree.query());
            parquet.forEach(source -> needs.put(source.table(), needed.of(source)));
            tables.forEach(table -> needs.put(table, needed.of(table, false, task.tables().get(table).located())));
        }
        return needs;
    }

    private ParquetNeeds of(StagedSource source) {
        boolean rows = source.asked().contains(new ColumnPosition(1));
        return of(source.table(), rows, Added.of(source.asked()).rowNumber());
    }

    /** @param rows whether a row is asked for as one value @param numbered whether its number is */
    private ParquetNeeds of(String table, boolean rows, boolean numbered) {
        boolean structs = alone.stream().anyMatch(tables::contains);
        boolean once = references.getOrDefault(table, 0) == 1;
        return new ParquetNeeds(
                all || rows || structs ? Optional.empty() : Optional.of(names),
                once && !numbered ? filters.getOrDefault(table, List.of()) : List.of(),
                conditions,
                isUtc(task.zone()));
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC);
    }

    private void visit(JsonNode node) {
        look(node);
        for (var child : node.properties()) {
            String key = child.getKey();
            JsonNode value = child.getValue();
            if (CONDITIONS.contains(key) && !value.isNull()) {
                conditions = true;
            }
            if (!NO_COLUMNS.contains(key)) {
                value(value);
            }
        }
    }

    private void value(JsonNode value) {
        if (value.isObject()) {
            visit(value);
        } else if (value.isArray()) {
            value.forEach(this::value);
        } else if (value.isString()) {
            names.add(value.asString().toLowerCase(Locale.ROOT));
        }
    }

    private void look(JsonNode node) {
        switch (nodeClass(node)) {
            case "STAR", "POSITIONAL_REFERENCE" -> all = true;
            // Correlated or not: what DuckDB makes of it may read other columns of the outer query than those that are named.
            case "SUBQUERY" -> {
                conditions = true;
                all = true;
            }
            case "COLUMN_REF" -> {
                JsonNode parts = node.path("column_names");
                if (parts.size() == 1) {
                    alone.add(parts.path(0).asString().toLowerCase(Locale.ROOT));
                }
            }
            default -> {
                // Names its columns, or has none.
            }
        }
        if (node.has("from_table")) {
            source(node.path("from_table"));
            filter(node);
        }
        switch (type(node)) {
            case "RECURSIVE_CTE_NODE" -> all = true;
            case "JOIN" -> {
                conditions = true;
                all |= !node.path("ref_type").asString("").equals("REGULAR");
                source(node.path("left"));
                source(node.path("right"));
            }
            case "BASE_TABLE" -> table(node);
            default -> {
                // Nothing that brings columns of its own.
            }
        }
    }

    private void source(JsonNode source) {
        all |= !PLAIN_SOURCES.contains(type(source));
        tables.add(source.path("alias").asString("").toLowerCase(Locale.ROOT));
    }

    private void table(JsonNode table) {
        String name = table.path("table_name").asString("").toLowerCase(Locale.ROOT);
        tables.add(name);
        references.merge(name, 1, Integer::sum);
        // Other names for the columns of the file.
        all |= !table.path("column_name_alias").isEmpty();
    }

    /** What holds of every row of a file that goes beyond the SELECT it is read by. */
    private void filter(JsonNode select) {
        JsonNode table = select.path("from_table");
        String name = table.path("table_name").asString("").toLowerCase(Locale.ROOT);
        // A table that the query does read, and names once, is no common table expression of that name.
        boolean ours = table.path("catalog_name").asString("").equals("temp") || read.contains(name);
        boolean plain = type(table).equals("BASE_TABLE")
                && ours
                && table.path("sample").isNull()
                && select.path("sample").isNull()
                && table.path("column_name_alias").isEmpty();
        if (plain && select.path("where_clause").isObject()) {
            String alias = table.path("alias").asString("");
            filters.put(name, RowFilters.of(select.path("where_clause"), alias.isEmpty() ? name : alias));
        }
    }
}
