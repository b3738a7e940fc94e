package dev.stagedoor.query.duckdb;

import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A query as DuckDB runs it.
 *
 * @param nullable for each column whether it may be NULL; empty when that is not known
 * @param lookedUp of {@link QueryTask#lookedUp} what it reads
 * @param needs what it reads of the Parquet files of stages, by the name of their view
 */
record PreparedQuery(String sql, Optional<List<Boolean>> nullable, Set<String> lookedUp, Map<String, ParquetNeeds> needs) {
    PreparedQuery {
        nullable = nullable.map(List::copyOf);
        lookedUp = Set.copyOf(lookedUp);
        needs = Map.copyOf(needs);
    }

    /** Whether a column, counted from 0 of so many, may be NULL. */
    boolean mayBeNull(int column, int columns) {
        return nullable.filter(known -> known.size() == columns).map(known -> known.get(column)).orElse(true);
    }
}
