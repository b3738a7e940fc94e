package dev.stagedoor.query.duckdb;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Nodes of a {@link QueryTree}: as DuckDB 2.0 writes and reads them. */
final class TreeNodes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What DuckDB writes for a node without a place in the text. */
    private static final BigInteger NOWHERE = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private TreeNodes() {}

    static String nodeClass(JsonNode node) {
        return node.path("class").asString("");
    }

    static String type(JsonNode node) {
        return node.path("type").asString("");
    }

    /** Of a function, an operator or a window function; in lower case. */
    static String functionName(JsonNode node) {
        return node.path("function_name").asString("").toLowerCase(Locale.ROOT);
    }

    static boolean isFunction(JsonNode node) {
        return nodeClass(node).equals("FUNCTION");
    }

    static int argumentCount(JsonNode function) {
        return function.path("arguments").size();
    }

    static JsonNode argument(JsonNode function, int number) {
        return function.path("arguments").path(number).path("expression");
    }

    static void setArgument(ObjectNode function, int number, JsonNode value) {
        ((ObjectNode) function.path("arguments").path(number)).set("expression", value);
    }

    static void addArgument(ObjectNode function, JsonNode value) {
        ObjectNode argument = ((ArrayNode) function.path("arguments")).addObject();
        argument.put("name", "");
        argument.set("expression", value);
    }

    static void rename(ObjectNode function, String name) {
        function.put("function_name", name);
        function.putObject("qualified_name").putArray("path").add(name);
    }

    /** A text that stands in the query as it is. */
    static Optional<String> textConstant(JsonNode node) {
        JsonNode literal = node.path("literal");
        boolean text = nodeClass(node).equals("CONSTANT") && literal.path("kind").asString("").equals("STRING");
        return text ? Optional.of(literal.path("text").asString()) : Optional.empty();
    }

    static ObjectNode text(String value) {
        return constant("STRING", value);
    }

    static ObjectNode integer(long value) {
        return constant("INTEGER", Long.toString(value));
    }

    private static ObjectNode constant(String kind, String text) {
        ObjectNode node = expression("CONSTANT", "VALUE_CONSTANT");
        ObjectNode literal = node.putObject("literal");
        literal.put("kind", kind);
        literal.put("text", text);
        return node;
    }

    static ObjectNode function(String name, JsonNode... arguments) {
        ObjectNode node = expression("FUNCTION", "FUNCTION");
        node.put("schema", "");
        node.putNull("filter");
        ObjectNode order = node.putObject("order_bys");
        order.put("type", "ORDER_MODIFIER");
        order.putArray("orders");
        node.put("distinct", false);
        node.put("is_operator", false);
        node.put("export_state", false);
        node.put("catalog", "");
        node.putArray("arguments");
        rename(node, name);
        for (JsonNode argument : arguments) {
            addArgument(node, argument);
        }
        return node;
    }

    static ObjectNode cast(JsonNode child, String type) {
        ObjectNode node = expression("CAST", "OPERATOR_CAST");
        node.set("child", child);
        node.put("try_cast", false);
        node.set("type_expr", typeExpression(type));
        return node;
    }

    static ObjectNode coalesce(JsonNode value, JsonNode otherwise) {
        ObjectNode node = expression("OPERATOR", "OPERATOR_COALESCE");
        node.putArray("children").add(value).add(otherwise);
        return node;
    }

    /** How many nodes there are, the node itself and all values included. */
    static int size(JsonNode node) {
        int size = 1;
        for (JsonNode child : node) {
            size += size(child);
        }
        return size;
    }

    static ObjectNode isNotNull(JsonNode value) {
        ObjectNode node = expression("OPERATOR", "OPERATOR_IS_NOT_NULL");
        node.putArray("children").add(value);
        return node;
    }

    /** A CASE without a case, which is NULL. */
    static ObjectNode cases() {
        ObjectNode node = expression("CASE", "CASE_EXPR");
        node.putArray("case_checks");
        node.set("else_expr", constant("NULL_LITERAL", "NULL"));
        return node;
    }

    static void addCase(ObjectNode cases, JsonNode condition, JsonNode value) {
        ObjectNode check = ((ArrayNode) cases.path("case_checks")).addObject();
        check.set("when_expr", condition);
        check.set("then_expr", value);
    }

    /** {@code left IS NOT DISTINCT FROM right}. */
    static ObjectNode isSame(JsonNode left, JsonNode right) {
        ObjectNode node = expression("COMPARISON", "COMPARE_NOT_DISTINCT_FROM");
        node.set("left", left);
        node.set("right", right);
        return node;
    }

    static ObjectNode typeExpression(String name) {
        ObjectNode node = expression("TYPE", "TYPE");
        node.put("catalog", "");
        node.put("schema", "");
        node.putArray("children");
        renameType(node, name);
        return node;
    }

    static void renameType(ObjectNode type, String name) {
        type.put("type_name", name);
        type.putObject("qualified_name").putArray("path").add(name);
    }

    private static ObjectNode expression(String nodeClass, String type) {
        ObjectNode node = NODES.objectNode();
        node.put("class", nodeClass);
        node.put("type", type);
        node.put("alias", "");
        node.put("query_location", NOWHERE);
        node.put("query_location_length", 0);
        return node;
    }
}
