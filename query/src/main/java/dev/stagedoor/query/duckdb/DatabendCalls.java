package dev.stagedoor.query.duckdb;

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
            Map.entry("any", "any_value"), Map.entry("array_construct", "json_array"), Map.entry("avg_if", "avg"),
            Map.entry("max_if", "max"), Map.entry("min_if", "min"), Map.entry("object_construct", "json_object"),
            Map.entry("regexp", "regexp_matches"), Map.entry("regexp_like", "regexp_matches"), Map.entry("rlike", "regexp_matches"),
            Map.entry("std", "stddev_pop"), Map.entry("stddev", "stddev_pop"), Map.entry("sum_if", "sum"));

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

    private static final Set<String> UNITS = Set.of("year", "quarter", "month", "week", "day", "hour", "minute", "second");

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
            case "date_diff", "datediff", "date_trunc" -> {
                unit(argument(call, 0)).ifPresent(unit -> setArgument(call, 0, text(unit)));
                yield call;
            }
            default -> {
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
        if (!nodeClass(node).equals("COLUMN_REF") || node.path("column_names").size() != 1) {
            return Optional.empty();
        }
        String name = node.path("column_names").path(0).asString("").toLowerCase(Locale.ROOT);
        return UNITS.contains(name) ? Optional.of(name) : Optional.empty();
    }
}
