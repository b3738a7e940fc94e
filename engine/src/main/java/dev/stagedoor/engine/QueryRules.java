package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * What a query may hold, checked on the tree DuckDB's own parser makes of it ({@code json_serialize_sql}): one statement; no node that
 * changes anything (DuckDB 2.0 lets an INSERT stand in a WITH); only tables that are ours or the query's own; only table functions that
 * compute. DuckDB is locked against files and settings as well: this is the fence before that wall, and it holds where the two parsers read
 * a text differently.
 */
final class QueryRules {
    /** Depth of the tree as JSON; each level of a subquery takes a handful. Keeps DuckDB's recursive planner off the end of its stack. */
    static final int MAX_DEPTH = 1000;

    private static final Set<String> QUERY_NODES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "generate_series", "json_each", "json_tree", "range", "repeat", "repeat_row", "unnest", "icu_calendar_names", "pg_timezone_names");

    /** Scalar functions that tell of the server, hold a thread, keep state, or take raw memory as their argument. */
    private static final Set<String> REFUSED_FUNCTIONS = Set.of(
            "current_query",
            "current_setting",
            "currval",
            "finalize",
            "getvariable",
            "nextval",
            "setval",
            "sleep_ms",
            "stats",
            "to_aggregate_state",
            "variant_bytes_to_variant",
            "write_log");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(QueryEngine.MAX_QUERY_CHARS * 8)
                    .build())
            .build();

    private final Set<String> relations;
    private final Set<String> ctes = new HashSet<>();
    private final Set<String> tables = new LinkedHashSet<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int statements;

    private QueryRules(Set<String> relations) {
        this.relations = relations;
    }

    /** One JSON object or array that is open. */
    private static final class Frame {
        final @Nullable String key;
        final boolean statementList;
        @Nullable String type;
        @Nullable String table;
        @Nullable String cte;
        String schema = "";
        String catalog = "";
        boolean query;

        Frame(@Nullable String key, boolean statementList) {
            this.key = key;
            this.statementList = statementList;
        }
    }

    /**
     * @param sql the text
     * @param serialized what {@code json_serialize_sql} made of it
     * @param relations names of the temporary tables the query may read
     * @throws StagedoorException 1005 for what does not parse, 1002 for what is not a query, 1008 and 1025 for functions and tables there
     *     are not, 1065 when it is too deep
     */
    static void check(String sql, String serialized, Set<String> relations) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), serialized)) {
            new QueryRules(relations).walk(sql, parser);
        } catch (StreamConstraintsException e) {
            throw new StagedoorException(ErrorCode.SEMANTIC, "the query is nested too deeply: use fewer levels of subqueries", e);
        }
    }

    private void walk(String sql, JsonParser parser) {
        String key = null;
        String error = null;
        String errorType = "";
        String location = "";
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> {
                    open(key, token);
                    key = null;
                }
                case END_OBJECT, END_ARRAY -> close(frames.pop());
                case PROPERTY_NAME -> key = parser.currentName();
                case VALUE_STRING -> {
                    if (frames.size() == 1 && "error_message".equals(key)) {
                        error = parser.getString();
                    } else if (frames.size() == 1 && "error_type".equals(key)) {
                        errorType = parser.getString();
                    } else if (frames.size() == 1 && "location".equals(key)) {
                        location = parser.getString();
                    } else if (key != null) {
                        text(frames.element(), key, parser);
                    }
                }
                default -> {}
            }
        }
        if (error != null) {
            throw refusal(errorType, error, sql, location);
        }
        if (statements != 1) {
            throw new StagedoorException(ErrorCode.SYNTAX, "one statement at a time, without anything after it");
        }
        checkTables();
    }

    private void open(@Nullable String key, JsonToken token) {
        Frame parent = frames.peek();
        if (parent != null && parent.statementList && token == JsonToken.START_OBJECT) {
            statements++;
        }
        if (parent != null && "query".equals(key)) {
            parent.query = true;
        }
        frames.push(new Frame(key, frames.size() == 1 && "statements".equals(key)));
    }

    private void text(Frame frame, String key, JsonParser parser) {
        switch (key) {
            case "type" -> {
                frame.type = parser.getString();
                if (frame.type.endsWith("_NODE") && !QUERY_NODES.contains(frame.type)) {
                    throw unimplemented("a query cannot change anything");
                }
            }
            case "table_name" -> frame.table = parser.getString();
            case "schema_name" -> frame.schema = parser.getString();
            case "catalog_name" -> frame.catalog = parser.getString();
            case "key" -> frame.cte = parser.getString();
            case "function_name" -> function(frame, parser.getString().toLowerCase(Locale.ROOT));
            default -> {}
        }
    }

    private void function(Frame frame, String name) {
        frames.pop();
        Frame parent = frames.peek();
        frames.push(frame);
        boolean table = "function".equals(frame.key) && parent != null && "TABLE_FUNCTION".equals(parent.type);
        if (table ? !TABLE_FUNCTIONS.contains(name) : REFUSED_FUNCTIONS.contains(name)) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_FUNCTION,
                    table
                            ? "Unknown table function: '" + StageResolver.shown(name) + "'; a query reads list_stage(…), system tables and "
                                    + "what it computes itself"
                            : "no function matches the given name: '" + StageResolver.shown(name) + "'");
        }
    }

    private void close(Frame frame) {
        if (frame.cte != null) {
            ctes.add(frame.cte.toLowerCase(Locale.ROOT));
        }
        if ("SHOW_REF".equals(frame.type) && !frame.query) {
            throw unimplemented("this SHOW is not supported");
        }
        if ("BASE_TABLE".equals(frame.type) && frame.table != null) {
            String table = frame.table.toLowerCase(Locale.ROOT);
            boolean ours = frame.catalog.equals("temp") && frame.schema.equals("main") && relations.contains(table);
            if (!ours) {
                boolean bare = frame.catalog.isEmpty() && frame.schema.isEmpty();
                tables.add(bare ? table : frame.schema + "." + table);
            }
        }
    }

    private void checkTables() {
        for (String table : tables) {
            if (!ctes.contains(table)) {
                throw new StagedoorException(
                        ErrorCode.UNKNOWN_TABLE,
                        "Unknown table '" + StageResolver.shown(table) + "'; a query reads list_stage(location => '@stage/path'), "
                                + "system.stages, system.presigns and system.settings");
            }
        }
    }

    private static StagedoorException refusal(String type, String message, String sql, String location) {
        return switch (type) {
            case "parser" -> message.startsWith("Max expression depth")
                    ? new StagedoorException(ErrorCode.SEMANTIC, "the query is nested too deeply: use fewer levels of expressions")
                    : QuerySyntaxException.at(sql, location, message);
            case "not implemented" -> unimplemented("only queries that return rows and change nothing are supported");
            default -> new StagedoorException(ErrorCode.SEMANTIC, message);
        };
    }

    private static StagedoorException unimplemented(String message) {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, message);
    }
}
