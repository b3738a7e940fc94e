package dev.stagedoor.engine.table;

import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.TableStatement.Update;
import dev.stagedoor.table.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * UPDATE.
 *
 * @param set by the places of the columns
 * @param from what is joined, with a comma before it; empty for nothing
 */
record RowUpdate(
        ChangedTable target, SequencedMap<Integer, List<QueryPart>> set, List<QueryPart> from, List<QueryPart> condition)
        implements RowChange {
    private static final String FROM = "FROM";

    /** @throws dev.stagedoor.errors.StagedoorException 1006 for a column that is not there, or is set twice; 1002 for a random condition */
    static RowUpdate of(Table table, Update statement) {
        RowChange.requireRepeatable(statement.condition(), "UPDATE");
        ChangedTable target = ChangedTable.of(table, statement.alias());
        return new RowUpdate(target, target.places(statement.set()), joined(statement.from()), statement.condition());
    }

    /** The same with a comma for the word FROM. */
    private static List<QueryPart> joined(List<QueryPart> from) {
        if (from.isEmpty()) {
            return from;
        }
        String first = ((QueryPart.Text) from.getFirst()).sql();
        return new ChangeQuery()
                .sql(", " + first.substring(FROM.length()))
                .all(from.subList(1, from.size()))
                .sql("\n")
                .done();
    }

    @Override
    public List<QueryPart> reads() {
        ChangeQuery all = new ChangeQuery().all(from).all(condition);
        set.values().forEach(all::all);
        return all.done();
    }

    /**
     * Each change of a row: which row, and its new values.
     *
     * @param typed whether these are of the types of the columns: what is wrong with an expression is told better without
     */
    private List<QueryPart> pairs(boolean typed) {
        ChangeQuery query = new ChangeQuery().sql("SELECT " + ChangedTable.rowOf(target.alias()));
        set.forEach((place, value) -> {
            query.sql(", ");
            if (typed) {
                target.value(place, value, query);
            } else {
                query.expression(target.written(place, value));
            }
            query.sql(" AS " + column(place));
        });
        query.sql(" FROM ");
        target.from(query);
        return query.all(from).sql(" WHERE ").condition(condition).done();
    }

    private static String column(int place) {
        return "v" + place;
    }

    @Override
    public Optional<List<QueryPart>> found() {
        return Optional.of(new ChangeQuery()
                .sql("SELECT f, CAST(count(*) AS BIGINT), CAST(0 AS BIGINT), CAST(max(n) AS BIGINT) FROM (")
                .sql("SELECT f, r, count(*) AS n FROM (")
                .all(pairs(false))
                .sql(") AS p GROUP BY f, r) AS g GROUP BY f")
                .done());
    }

    @Override
    public List<QueryPart> kept() {
        return from.isEmpty() ? alone() : joined();
    }

    /** Values are computed for the rows that change and for no other: there they may be errors. */
    private List<QueryPart> alone() {
        String hit = "\"stagedoor$hit\"";
        ChangeQuery query = new ChangeQuery();
        for (int i = 0; i < target.table().columns().size(); i++) {
            query.sql(i == 0 ? "SELECT " : ", ");
            if (set.containsKey(i)) {
                query.sql("CASE WHEN " + hit + " THEN ");
                target.value(i, set.get(i), query);
                query.sql(" ELSE " + target.column(i) + " END");
            } else {
                query.sql(target.column(i));
            }
        }
        query.sql(" FROM (SELECT *, ").condition(condition).sql(" IS TRUE AS " + hit + " FROM ");
        target.from(query);
        query.sql(") AS " + SqlText.name(target.alias()));
        return query.done();
    }

    private List<QueryPart> joined() {
        ChangeQuery once = new ChangeQuery().sql("SELECT f, r, count(*) AS n");
        Map<Integer, String> values = new HashMap<>();
        set.keySet().forEach(place -> {
            once.sql(", first(" + column(place) + ") AS " + column(place));
            values.put(place, column(place));
        });
        once.sql(" FROM (").all(pairs(true)).sql(") AS p GROUP BY f, r");
        return target.beside(once.done(), "m.n IS NOT NULL", values).done();
    }

    @Override
    public Optional<List<QueryPart>> added() {
        return Optional.empty();
    }
}
