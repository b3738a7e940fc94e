package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.argument;
import static dev.stagedoor.query.duckdb.TreeNodes.functionName;
import static dev.stagedoor.query.duckdb.TreeNodes.setArgument;
import static dev.stagedoor.query.duckdb.TreeNodes.textConstant;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code a REGEXP b}. DuckDB has no such operator, but SIMILAR TO, which binds as tightly and takes NOT in the same place. So it is
 * written as that, with a mark before the pattern, and what has the mark in the tree becomes the function {@code regexp}.
 */
public final class RegexpMark {
    private static final String MARK = "stagedoor_regexp";

    /** What stands in the operator's place. */
    public static final String SQL = "SIMILAR TO '" + MARK + "' ||";

    private RegexpMark() {}

    /** Changes the tree in place. */
    static void restore(QueryTree tree) {
        visit(tree.root());
    }

    private static void visit(JsonNode node) {
        if (node instanceof ObjectNode call && functionName(call).equals("regexp_full_match")) {
            unmarked(argument(call, 1)).ifPresent(pattern -> {
                setArgument(call, 1, pattern);
                TreeNodes.rename(call, "regexp");
                call.put("is_operator", false);
            });
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(child -> visit(child.getValue()));
        } else if (node instanceof ArrayNode array) {
            array.forEach(RegexpMark::visit);
        }
    }

    /** The pattern without the mark, which is the first of all that is joined. */
    private static Optional<JsonNode> unmarked(JsonNode joined) {
        if (!(joined instanceof ObjectNode call) || !functionName(call).equals("||")) {
            return Optional.empty();
        }
        if (textConstant(argument(call, 0)).filter(MARK::equals).isPresent()) {
            return Optional.of(argument(call, 1));
        }
        return unmarked(argument(call, 0)).map(first -> {
            setArgument(call, 0, first);
            return call;
        });
    }
}
