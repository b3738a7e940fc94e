package dev.stagedoor.engine.table;

import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.TableStatement.Delete;
import dev.stagedoor.table.Table;
import java.util.List;
import java.util.Optional;

/**
 * DELETE with a condition.
 *
 * @param condition where it does not hold, or is NULL, rows stay
 */
record RowDeletion(ChangedTable target, List<QueryPart> condition) implements RowChange {
    static RowDeletion of(Table table, Delete statement) {
        return new RowDeletion(ChangedTable.of(table, statement.alias()), statement.condition());
    }

    @Override
    public List<QueryPart> reads() {
        return condition;
    }

    @Override
    public Optional<List<QueryPart>> found() {
        ChangeQuery query = new ChangeQuery();
        query.sql("SELECT f, CAST(0 AS BIGINT), CAST(count(*) AS BIGINT), CAST(1 AS BIGINT) FROM (SELECT "
                + ChangedTable.rowOf(target.alias()) + " FROM ");
        target.from(query);
        return Optional.of(query.sql(" WHERE ").condition(condition).sql(") AS p GROUP BY f").done());
    }

    @Override
    public List<QueryPart> kept() {
        ChangeQuery query = new ChangeQuery();
        for (int i = 0; i < target.table().columns().size(); i++) {
            query.sql((i == 0 ? "SELECT " : ", ") + target.column(i));
        }
        query.sql(" FROM ");
        target.from(query);
        return query.sql(" WHERE ").condition(condition).sql(" IS NOT TRUE").done();
    }

    @Override
    public Optional<List<QueryPart>> added() {
        return Optional.empty();
    }
}
