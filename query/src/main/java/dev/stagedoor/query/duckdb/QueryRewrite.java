package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.argument;
import static dev.stagedoor.query.duckdb.TreeNodes.argumentCount;
import static dev.stagedoor.query.duckdb.TreeNodes.functionName;
import static dev.stagedoor.query.duckdb.TreeNodes.isFunction;
import static dev.stagedoor.query.duckdb.TreeNodes.nodeClass;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the tree of a query that passed {@link QueryRules} into what DuckDB runs: Databend's types and functions as macros and functions of
 * DuckDB, and every call with its bounds.
 */
final class QueryRewrite {
    /** How deep calls may be nested whose arguments DuckDB binds more than once: the work doubles with each level. */
    static final int MAX_NESTED_MACROS = 6;

    /** DuckDB's own macros in which an argument stands more than once. */
    private static final Set<String> BUILT_IN_MACROS = Set.of("array_to_string", "fmod", "nullif", "split_part");

    private static final Set<String> LAMBDA_FUNCTIONS = Set.of(
            "apply", "array_apply", "array_filter", "array_reduce", "array_transform", "filter", "list_apply", "list_filter", "list_reduce",
            "list_transform", "reduce");

    private QueryRewrite() {}

    /**
     * Where a node stands.
     *
     * @param macros how many calls around it bind their arguments more than once
     * @param lambda whether it is computed for each element of a list
     * @param pivot whether it is an aggregate of a PIVOT, which must stay a bare call
     */
    private record Place(int macros, boolean lambda, boolean pivot) {
        static final Place TOP = new Place(0, false, false);

        Place inMacro() {
            if (macros == MAX_NESTED_MACROS) {
                throw new StagedoorException(
                        ErrorCode.SEMANTIC, "the query is nested too deeply: functions that convert are nested at most "
                                + MAX_NESTED_MACROS + " deep");
            }
            return new Place(macros + 1, lambda, pivot);
        }

        Place inLambda() {
            if (lambda) {
                throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "a lambda has no lambda inside: unnest the list in FROM");
            }
            return new Place(macros, true, pivot);
        }

        Place in(boolean ofPivot) {
            return new Place(macros, lambda, ofPivot);
        }
    }

    /** Changes the tree in place. */
    static void rewrite(QueryTree tree) {
        children(tree.query(), Place.TOP);
    }

    private static void children(ObjectNode node, Place place) {
        boolean pivot = TreeNodes.type(node).equals("PIVOT");
        for (var child : node.properties()) {
            Place inside = place.in(pivot && child.getKey().equals("aggregates"));
            if (child.getValue() instanceof ObjectNode object) {
                node.set(child.getKey(), node(object, inside));
            } else if (child.getValue() instanceof ArrayNode array) {
                elements(array, inside);
            }
        }
    }

    private static void elements(ArrayNode array, Place place) {
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i) instanceof ObjectNode object) {
                array.set(i, node(object, place));
            } else if (array.get(i) instanceof ArrayNode inner) {
                elements(inner, place);
            }
        }
    }

    /** @return what stands in the node's place */
    private static JsonNode node(ObjectNode node, Place place) {
        return switch (nodeClass(node)) {
            case "FUNCTION" -> call(node, place);
            case "WINDOW" -> {
                children(node, place);
                yield Counts.isCount(node) ? aliased(Counts.unsigned(node), node) : node;
            }
            case "CAST" -> {
                boolean macro = Conversion.isMacro(node);
                children(node, macro ? place.inMacro() : place);
                yield aliased(Conversion.of(node), node);
            }
            case "TYPE" -> {
                children(node, place);
                Conversion.renameType(node);
                yield node;
            }
            case "CONSTANT" -> {
                FunctionGuards.literal(node);
                yield node;
            }
            case "OPERATOR" -> {
                children(node, place);
                yield TreeNodes.type(node).equals("ARRAY_EXTRACT") ? aliased(VariantMembers.rewrite(node), node) : node;
            }
            default -> {
                if (TreeNodes.type(node).equals("TABLE_FUNCTION")) {
                    tableFunction(node, place);
                } else {
                    children(node, place);
                }
                yield node;
            }
        };
    }

    private static JsonNode call(ObjectNode call, Place place) {
        String name = functionName(call);
        boolean macro = DatabendFunctions.bindsAgain(name) || BUILT_IN_MACROS.contains(name);
        if (LAMBDA_FUNCTIONS.contains(name)) {
            lambdas(call, place);
        } else {
            children(call, macro ? place.inMacro() : place);
        }
        JsonNode rewritten = DatabendCalls.rewrite(call, place.lambda());
        if (rewritten instanceof ObjectNode duckDbs && isFunction(duckDbs)) {
            rewritten = FunctionGuards.guard(duckDbs, place.lambda());
        }
        if (!place.pivot() && rewritten instanceof ObjectNode count && Counts.isCount(count)) {
            rewritten = Counts.unsigned(count);
        }
        return aliased(rewritten, call);
    }

    private static void lambdas(ObjectNode call, Place place) {
        for (int i = 0; i < argumentCount(call); i++) {
            JsonNode argument = argument(call, i);
            boolean lambda = nodeClass(argument).equals("LAMBDA");
            if (lambda) {
                // Databend writes x -> x + 1, which DuckDB 2.0 takes in this form alone.
                ((ObjectNode) argument).put("syntax_type", "LAMBDA_KEYWORD");
            }
            TreeNodes.setArgument(call, i, node((ObjectNode) argument, lambda ? place.inLambda() : place));
        }
    }

    /** The function itself is no scalar one: {@code range} is bounded in a SELECT list, not here. */
    private static void tableFunction(ObjectNode table, Place place) {
        ObjectNode function = (ObjectNode) table.path("function");
        children(function, place);
        String name = functionName(function);
        if (DatabendFunctions.tables().contains(name) && table.path("alias").asString("").isEmpty()) {
            table.put("alias", name);
        }
    }

    /** The alias of what stood there goes to what stands there now. */
    private static JsonNode aliased(JsonNode now, ObjectNode before) {
        String alias = before.path("alias").asString("");
        if (now != before && now instanceof ObjectNode node && !alias.isEmpty()) {
            before.put("alias", "");
            node.put("alias", alias);
        }
        return now;
    }
}
