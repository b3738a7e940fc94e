package dev.stagedoor.query.duckdb;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which tables each part of a query may name: the temporary tables of its relations, the common table expressions (CTEs) that are
 * visible there, and else the tables that there are. As in SQL, and as DuckDB looks names up: a CTE is visible in the query its
 * WITH belongs to, in that query's subqueries, and in the CTEs after it in the same WITH; in itself only in the recursive half. What is not
 * visible DuckDB would look for in its own catalog.
 */
final class TableScope {
    private final Set<String> relations;
    private final Set<String> lookedUp;
    private final Set<String> found = new TreeSet<>();

    /**
     * @param relations names of the temporary tables the query may read
     * @param lookedUp names of tables that will be temporary tables or views, too, if the query reads them
     */
    TableScope(Set<String> relations, Set<String> lookedUp) {
        this.relations = relations;
        this.lookedUp = lookedUp;
    }

    /**
     * Called once.
     *
     * @return those of the tables to be looked up that the query reads and that are no relation yet
     * @throws dev.stagedoor.errors.StagedoorException 1025 for a table that is none of these
     */
    Set<String> check(JsonNode query) {
        check(query, VisibleNames.NONE);
        return found;
    }

    private void check(JsonNode node, VisibleNames visible) {
        VisibleNames inside = node.has("cte_map") ? checkWith(node.path("cte_map").path("map"), visible) : visible;
        String type = node.path("type").asString("");
        if (type.equals("BASE_TABLE")) {
            checkTable(node, inside);
        }
        boolean recursive = type.equals("RECURSIVE_CTE_NODE");
        for (var child : node.properties()) {
            if (child.getKey().equals("cte_map")) {
                continue;
            }
            boolean seesItself = recursive && child.getKey().equals("right");
            checkValue(child.getValue(), seesItself ? inside.and(node.path("cte_name").asString()) : inside);
        }
    }

    private void checkValue(JsonNode value, VisibleNames visible) {
        if (value.isObject()) {
            check(value, visible);
        } else if (value.isArray()) {
            value.forEach(element -> checkValue(element, visible));
        }
    }

    private VisibleNames checkWith(JsonNode expressions, VisibleNames outside) {
        VisibleNames visible = outside;
        for (JsonNode expression : expressions) {
            checkValue(expression.path("value"), visible);
            visible = visible.and(expression.path("key").asString());
        }
        return visible;
    }

    private void checkTable(JsonNode table, VisibleNames visible) {
        String name = table.path("table_name").asString().toLowerCase(Locale.ROOT);
        String schema = table.path("schema_name").asString();
        String catalog = table.path("catalog_name").asString();
        boolean temporary = catalog.equals("temp") && schema.equals("main");
        boolean bare = catalog.isEmpty() && schema.isEmpty();
        if (bare && !name.isEmpty() && visible.contain(name)) {
            return;
        }
        if (!(bare || temporary) || !(relations.contains(name) || lookedUp.contains(name))) {
            throw QueryRefusals.unknownTable(bare ? name : schema + "." + name);
        }
        // DuckDB looks a name alone up among temporary tables first, so it cannot mean one of the engine's own.
        if (!relations.contains(name)) {
            found.add(name);
        }
    }

    /** Names as a chain, whose outer part inner queries share. */
    private record VisibleNames(String name, @Nullable VisibleNames outer) {
        /** The end of every chain; no table has an empty name. */
        static final VisibleNames NONE = new VisibleNames("", null);

        VisibleNames and(String another) {
            return new VisibleNames(another.toLowerCase(Locale.ROOT), this);
        }

        boolean contain(String wanted) {
            for (VisibleNames at = this; at != null; at = at.outer) {
                if (at.name.equals(wanted)) {
                    return true;
                }
            }
            return false;
        }
    }
}
