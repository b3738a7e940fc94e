package dev.stagedoor.query.duckdb;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a query may hold, checked on the tree DuckDB's own parser makes of it: no node that changes anything (DuckDB 2.0 lets an INSERT
 * stand in a WITH); only tables that are ours or the query's own; only table functions that compute. DuckDB is locked against files and
 * settings as well: this is the fence before that wall, and it holds where the two parsers read a text differently.
 */
public final class QueryRules {
    private static final Set<String> QUERY_NODES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

    private final Set<String> session;

    private QueryRules(Set<String> session) {
        this.session = session;
    }

    /**
     * @param relations names of the temporary tables the query may read
     * @param lookedUp names that mean a table where the query has none of that name
     * @param session the functions of the session it may call
     * @return those of {@code lookedUp} that the query reads
     * @throws dev.stagedoor.errors.StagedoorException 1002 for what is not a query, 1008 and 1025 for functions and tables there are not
     */
    static Set<String> check(QueryTree tree, Set<String> relations, Set<String> lookedUp, Set<String> session) {
        new QueryRules(session).checkNodes(tree.query(), "");
        return new TableScope(relations, lookedUp).check(tree.query());
    }

    /** The table functions a query may call. */
    public static Set<String> tableFunctions() {
        return QueryFunctions.tables();
    }

    /** Whether a query may call the scalar or aggregate function. */
    static boolean allows(String function) {
        return QueryFunctions.isAllowed(function) || DatabendFunctions.contains(function);
    }

    /** @param place the type of the node around this one when this is its function; else empty */
    private void checkNodes(JsonNode node, String place) {
        String type = node.path("type").asString("");
        if (type.endsWith("_NODE") && !QUERY_NODES.contains(type)) {
            throw QueryRefusals.unimplemented("a query cannot change anything");
        }
        if (type.equals("SHOW_REF") && !node.path("query").isObject()) {
            throw QueryRefusals.unimplemented("this SHOW is not supported");
        }
        if (node.has("function_name")) {
            checkFunction(node, place.equals("TABLE_FUNCTION"));
        }
        for (var child : node.properties()) {
            checkValue(child.getValue(), child.getKey().equals("function") ? type : "");
        }
    }

    private void checkValue(JsonNode value, String place) {
        if (value.isObject()) {
            checkNodes(value, place);
        } else if (value.isArray()) {
            value.forEach(element -> checkValue(element, ""));
        }
    }

    /** Of a schema there are none: that would be the way around the bounds. */
    private void checkFunction(JsonNode call, boolean table) {
        String name = TreeNodes.functionName(call);
        boolean bare = call.path("schema").asString("").isEmpty() && call.path("catalog").asString("").isEmpty();
        boolean known = table ? QueryFunctions.tables().contains(name) : allows(name) || session.contains(name);
        if (!bare || !known) {
            throw table ? QueryRefusals.unknownTableFunction(name) : QueryRefusals.unknownFunction(name);
        }
    }
}
