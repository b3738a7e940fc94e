package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.argument;
import static dev.stagedoor.query.duckdb.TreeNodes.argumentCount;
import static dev.stagedoor.query.duckdb.TreeNodes.functionName;
import static dev.stagedoor.query.duckdb.TreeNodes.nodeClass;
import static dev.stagedoor.query.duckdb.TreeNodes.type;

import dev.stagedoor.query.row.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which columns of a result cannot be NULL, as far as the query and the relations it reads tell. What is not certain counts as nullable: a
 * client may be told Nullable for a column without NULLs, never the other way round.
 */
final class Nullability {
    /** Aggregates, window functions and constructors that always have a value. */
    private static final Set<String> ALWAYS = Set.of(
            "approx_count_distinct", "count", "count_distinct", "count_if", "count_star", "cume_dist", "dense_rank", "list_value", "ntile",
            "percent_rank", "rank", "row", "row_number", "struct_pack", "uniq");

    /** Functions that give NULL only when an argument is. */
    private static final Set<String> STRICT = Set.of((
            "+ - * / // % ^ || ~~ !~~ ~~* !~~* abs ceil ceiling char_length concat contains date_trunc ends_with floor hex iff if"
                    + " is_not_null is_null lcase left length lower lpad ltrim map md5 modulo octet_length parse_json position read_file"
                    + " repeat replace reverse right round rpad rtrim sha sha1 sign starts_with strlen substr substring to_boolean to_date"
                    + " to_day_of_month to_float32 to_float64 to_hex to_int16 to_int32 to_int64 to_int8 to_month to_start_of_day"
                    + " to_start_of_hour to_start_of_month to_start_of_year to_string to_timestamp to_uint16 to_uint32 to_uint64 to_uint8"
                    + " to_unix_timestamp to_varchar to_year to_yyyymm to_yyyymmdd trim trunc truncate ucase upper")
            .split(" "));

    /** Functions of the session, of time and of chance: they have no argument and a value. */
    private static final Set<String> VALUES = Set.of(
            "now", "today", "yesterday", "tomorrow", "current_timestamp", "current_date", "gen_random_uuid", "uuid", "random", "pi",
            "version", "user", "current_user", "session_user", "current_role", "current_available_roles", "current_catalog", "database",
            "current_database", "connection_id", "timezone");

    private final QueryTask query;

    private Nullability(QueryTask query) {
        this.query = query;
    }

    /** A column of what stands in FROM. */
    private record Known(String table, String name, boolean nullable) {}

    /** @return for each column of the result whether it may be NULL; empty when the columns are not known */
    static Optional<List<Boolean>> of(QueryTree tree, QueryTask composed) {
        return new Nullability(composed)
                .query(tree.query(), Map.of())
                .map(columns -> columns.stream().map(Known::nullable).toList());
    }

    private Optional<List<Known>> query(JsonNode node, Map<String, List<Known>> outside) {
        Map<String, List<Known>> names = new HashMap<>(outside);
        for (JsonNode expression : node.path("cte_map").path("map")) {
            String name = expression.path("key").asString("").toLowerCase(Locale.ROOT);
            names.put(name, List.of());
            query(expression.path("value").path("query_node"), names)
                    .map(columns -> renamed(columns, name, expression.path("value").path("aliases")))
                    .ifPresent(columns -> names.put(name, columns));
        }
        return switch (type(node)) {
            case "SELECT_NODE" -> select(node, names);
            case "SET_OPERATION_NODE" -> union(node.path("children"), names);
            default -> Optional.empty();
        };
    }

    private Optional<List<Known>> union(JsonNode children, Map<String, List<Known>> names) {
        List<Known> columns = List.of();
        for (JsonNode child : children) {
            Optional<List<Known>> next = query(child, names);
            if (next.isEmpty() || (!columns.isEmpty() && next.get().size() != columns.size())) {
                return Optional.empty();
            }
            columns = columns.isEmpty() ? next.get() : either(columns, next.get());
        }
        return columns.isEmpty() ? Optional.empty() : Optional.of(columns);
    }

    private static List<Known> either(List<Known> some, List<Known> others) {
        List<Known> both = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            both.add(new Known("", some.get(i).name, some.get(i).nullable || others.get(i).nullable));
        }
        return both;
    }

    private Optional<List<Known>> select(JsonNode node, Map<String, List<Known>> names) {
        Optional<List<Known>> from = from(node.path("from_table"), names);
        boolean someGroupsOnly = node.path("group_sets").size() > 1;
        List<Known> columns = new ArrayList<>();
        for (JsonNode item : node.path("select_list")) {
            String alias = item.path("alias").asString("");
            if (nodeClass(item).equals("STAR")) {
                if (from.isEmpty() || !isPlain(item)) {
                    return Optional.empty();
                }
                columns.addAll(from.get());
            } else {
                String name = alias.isEmpty() ? lastName(item) : alias;
                columns.add(new Known("", name, someGroupsOnly || mayBeNull(item, from.orElse(List.of()))));
            }
        }
        return Optional.of(columns);
    }

    private static boolean isPlain(JsonNode star) {
        return star.path("relation_name").asString("").isEmpty()
                && star.path("exclude_list").isEmpty()
                && star.path("qualified_exclude_list").isEmpty()
                && star.path("replace_list").isEmpty()
                && star.path("rename_list").isEmpty()
                && !star.path("columns").asBoolean();
    }

    private Optional<List<Known>> from(JsonNode table, Map<String, List<Known>> names) {
        String alias = table.path("alias").asString("");
        return switch (type(table)) {
            case "EMPTY" -> Optional.of(List.of());
            case "BASE_TABLE" -> baseTable(table, alias, names);
            case "SUBQUERY" ->
                query(table.path("subquery").path("node"), names).map(columns -> renamed(columns, alias, table.path("column_name_alias")));
            case "TABLE_FUNCTION" -> tableFunction(table, alias);
            case "JOIN" -> join(table, names);
            default -> Optional.empty();
        };
    }

    private Optional<List<Known>> baseTable(JsonNode table, String alias, Map<String, List<Known>> names) {
        String name = table.path("table_name").asString("").toLowerCase(Locale.ROOT);
        boolean bare = table.path("schema_name").asString("").isEmpty();
        Optional<List<Column>> relation = Optional.ofNullable(query.relations().get(name))
                .or(() -> Optional.ofNullable(query.sessionTables().get(name)))
                .or(() -> Optional.ofNullable(query.tables().get(name)).map(TableSource::columns));
        Optional<List<Known>> expression = bare ? Optional.ofNullable(names.get(name)) : Optional.empty();
        if (expression.isPresent() && expression.get().isEmpty()) {
            return Optional.empty();
        }
        return expression.or(() -> relation.map(schema -> columns(name, schema)))
                .or(() -> Optional.ofNullable(query.functions().get(name)).map(found -> columns(name, found.schema())))
                .map(known -> renamed(known, alias.isEmpty() ? name : alias, table.path("column_name_alias")));
    }

    private static List<Known> columns(String table, List<Column> schema) {
        return schema.stream().map(column -> new Known(table, column.name(), column.nullable())).toList();
    }

    private static Optional<List<Known>> tableFunction(JsonNode table, String alias) {
        String name = functionName(table.path("function"));
        String column = switch (name) {
            case "numbers", "numbers_mt" -> "number";
            case "range", "generate_series" -> name;
            default -> "";
        };
        if (column.isEmpty()) {
            return Optional.empty();
        }
        List<Known> known = List.of(new Known(name, column, false));
        return Optional.of(renamed(known, alias.isEmpty() ? name : alias, table.path("column_name_alias")));
    }

    /** An outer join makes NULLs of what has no match. */
    private Optional<List<Known>> join(JsonNode join, Map<String, List<Known>> names) {
        Optional<List<Known>> left = from(join.path("left"), names);
        Optional<List<Known>> right = from(join.path("right"), names);
        String kind = join.path("join_type").asString("");
        boolean plain = Set.of("INNER", "LEFT", "RIGHT", "OUTER").contains(kind);
        boolean merged = !join.path("using_columns").isEmpty() || !Set.of("REGULAR", "CROSS").contains(join.path("ref_type").asString(""));
        if (left.isEmpty() || right.isEmpty() || !plain || merged) {
            return Optional.empty();
        }
        List<Known> both = new ArrayList<>(kind.equals("RIGHT") || kind.equals("OUTER") ? nullable(left.get()) : left.get());
        both.addAll(kind.equals("LEFT") || kind.equals("OUTER") ? nullable(right.get()) : right.get());
        return Optional.of(both);
    }

    private static List<Known> nullable(List<Known> columns) {
        return columns.stream().map(column -> new Known(column.table, column.name, true)).toList();
    }

    private static List<Known> renamed(List<Known> columns, String table, JsonNode aliases) {
        List<Known> renamed = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String alias = aliases.path(i).asString("");
            renamed.add(new Known(table, alias.isEmpty() ? columns.get(i).name : alias, columns.get(i).nullable));
        }
        return renamed;
    }

    private boolean mayBeNull(JsonNode node, List<Known> from) {
        return switch (nodeClass(node)) {
            case "CONSTANT" -> node.path("literal").path("kind").asString("").equals("NULL_LITERAL");
            case "COLUMN_REF" -> column(node, from);
            case "CAST" -> node.path("try_cast").asBoolean() || mayBeNull(node.path("child"), from);
            case "COMPARISON" -> mayBeNull(node.path("left"), from) || mayBeNull(node.path("right"), from);
            case "CONJUNCTION" -> any(node.path("children"), from);
            case "BETWEEN" ->
                mayBeNull(node.path("input"), from) || mayBeNull(node.path("lower"), from) || mayBeNull(node.path("upper"), from);
            case "CASE" -> caseMayBeNull(node, from);
            case "OPERATOR" -> operatorMayBeNull(node, from);
            case "WINDOW" -> !ALWAYS.contains(functionName(node));
            case "FUNCTION" -> callMayBeNull(node, from);
            default -> true;
        };
    }

    private static boolean column(JsonNode reference, List<Known> from) {
        JsonNode names = reference.path("column_names");
        String name = names.path(names.size() - 1).asString("");
        String table = names.size() == 2 ? names.path(0).asString("") : "";
        if (names.size() > 2) {
            return true;
        }
        List<Known> meant = from.stream()
                .filter(column -> column.name.equalsIgnoreCase(name) && (table.isEmpty() || column.table.equalsIgnoreCase(table)))
                .toList();
        return meant.size() != 1 || meant.getFirst().nullable;
    }

    private boolean any(JsonNode nodes, List<Known> from) {
        for (JsonNode node : nodes) {
            if (mayBeNull(node, from)) {
                return true;
            }
        }
        return false;
    }

    private boolean caseMayBeNull(JsonNode node, List<Known> from) {
        for (JsonNode check : node.path("case_checks")) {
            if (mayBeNull(check.path("then_expr"), from)) {
                return true;
            }
        }
        return mayBeNull(node.path("else_expr"), from);
    }

    private boolean operatorMayBeNull(JsonNode node, List<Known> from) {
        JsonNode children = node.path("children");
        return switch (type(node)) {
            case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL" -> false;
            case "OPERATOR_NOT", "COMPARE_IN", "COMPARE_NOT_IN" -> any(children, from);
            case "OPERATOR_COALESCE" -> {
                boolean all = true;
                for (JsonNode child : children) {
                    all &= mayBeNull(child, from);
                }
                yield all;
            }
            default -> true;
        };
    }

    private boolean callMayBeNull(JsonNode call, List<Known> from) {
        String name = functionName(call);
        if (ALWAYS.contains(name) || (VALUES.contains(name) && argumentCount(call) == 0)) {
            return false;
        }
        if (name.equals("ifnull") || name.equals("nvl")) {
            return mayBeNull(argument(call, 0), from) && mayBeNull(argument(call, 1), from);
        }
        if (!STRICT.contains(name)) {
            return true;
        }
        for (int i = 0; i < argumentCount(call); i++) {
            if (mayBeNull(argument(call, i), from)) {
                return true;
            }
        }
        return false;
    }

    private static String lastName(JsonNode item) {
        JsonNode names = item.path("column_names");
        return names.path(names.size() - 1).asString("");
    }
}
