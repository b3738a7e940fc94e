package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.function;
import static dev.stagedoor.query.duckdb.TreeNodes.functionName;
import static dev.stagedoor.query.duckdb.TreeNodes.nodeClass;
import static dev.stagedoor.query.duckdb.TreeNodes.textConstant;

import dev.stagedoor.query.row.DataType.Scalar;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Casts to Databend's types. A Timestamp is a moment, so DuckDB's type for it is TIMESTAMPTZ; and a text is read strictly, where DuckDB's
 * own cast would leave out what it does not understand.
 */
final class Conversion {
    /** Names in queries that DuckDB does not know or knows as another type. */
    private static final Map<String, Scalar> TYPES = Map.ofEntries(
            Map.entry("INT8", Scalar.INT8), Map.entry("INT16", Scalar.INT16), Map.entry("INT32", Scalar.INT32),
            Map.entry("INT64", Scalar.INT64), Map.entry("UINT8", Scalar.UINT8), Map.entry("UINT16", Scalar.UINT16),
            Map.entry("UINT32", Scalar.UINT32), Map.entry("UINT64", Scalar.UINT64), Map.entry("FLOAT32", Scalar.FLOAT32),
            Map.entry("FLOAT64", Scalar.FLOAT64), Map.entry("SIGNED", Scalar.INT64), Map.entry("UNSIGNED", Scalar.UINT64),
            Map.entry("DATETIME", Scalar.TIMESTAMP), Map.entry("TIMESTAMP", Scalar.TIMESTAMP), Map.entry("VARIANT", Scalar.VARIANT));

    private static final Set<String> TEXTS = Set.of("VARCHAR", "STRING", "TEXT", "CHAR", "BPCHAR", "NVARCHAR");
    private static final Set<String> TIMESTAMPS = Set.of("TIMESTAMP", "DATETIME", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE");

    private static final Set<String> EXACT_NUMBERS = Set.of(
            "TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "UHUGEINT", "DECIMAL",
            "NUMERIC");

    /** Whose value is a Variant, whatever it is made of. */
    private static final Set<String> VARIANTS = Set.of(
            "as_array", "as_object", "get", "get_ignore_case", "get_path", "json_array", "json_extract", "json_object",
            "json_path_query_array", "json_path_query_first", "parse_json", "stagedoor_member", "to_json", "try_parse_json");

    private Conversion() {}

    /** Whether the cast becomes a call of a macro. */
    static boolean isMacro(ObjectNode cast) {
        String type = targetType(cast);
        return isText(type) || TIMESTAMPS.contains(type) || type.equals("DATE") || type.equals("BOOLEAN") || isExact(type);
    }

    /** The cast as DuckDB is to do it; its children are rewritten already. */
    static JsonNode of(ObjectNode cast) {
        ObjectNode child = (ObjectNode) cast.path("child");
        if (isNull(child)) {
            return cast;
        }
        return to(targetType(cast), child, cast.path("try_cast").asBoolean(), cast);
    }

    /**
     * A value as a type.
     *
     * @param type DuckDB's name or Databend's, in upper case
     * @param lenient whether NULL comes of what cannot be converted
     */
    static JsonNode to(String type, ObjectNode value, boolean lenient) {
        ObjectNode cast = TreeNodes.cast(value, type);
        cast.put("try_cast", lenient);
        renameType((ObjectNode) cast.path("type_expr"));
        return isNull(value) ? cast : to(type, value, lenient, cast);
    }

    private static JsonNode to(String type, ObjectNode value, boolean lenient, ObjectNode cast) {
        if (type.equals("VARIANT")) {
            return function("to_json", value);
        }
        JsonNode plain = isVariant(value) ? function("json_extract_string", value, TreeNodes.text("$")) : value;
        if (isText(type)) {
            return textConstant(value).isPresent() ? cast : function("stagedoor_text", plain);
        }
        if (TIMESTAMPS.contains(type)) {
            return function(lenient ? "try_to_timestamp" : "to_timestamp", plain);
        }
        if (type.equals("DATE")) {
            return function(lenient ? "try_to_date" : "to_date", plain);
        }
        if (type.equals("BOOLEAN")) {
            return function(lenient ? "stagedoor_try_boolean" : "stagedoor_boolean", plain);
        }
        boolean number = nodeClass(value).equals("CONSTANT") && textConstant(value).isEmpty();
        boolean checked = isExact(type) && !number;
        cast.set("child", checked ? function(number(lenient, plain), plain) : plain);
        return cast;
    }

    /** What lets a text pass that is a number; a column may stand in it more than once. */
    private static String number(boolean lenient, JsonNode text) {
        return (lenient ? "stagedoor_try_" : "stagedoor_") + (nodeClass(text).equals("COLUMN_REF") ? "column_number" : "number");
    }

    /** Databend's name of a type becomes DuckDB's. */
    static void renameType(ObjectNode type) {
        Scalar known = TYPES.get(type.path("type_name").asString("").toUpperCase(Locale.ROOT));
        if (known != null) {
            TreeNodes.renameType(type, DuckDbTypes.name(known));
        }
    }

    /** A type by its name in the query, in upper case; Databend's names of numbers as DuckDB's. */
    private static String targetType(ObjectNode cast) {
        String name = cast.path("type_expr").path("type_name").asString("").toUpperCase(Locale.ROOT);
        Scalar known = TYPES.get(name);
        String ofDuckDb = known == null ? name : DuckDbTypes.name(known);
        return isExact(ofDuckDb) ? ofDuckDb : name.equals("BOOL") ? "BOOLEAN" : name;
    }

    private static boolean isText(String type) {
        return TEXTS.contains(type);
    }

    private static boolean isExact(String type) {
        return EXACT_NUMBERS.contains(type);
    }

    private static boolean isNull(JsonNode node) {
        return node.path("literal").path("kind").asString("").equals("NULL_LITERAL");
    }

    /** Whether a value is a Variant, as far as the query shows. */
    static boolean isVariant(JsonNode node) {
        return switch (nodeClass(node)) {
            case "FUNCTION" -> VARIANTS.contains(functionName(node));
            case "OPERATOR" -> TreeNodes.type(node).equals("ARRAY_EXTRACT") && textConstant(node.path("children").path(1)).isPresent();
            case "CAST" -> Set.of("JSON", "VARIANT").contains(targetType((ObjectNode) node));
            default -> false;
        };
    }
}
