package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds the columns that a query asks of staged files to what files of their format have, and keeps out of {@code *} those that are there
 * only because the query names them.
 */
final class StagedColumns {
    private final Map<String, StagedSource> sources;

    private StagedColumns(Map<String, StagedSource> sources) {
        this.sources = sources;
    }

    /**
     * Changes the tree in place.
     *
     * @throws StagedoorException 1065 in Databend's words for columns that files of a format have not
     */
    static void settle(QueryTree tree, Map<String, StagedSource> sources) {
        if (sources.isEmpty()) {
            return;
        }
        checkPositions(sources.values());
        new StagedColumns(sources).visit(tree.query());
    }

    /** A position may be of any of the files, so it is refused only when none of them has it. */
    private static void checkPositions(Collection<StagedSource> sources) {
        StagedSource first = sources.iterator().next();
        List<FileReader> readers = sources.stream().map(source -> FileReader.of(source.format())).toList();
        for (FileColumn column : first.asked()) {
            if (column instanceof ColumnPosition(int position) && readers.stream().allMatch(reader -> position > reader.lastPosition())) {
                throw semantic(readers.getFirst().beyondLastPosition(position));
            }
        }
    }

    private void visit(JsonNode node) {
        if (node instanceof ObjectNode object && TreeNodes.type(object).equals("SELECT_NODE")) {
            select(object);
        }
        node.forEach(this::visit);
    }

    private void select(ObjectNode select) {
        List<Table> tables = new ArrayList<>();
        collect(select.path("from_table"), tables);
        if (tables.isEmpty()) {
            return;
        }
        JsonNode items = select.path("select_list");
        for (JsonNode item : items) {
            if (TreeNodes.nodeClass(item).equals("STAR")) {
                star((ObjectNode) item, tables, items.size());
            }
        }
    }

    /** A staged source in a FROM clause, and what it is called there. */
    private record Table(String name, StagedSource source) {}

    private void collect(JsonNode from, List<Table> tables) {
        switch (TreeNodes.type(from)) {
            case "BASE_TABLE" -> {
                String table = from.path("table_name").asString("").toLowerCase(Locale.ROOT);
                StagedSource source = from.path("catalog_name").asString("").equals("temp") ? sources.get(table) : null;
                if (source != null) {
                    String alias = from.path("alias").asString("");
                    tables.add(new Table(alias.isEmpty() ? table : alias, source));
                }
            }
            case "JOIN" -> {
                collect(from.path("left"), tables);
                collect(from.path("right"), tables);
            }
            default -> {
                // What is inside has a FROM clause of its own.
            }
        }
    }

    private static void star(ObjectNode star, List<Table> tables, int items) {
        String relation = star.path("relation_name").asString("");
        Set<String> hidden = new TreeSet<>();
        for (Table table : tables) {
            if (!relation.isEmpty() && !relation.equalsIgnoreCase(table.name)) {
                continue;
            }
            FileReader reader = FileReader.of(table.source.format());
            if (!reader.hasNames()) {
                throw semantic(items > 1
                        ? "select * from file only support Parquet format"
                        : "Query from " + reader.format() + " file lacks column positions. Specify as $1, $2, etc.");
            }
            table.source.asked().stream().map(FileColumn::label).forEach(hidden::add);
        }
        ArrayNode excluded = (ArrayNode) star.path("exclude_list");
        if (star.path("expr").isNull()) {
            hidden.forEach(excluded::add);
        }
    }

    private static StagedoorException semantic(String message) {
        return new StagedoorException(ErrorCode.SEMANTIC, message);
    }
}
