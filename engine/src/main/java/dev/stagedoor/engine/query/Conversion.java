package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.TreeNodes.function;
import static dev.stagedoor.engine.query.TreeNodes.functionName;
import static dev.stagedoor.engine.query.TreeNodes.nodeClass;
import static dev.stagedoor.engine.query.TreeNodes.textConstant;

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
    /** Databend's names that DuckDB does not know or knows as another type, and DuckDB's. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("INT8", "TINYINT"), Map.entry("INT16", "SMALLINT"), Map.entry("INT32", "INTEGER"), Map.entry("INT64", "BIGINT"),
            Map.entry("UINT8", "UTINYINT"), Map.entry("UINT16", "USMALLINT"), Map.entry("UINT32", "UINTEGER"),
            Map.entry("UINT64", "UBIGINT"), Map.entry("FLOAT32", "FLOAT"), Map.entry("FLOAT64", "DOUBLE"), Map.entry("SIGNED", "BIGINT"),
            Map.entry("UNSIGNED", "UBIGINT"), Map.entry("DATETIME", "TIMESTAMPTZ"), Map.entry("TIMESTAMP", "TIMESTAMPTZ"),
            Map.entry("VARIANT", "JSON"));

    private static final Set<String> TEXTS = Set.of("VARCHAR", "STRING", "TEXT", "CHAR", "BPCHAR", "NVARCHAR");
    private static final Set<String> TIMESTAMPS = Set.of("TIMESTAMP", "DATETIME", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE");

    private static final Set<String> EXACT_NUMBERS = Set.of(
            "TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "UHUGEINT", "DECIMAL",
            "NUMERIC");

    /** Whose value is a Variant, whatever it is made of. */
    private static final Set<String> VARIANTS = Set.of(
            "get", "get_path", "json_array", "json_extract", "json_object", "parse_json", "to_json", "try_parse_json");

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
        cast.set("child", checked ? function(lenient ? "stagedoor_try_number" : "stagedoor_number", plain) : plain);
        return cast;
    }

    /** Databend's name of a type becomes DuckDB's. */
    static void renameType(ObjectNode type) {
        String known = TYPES.get(type.path("type_name").asString("").toUpperCase(Locale.ROOT));
        if (known != null) {
            TreeNodes.renameType(type, known);
        }
    }

    /** A type by its name in the query, in upper case; Databend's names of numbers as DuckDB's. */
    private static String targetType(ObjectNode cast) {
        String name = cast.path("type_expr").path("type_name").asString("").toUpperCase(Locale.ROOT);
        return isExact(TYPES.getOrDefault(name, "")) ? TYPES.get(name) : name.equals("BOOL") ? "BOOLEAN" : name;
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

    private static boolean isVariant(JsonNode node) {
        return switch (nodeClass(node)) {
            case "FUNCTION" -> VARIANTS.contains(functionName(node));
            case "OPERATOR" -> TreeNodes.type(node).equals("ARRAY_EXTRACT") && textConstant(node.path("children").path(1)).isPresent();
            case "CAST" -> Set.of("JSON", "VARIANT").contains(targetType((ObjectNode) node));
            default -> false;
        };
    }
}
