package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.addArgument;
import static dev.stagedoor.query.duckdb.TreeNodes.argument;
import static dev.stagedoor.query.duckdb.TreeNodes.argumentCount;
import static dev.stagedoor.query.duckdb.TreeNodes.cast;
import static dev.stagedoor.query.duckdb.TreeNodes.function;
import static dev.stagedoor.query.duckdb.TreeNodes.functionName;
import static dev.stagedoor.query.duckdb.TreeNodes.nodeClass;
import static dev.stagedoor.query.duckdb.TreeNodes.rename;
import static dev.stagedoor.query.duckdb.TreeNodes.setArgument;
import static dev.stagedoor.query.duckdb.TreeNodes.text;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Databend's functions that are DuckDB's under another name, or in another form. */
final class DatabendCalls {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("any", "any_value"), Map.entry("array_construct", "json_array"),
            Map.entry("array_generate_range", "range"), Map.entry("array_intersection", "list_intersect"),
            Map.entry("array_overlap", "list_has_any"), Map.entry("array_remove_first", "array_pop_front"),
            Map.entry("array_remove_last", "array_pop_back"), Map.entry("arrays_zip", "list_zip"), Map.entry("avg_if", "avg"),
            Map.entry("greatest_ignore_nulls", "greatest"), Map.entry("least_ignore_nulls", "least"),
            Map.entry("map_cat", "map_concat"), Map.entry("map_contains_key", "map_contains"), Map.entry("map_size", "cardinality"),
            Map.entry("max_if", "max"), Map.entry("min_if", "min"), Map.entry("object_construct", "json_object"),
            Map.entry("rand", "random"), Map.entry("regexp", "regexp_matches"), Map.entry("regexp_like", "regexp_matches"),
            Map.entry("rlike", "regexp_matches"), Map.entry("std", "stddev_pop"), Map.entry("stddev", "stddev_pop"),
            Map.entry("sum_if", "sum"), Map.entry("to_binary", "encode"));

    /** What a function of one argument converts to. */
    private static final Map<String, String> CONVERSIONS = Map.ofEntries(
            Map.entry("date", "DATE"), Map.entry("json_to_string", "VARCHAR"), Map.entry("str_to_date", "DATE"),
            Map.entry("str_to_timestamp", "TIMESTAMP"), Map.entry("to_boolean", "BOOLEAN"), Map.entry("to_char", "VARCHAR"),
            Map.entry("to_date", "DATE"), Map.entry("to_datetime", "TIMESTAMP"), Map.entry("to_float32", "FLOAT"),
            Map.entry("to_float64", "DOUBLE"), Map.entry("to_int16", "SMALLINT"), Map.entry("to_int32", "INTEGER"),
            Map.entry("to_int64", "BIGINT"), Map.entry("to_int8", "TINYINT"), Map.entry("to_string", "VARCHAR"),
            Map.entry("to_text", "VARCHAR"), Map.entry("to_timestamp", "TIMESTAMP"), Map.entry("to_uint16", "USMALLINT"),
            Map.entry("to_uint32", "UINTEGER"), Map.entry("to_uint64", "UBIGINT"), Map.entry("to_uint8", "UTINYINT"),
            Map.entry("to_varchar", "VARCHAR"), Map.entry("to_variant", "VARIANT"));

    private static final String TRY = "try_";

    /** What may be added to a date. */
    private static final Set<String> UNITS = Set.of("year", "quarter", "month", "week", "day", "hour", "minute", "second");

    /** What a date may be taken apart into besides. */
    private static final Set<String> PARTS = Set.of(
            "century", "day", "decade", "dow", "doy", "epoch", "hour", "isodow", "isoyear", "microsecond", "millennium", "millisecond",
            "minute", "month", "quarter", "second", "week", "year");

    /** How many nodes of the tree one call may become by being written out. */
    static final int MAX_COPIED_NODES = 20_000;

    private DatabendCalls() {}

    /**
     * @param call whose arguments are rewritten already; may be changed
     * @param inLambda whether it is called for each element of a list
     * @return what stands in its place
     */
    static JsonNode rewrite(ObjectNode call, boolean inLambda) {
        String name = functionName(call);
        boolean lenient = name.startsWith(TRY) && CONVERSIONS.containsKey(name.substring(TRY.length()));
        String conversion = CONVERSIONS.get(lenient ? name.substring(TRY.length()) : name);
        if (conversion != null && argumentCount(call) == 1) {
            return Conversion.to(conversion, (ObjectNode) argument(call, 0), lenient);
        }
        if (conversion != null && argumentCount(call) == 2) {
            return formatted(call, conversion, lenient);
        }
        return switch (name) {
            case "concat" -> concat(call, inLambda);
            case "read_file" -> readFile(call);
            case "space" -> function("repeat", text(" "), argument(call, 0));
            case "date_format" -> formatted(call, "VARCHAR", false);
            case "regexp_substr" -> emptyIsNull(call, inLambda);
            case "avg_if", "max_if", "min_if", "sum_if" -> filtered(call, name);
            case "uniq", "count_distinct" -> {
                rename(call, "count");
                call.put("distinct", true);
                yield call;
            }
            case "date_add", "dateadd", "date_sub", "datesub" -> dateArithmetic(call, name);
            case "date_diff", "datediff", "date_part", "datepart", "date_trunc" -> {
                named(argument(call, 0), PARTS).ifPresent(part -> setArgument(call, 0, text(part)));
                yield call;
            }
            case "decode" -> argumentCount(call) < 3 ? call : decode(call);
            case "if" -> argumentCount(call) < 4 ? call : conditions(call);
            case "greatest", "least" -> strict(call, name);
            case "json_array_agg" -> argumentCount(call) == 1 ? jsonArray(call) : call;
            case "log" -> {
                rename(call, argumentCount(call) == 1 ? "ln" : name);
                yield call;
            }
            case "regexp_replace" -> everywhere(call);
            case "unnest" -> {
                if (argumentCount(call) == 1 && Conversion.isVariant(argument(call, 0))) {
                    setArgument(call, 0, function("from_json", argument(call, 0), text("[\"JSON\"]")));
                }
                yield call;
            }
            default -> {
                if (JsonPathCalls.NAMES.contains(name)) {
                    yield JsonPathCalls.rewrite(call, name);
                }
                String duckDbs = NAMES.get(name);
                if (duckDbs != null) {
                    rename(call, duckDbs);
                }
                yield call;
            }
        };
    }

    /** To or from a text in a form such as {@code %Y-%m-%d}. */
    private static JsonNode formatted(ObjectNode call, String type, boolean lenient) {
        if (type.equals("VARCHAR")) {
            return function("strftime", argument(call, 0), argument(call, 1));
        }
        ObjectNode parsed = function(lenient ? "try_strptime" : "strptime", argument(call, 0), argument(call, 1));
        return cast(parsed, type.equals("TIMESTAMP") ? "TIMESTAMPTZ" : type);
    }

    /** {@code decode(x, a, b, …, otherwise)}: NULL equals NULL. What is looked for stands in the tree once for each value. */
    private static JsonNode decode(ObjectNode call) {
        if (TreeNodes.size(argument(call, 0)) * (long) argumentCount(call) > MAX_COPIED_NODES) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "what decode looks for is too long for so many values: name it in a subquery");
        }
        ObjectNode cases = TreeNodes.cases();
        int at = 1;
        for (; at + 1 < argumentCount(call); at += 2) {
            TreeNodes.addCase(cases, TreeNodes.isSame(argument(call, 0).deepCopy(), argument(call, at)), argument(call, at + 1));
        }
        if (at < argumentCount(call)) {
            cases.set("else_expr", argument(call, at));
        }
        return cases;
    }

    /** {@code if(c, a, d, b, …, otherwise)}. */
    private static JsonNode conditions(ObjectNode call) {
        if (argumentCount(call) % 2 == 0) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "if takes conditions with their values, and a value for none of them");
        }
        ObjectNode cases = TreeNodes.cases();
        int last = argumentCount(call) - 1;
        for (int at = 0; at < last; at += 2) {
            TreeNodes.addCase(cases, argument(call, at), argument(call, at + 1));
        }
        cases.set("else_expr", argument(call, last));
        return cases;
    }

    /** NULL when one argument is, where DuckDB's own leaves it out. */
    private static JsonNode strict(ObjectNode call, String name) {
        rename(call, "list_value");
        return function("stagedoor_" + name, call);
    }

    /** Without NULLs. */
    private static JsonNode jsonArray(ObjectNode call) {
        if (call.path("filter").isNull()) {
            call.set("filter", TreeNodes.isNotNull(argument(call, 0).deepCopy()));
        }
        rename(call, "list");
        return TreeNodes.coalesce(function("to_json", call), cast(text("[]"), "JSON"));
    }

    /** Every match is replaced, where DuckDB's own replaces the first unless its options say otherwise. */
    private static JsonNode everywhere(ObjectNode call) {
        if (argumentCount(call) == 4 && TreeNodes.textConstant(argument(call, 3)).isPresent()) {
            return call;
        }
        if (argumentCount(call) != 3) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "regexp_replace takes a text, a pattern and what replaces every match");
        }
        addArgument(call, text("g"));
        return call;
    }

    private static JsonNode readFile(ObjectNode call) {
        if (argumentCount(call) < 1 || argumentCount(call) > 2) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "read_file takes the location of a file, or the name of a stage and a path in it");
        }
        rename(call, FileReads.MACRO);
        return call;
    }

    /** NULL when one argument is, where DuckDB's own leaves it out. */
    private static JsonNode concat(ObjectNode call, boolean inLambda) {
        JsonNode joined = text("");
        for (int i = 0; i < argumentCount(call); i++) {
            JsonNode next = Conversion.to("VARCHAR", (ObjectNode) argument(call, i), false);
            joined = i == 0 ? next : FunctionGuards.guard(operator("||", joined, next), inLambda);
        }
        return joined;
    }

    private static ObjectNode operator(String name, JsonNode left, JsonNode right) {
        ObjectNode operator = function(name, left, right);
        operator.put("is_operator", true);
        return operator;
    }

    private static JsonNode emptyIsNull(ObjectNode call, boolean inLambda) {
        rename(call, "regexp_extract");
        return function("nullif", FunctionGuards.guard(call, inLambda), text(""));
    }

    /** {@code sum_if(x, c)} is {@code sum(x) FILTER (WHERE c)}. */
    private static JsonNode filtered(ObjectNode call, String name) {
        ObjectNode filtered = function(NAMES.get(name), argument(call, 0));
        filtered.set("filter", argument(call, 1));
        return filtered;
    }

    /** {@code date_add(day, 1, d)} is {@code add_days(d, 1)}; what does not begin with a unit is DuckDB's. */
    private static JsonNode dateArithmetic(ObjectNode call, String name) {
        Optional<String> unit = unit(argument(call, 0));
        if (unit.isEmpty() || argumentCount(call) != 3) {
            return call;
        }
        String verb = name.endsWith("add") ? "add_" : "subtract_";
        return function(verb + unit.get() + "s", argument(call, 2), argument(call, 1));
    }

    private static Optional<String> unit(JsonNode node) {
        return named(node, UNITS);
    }

    /** What stands without quotes, if it is one of the words. */
    private static Optional<String> named(JsonNode node, Set<String> words) {
        if (!nodeClass(node).equals("COLUMN_REF") || node.path("column_names").size() != 1) {
            return Optional.empty();
        }
        String name = node.path("column_names").path(0).asString("").toLowerCase(Locale.ROOT);
        return words.contains(name) ? Optional.of(name) : Optional.empty();
    }
}
