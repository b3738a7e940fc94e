package dev.stagedoor.engine;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a query may hold, checked on the tree DuckDB's own parser makes of it: no node that changes anything (DuckDB 2.0 lets an INSERT stand
 * in a WITH); only tables that are ours or the query's own; only table functions that compute. DuckDB is locked against files and settings
 * as well: this is the fence before that wall, and it holds where the two parsers read a text differently.
 */
final class QueryRules {
    private static final Set<String> QUERY_NODES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "generate_series", "json_each", "json_tree", "range", "repeat", "repeat_row", "unnest", "icu_calendar_names", "pg_timezone_names");

    /** Scalar functions that tell of the server, hold a thread, keep state, or take raw memory as their argument. */
    private static final Set<String> REFUSED_FUNCTIONS = Set.of(
            "current_query",
            "current_setting",
            "currval",
            "finalize",
            "getvariable",
            "nextval",
            "setval",
            "sleep_ms",
            "stats",
            "to_aggregate_state",
            "variant_bytes_to_variant",
            "write_log");

    private QueryRules() {}

    /**
     * @param relations names of the temporary tables the query may read
     * @param sessionTables names that mean a table of the session's database where the query has no table of that name
     * @return those of {@code sessionTables} that the query reads
     * @throws dev.stagedoor.errors.StagedoorException 1002 for what is not a query, 1008 and 1025 for functions and tables there are not
     */
    static Set<String> check(QueryTree tree, Set<String> relations, Set<String> sessionTables) {
        checkNodes(tree.query(), "");
        return new TableScope(relations, sessionTables).check(tree.query());
    }

    /** The table functions a query may call. */
    static Set<String> tableFunctions() {
        return TABLE_FUNCTIONS;
    }

    /** Whether a query may call the scalar or aggregate function. */
    static boolean allows(String function) {
        return !REFUSED_FUNCTIONS.contains(function);
    }

    /** @param place the type of the node around this one when this is its function; else empty */
    private static void checkNodes(JsonNode node, String place) {
        String type = node.path("type").asString("");
        if (type.endsWith("_NODE") && !QUERY_NODES.contains(type)) {
            throw QueryRefusals.unimplemented("a query cannot change anything");
        }
        if (type.equals("SHOW_REF") && !node.path("query").isObject()) {
            throw QueryRefusals.unimplemented("this SHOW is not supported");
        }
        if (node.has("function_name")) {
            checkFunction(node.path("function_name").asString().toLowerCase(Locale.ROOT), place.equals("TABLE_FUNCTION"));
        }
        for (var child : node.properties()) {
            checkValue(child.getValue(), child.getKey().equals("function") ? type : "");
        }
    }

    private static void checkValue(JsonNode value, String place) {
        if (value.isObject()) {
            checkNodes(value, place);
        } else if (value.isArray()) {
            value.forEach(element -> checkValue(element, ""));
        }
    }

    private static void checkFunction(String name, boolean table) {
        if (table && !TABLE_FUNCTIONS.contains(name)) {
            throw QueryRefusals.unknownTableFunction(name);
        }
        if (!table && REFUSED_FUNCTIONS.contains(name)) {
            throw QueryRefusals.unknownFunction(name);
        }
    }
}
