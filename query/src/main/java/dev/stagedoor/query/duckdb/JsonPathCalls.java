package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.argument;
import static dev.stagedoor.query.duckdb.TreeNodes.argumentCount;
import static dev.stagedoor.query.duckdb.TreeNodes.function;
import static dev.stagedoor.query.duckdb.TreeNodes.integer;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Databend's functions that take a JSON path. DuckDB gives a list where the path has a wildcard and else a value, so the path must stand in
 * the query.
 */
final class JsonPathCalls {
    static final Set<String> NAMES =
            Set.of("json_path_exists", "json_path_query", "json_path_query_array", "json_path_query_first");

    private JsonPathCalls() {}

    /** @throws StagedoorException 1006 for a path that is computed, or has a filter */
    static JsonNode rewrite(ObjectNode call, String name) {
        if (argumentCount(call) != 2) {
            throw refused(name + " takes a Variant and a path");
        }
        String path = TreeNodes.textConstant(argument(call, 1))
                .orElseThrow(() -> refused("the path of " + name + " is a text that stands in the query"));
        if (path.indexOf('?') >= 0 || path.indexOf('@') >= 0) {
            throw refused("a JSON path has no filter here: unnest the array, and filter its elements with WHERE");
        }
        boolean wildcard = path.indexOf('*') >= 0;
        ObjectNode found = function("json_extract", argument(call, 0), argument(call, 1));
        ObjectNode all = function("array_compact", wildcard ? found : function("list_value", found));
        return switch (name) {
            case "json_path_query_first" -> wildcard ? function("list_extract", all, integer(1)) : found;
            case "json_path_query_array" -> function("to_json", all);
            case "json_path_query" -> function("unnest", all);
            default -> wildcard ? function("stagedoor_any", all) : function("json_exists", argument(call, 0), argument(call, 1));
        };
    }

    private static StagedoorException refused(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
