package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tree DuckDB's own parser makes of one query ({@code json_serialize_sql}). What is checked and rewritten on it is what DuckDB will
 * run, also where it reads a text differently than {@code sql} does.
 *
 * @param root the answer of {@code json_serialize_sql}: the statement with what is around it
 */
record QueryTree(ObjectNode root) {
    /** Depth of the tree as JSON; each level of a subquery takes a handful. Keeps DuckDB's recursive planner off the end of its stack. */
    static final int MAX_DEPTH = 1000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(QueryTask.MAX_CHARS * 8)
                            .build())
                    .build())
            .build();

    /**
     * @param sql the text
     * @param serialized what {@code json_serialize_sql} made of it
     * @throws StagedoorException 1005 for what does not parse or is not one statement, 1002 for what is not a query, 1065 when it is too
     *     deep
     */
    static QueryTree parse(String sql, String serialized) {
        ObjectNode root = read(serialized);
        if (root.path("error").asBoolean()) {
            throw refusal(root, sql);
        }
        if (root.path("statements").size() != 1) {
            throw new StagedoorException(ErrorCode.SYNTAX, "one statement at a time, without anything after it");
        }
        return new QueryTree(root);
    }

    private static ObjectNode read(String serialized) {
        try {
            return (ObjectNode) JSON.readTree(serialized);
        } catch (StreamConstraintsException e) {
            throw new StagedoorException(ErrorCode.SEMANTIC, "the query is nested too deeply: use fewer levels of subqueries", e);
        }
    }

    private static StagedoorException refusal(JsonNode root, String sql) {
        String message = root.path("error_message").asString();
        return switch (root.path("error_type").asString()) {
            case "parser" -> message.startsWith("Max expression depth")
                    ? new StagedoorException(ErrorCode.SEMANTIC, "the query is nested too deeply: use fewer levels of expressions")
                    : QuerySyntaxException.at(sql, root.path("location").asString(), message);
            case "not implemented" ->
                new StagedoorException(ErrorCode.UNIMPLEMENTED, "only queries that return rows and change nothing are supported");
            default -> new StagedoorException(ErrorCode.SEMANTIC, message);
        };
    }

    /** The outermost query node. */
    ObjectNode query() {
        return (ObjectNode) root.path("statements").path(0).path("node");
    }
}
