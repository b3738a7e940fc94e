package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.argument;
import static dev.stagedoor.query.duckdb.TreeNodes.argumentCount;
import static dev.stagedoor.query.duckdb.TreeNodes.functionName;
import static dev.stagedoor.query.duckdb.TreeNodes.nodeClass;
import static dev.stagedoor.query.duckdb.TreeNodes.type;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names for columns that have no alias, as Databend makes them of an expression: {@code COUNT(*)}, {@code 1 + 1}, {@code upper(name)}; a
 * cast is called as what it casts. What is not known here keeps DuckDB's name.
 */
final class ColumnNames {
    private static final Map<String, String> COMPARISONS = Map.of(
            "COMPARE_EQUAL", "=", "COMPARE_NOTEQUAL", "<>", "COMPARE_LESSTHAN", "<", "COMPARE_GREATERTHAN", ">",
            "COMPARE_LESSTHANOREQUALTO", "<=", "COMPARE_GREATERTHANOREQUALTO", ">=");

    private static final Map<String, String> LIKES = Map.of("~~", "LIKE", "!~~", "NOT LIKE", "~~*", "ILIKE", "!~~*", "NOT ILIKE");

    private static final Map<String, Integer> PRECEDENCE = Map.of("||", 3, "+", 4, "-", 4, "*", 5, "/", 5, "//", 5, "%", 5, "^", 6);

    private static final int OR = 0;
    private static final int AND = 1;
    private static final int COMPARISON = 2;
    private static final int ATOM = 9;

    /** They give several columns, which have names of their own. */
    private static final Set<String> SEVERAL_COLUMNS = Set.of("unnest", "columns");

    private final byte[] sql;

    private ColumnNames(String sql) {
        this.sql = sql.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Gives names, in every SELECT of the query.
     *
     * @param sql the text the tree was made of
     */
    static void give(QueryTree tree, String sql) {
        new ColumnNames(sql).visit(tree.query());
    }

    private void visit(JsonNode node) {
        if (type(node).equals("SELECT_NODE") && node.path("select_list") instanceof ArrayNode items) {
            items.forEach(item -> name((ObjectNode) item));
        }
        for (var child : node.properties()) {
            if (child.getValue().isObject()) {
                visit(child.getValue());
            } else if (child.getValue().isArray()) {
                elements(child.getValue());
            }
        }
    }

    private void elements(JsonNode array) {
        for (JsonNode element : array) {
            if (element.isObject()) {
                visit(element);
            } else if (element.isArray()) {
                elements(element);
            }
        }
    }

    private void name(ObjectNode item) {
        if (!item.path("alias").asString("").isEmpty() || nodeClass(item).equals("COLUMN_REF")) {
            return;
        }
        JsonNode value = item;
        while (nodeClass(value).equals("CAST")) {
            value = value.path("child");
        }
        Text text = nodeClass(value).equals("COLUMN_REF") ? atom(lastName(value)) : text(value);
        if (text != null && !text.text.isEmpty()) {
            item.put("alias", text.text);
        }
    }

    /** @param precedence how tightly its outermost operator binds */
    private record Text(String text, int precedence) {
        String inside(int outer) {
            return precedence < outer ? "(" + text + ")" : text;
        }
    }

    private @Nullable Text text(JsonNode node) {
        return switch (nodeClass(node)) {
            case "COLUMN_REF" -> atom(columnName(node));
            case "CONSTANT" -> constant(node.path("literal"));
            case "FUNCTION" -> call(node);
            case "COMPARISON" -> binary(node.path("left"), COMPARISONS.get(type(node)), node.path("right"), COMPARISON);
            case "CONJUNCTION" -> type(node).equals("CONJUNCTION_AND") ? joined(node, " AND ", AND) : joined(node, " OR ", OR);
            case "OPERATOR" -> operator(node);
            case "CAST" -> castText(node);
            case "CASE" -> caseText(node);
            case "BETWEEN" -> between(node);
            case "SUBQUERY" -> atom("(subquery)");
            case "WINDOW" -> window(node);
            default -> null;
        };
    }

    private static Text atom(String text) {
        return new Text(text, ATOM);
    }

    private static String columnName(JsonNode column) {
        List<String> names = new ArrayList<>();
        column.path("column_names").forEach(name -> names.add(name.asString()));
        return String.join(".", names);
    }

    private static String lastName(JsonNode column) {
        JsonNode names = column.path("column_names");
        return names.path(names.size() - 1).asString("");
    }

    private static Text constant(JsonNode literal) {
        String text = literal.path("text").asString("");
        return atom(switch (literal.path("kind").asString("")) {
            case "STRING" -> "'" + text.replace("'", "''") + "'";
            case "BOOLEAN" -> text.toUpperCase(Locale.ROOT);
            case "NULL_LITERAL" -> "NULL";
            default -> text;
        });
    }

    private @Nullable Text call(JsonNode call) {
        String name = functionName(call);
        if (SEVERAL_COLUMNS.contains(name)) {
            return null;
        }
        if (call.path("is_operator").asBoolean()) {
            return operatorCall(call, name);
        }
        if (name.equals("list_value")) {
            String elements = arguments(call);
            return elements == null ? null : atom("[" + elements + "]");
        }
        boolean countsAll = name.equals("count_star") || (name.equals("count") && argumentCount(call) == 0);
        String arguments = countsAll ? "*" : arguments(call);
        return arguments == null ? null
                : atom(withFilter(call, (countsAll ? "COUNT" : written(call, name)) + "(" + distinct(call) + arguments + ")"));
    }

    private String withFilter(JsonNode call, String text) {
        Text filter = call.path("filter").isObject() ? text(call.path("filter")) : null;
        return filter == null ? text : text + " FILTER ( WHERE " + filter.text + " )";
    }

    private static String distinct(JsonNode call) {
        return call.path("distinct").asBoolean() ? "DISTINCT " : "";
    }

    private @Nullable Text operatorCall(JsonNode call, String name) {
        if (argumentCount(call) == 1) {
            Text operand = text(argument(call, 0));
            return operand == null ? null : atom(name + " " + operand.inside(ATOM));
        }
        if (LIKES.containsKey(name)) {
            return binary(argument(call, 0), LIKES.get(name), argument(call, 1), COMPARISON);
        }
        return binary(argument(call, 0), name, argument(call, 1), PRECEDENCE.getOrDefault(name, COMPARISON));
    }

    private @Nullable Text binary(JsonNode left, @Nullable String operator, JsonNode right, int precedence) {
        Text first = text(left);
        Text second = text(right);
        if (operator == null || first == null || second == null) {
            return null;
        }
        return new Text(first.inside(precedence) + " " + operator + " " + second.inside(precedence + 1), precedence);
    }

    private @Nullable Text joined(JsonNode node, String operator, int precedence) {
        List<String> operands = new ArrayList<>();
        for (JsonNode child : node.path("children")) {
            Text operand = text(child);
            if (operand == null) {
                return null;
            }
            operands.add(operand.inside(precedence));
        }
        return new Text(String.join(operator, operands), precedence);
    }

    private @Nullable Text operator(JsonNode node) {
        JsonNode children = node.path("children");
        Text first = text(children.path(0));
        if (first == null) {
            return null;
        }
        return switch (type(node)) {
            case "OPERATOR_NOT" -> new Text("NOT " + first.inside(COMPARISON), AND);
            case "OPERATOR_IS_NULL" -> new Text(first.inside(COMPARISON) + " IS NULL", COMPARISON);
            case "OPERATOR_IS_NOT_NULL" -> new Text(first.inside(COMPARISON) + " IS NOT NULL", COMPARISON);
            case "COMPARE_IN" -> in(children, first, " IN(");
            case "COMPARE_NOT_IN" -> in(children, first, " NOT IN(");
            case "OPERATOR_COALESCE" -> {
                String all = list(children, 0);
                yield all == null ? null : atom("coalesce(" + all + ")");
            }
            case "ARRAY_EXTRACT" -> extract(children, first);
            default -> null;
        };
    }

    private @Nullable Text in(JsonNode children, Text first, String in) {
        String list = list(children, 1);
        return list == null ? null : new Text(first.inside(COMPARISON) + in + list + ")", COMPARISON);
    }

    /** A path into a Variant, {@code column:field}, or an element. */
    private @Nullable Text extract(JsonNode children, Text first) {
        String field = TreeNodes.textConstant(children.path(1)).orElse("");
        if (field.matches("[A-Za-z_][A-Za-z_0-9]*")) {
            return atom(first.inside(ATOM) + ":" + field);
        }
        Text index = text(children.path(1));
        return index == null ? null : atom(first.inside(ATOM) + "[" + index.text + "]");
    }

    private @Nullable Text castText(JsonNode cast) {
        Text value = text(cast.path("child"));
        String target = cast.path("type_expr").path("type_name").asString("").toUpperCase(Locale.ROOT);
        String call = cast.path("try_cast").asBoolean() ? "TRY_CAST(" : "CAST(";
        return value == null ? null : atom(call + value.text + " AS " + target + ")");
    }

    private @Nullable Text caseText(JsonNode node) {
        StringBuilder all = new StringBuilder("CASE");
        for (JsonNode check : node.path("case_checks")) {
            Text when = text(check.path("when_expr"));
            Text then = text(check.path("then_expr"));
            if (when == null || then == null) {
                return null;
            }
            all.append(" WHEN ").append(when.text).append(" THEN ").append(then.text);
        }
        if (node.path("else_expr").path("literal").path("kind").asString("").equals("NULL_LITERAL")) {
            return atom(all.append(" END").toString());
        }
        Text otherwise = text(node.path("else_expr"));
        return otherwise == null ? null : atom(all.append(" ELSE ").append(otherwise.text).append(" END").toString());
    }

    private @Nullable Text between(JsonNode node) {
        Text input = text(node.path("input"));
        Text lower = text(node.path("lower"));
        Text upper = text(node.path("upper"));
        if (input == null || lower == null || upper == null) {
            return null;
        }
        return new Text(input.inside(COMPARISON) + " BETWEEN " + lower.text + " AND " + upper.text, COMPARISON);
    }

    /** The call alone: what follows OVER does not fit a name. */
    private @Nullable Text window(JsonNode node) {
        String arguments = arguments(node);
        return arguments == null ? null : atom(functionName(node) + "(" + arguments + ") OVER (…)");
    }

    private @Nullable String arguments(JsonNode call) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < argumentCount(call); i++) {
            Text argument = text(argument(call, i));
            if (argument == null) {
                return null;
            }
            all.add(argument.text);
        }
        return String.join(", ", all);
    }

    private @Nullable String list(JsonNode children, int from) {
        List<String> all = new ArrayList<>();
        for (int i = from; i < children.size(); i++) {
            Text child = text(children.path(i));
            if (child == null) {
                return null;
            }
            all.add(child.text);
        }
        return String.join(", ", all);
    }

    /** A function's name in the letters of the query. */
    private String written(JsonNode call, String name) {
        long start = call.path("query_location").asLong(-1);
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (start < 0 || start + length > sql.length) {
            return name;
        }
        String there = new String(sql, (int) start, length, StandardCharsets.UTF_8);
        return there.equalsIgnoreCase(name) ? there : name;
    }
}
