package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.DataType.Scalar;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Counts are UInt64 in Databend, and count something also over no rows. */
final class Counts {
    private static final Set<String> COUNTS =
            Set.of("count", "count_star", "count_if", "countif", "approx_count_distinct", "regr_count", "row_number", "rank", "dense_rank");

    private Counts() {}

    static boolean isCount(ObjectNode call) {
        return COUNTS.contains(TreeNodes.functionName(call));
    }

    /** The same number, as UInt64; of no rows 0. */
    static ObjectNode unsigned(ObjectNode count) {
        String name = TreeNodes.functionName(count);
        boolean nullOfNothing = name.equals("count_if") || name.equals("countif");
        return TreeNodes.cast(nullOfNothing ? TreeNodes.coalesce(count, TreeNodes.integer(0)) : count, DuckDbTypes.name(Scalar.UINT64));
    }
}
