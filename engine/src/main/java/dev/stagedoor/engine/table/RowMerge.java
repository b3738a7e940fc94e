package dev.stagedoor.engine.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.sql.MergeClause;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.TableStatement.Merge;
import dev.stagedoor.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * MERGE.
 *
 * @param matched what becomes of rows that are there, in the order in which the clauses are asked
 * @param notMatched what is added, likewise
 */
record RowMerge(
        ChangedTable target, Merge.Source source, List<QueryPart> on, List<Matched> matched, List<NotMatched> notMatched)
        implements RowChange {
    /** In the order of the clauses, from 1; NULL for none. Columns are called so in no table. */
    private static final String ACTION = "\"stagedoor$action\"";

    /**
     * What becomes of a row.
     *
     * @param set by the places of the columns; not looked at when the row is deleted
     */
    record Matched(List<QueryPart> condition, boolean delete, SequencedMap<Integer, List<QueryPart>> set) {}

    /** @param values by the places of the columns; those that have none get their default */
    record NotMatched(List<QueryPart> condition, SequencedMap<Integer, List<QueryPart>> values) {}

    /** @throws StagedoorException 1006 for columns that are not there, are set twice, or have no value; 1002 for what cannot be done */
    static RowMerge of(Table table, Merge statement) {
        RowChange.requireRepeatable(statement.on(), "MERGE");
        ChangedTable target = ChangedTable.of(table, statement.alias());
        List<Matched> matched = new ArrayList<>();
        List<NotMatched> notMatched = new ArrayList<>();
        for (MergeClause clause : statement.clauses()) {
            RowChange.requireRepeatable(clause.condition(), "MERGE");
            switch (clause) {
                case MergeClause.Delete(var condition) -> matched.add(new Matched(condition, true, new LinkedHashMap<>()));
                case MergeClause.Update(var condition, var set) -> matched.add(new Matched(condition, false, target.places(set)));
                case MergeClause.UpdateAll(var condition) ->
                    matched.add(new Matched(condition, false, all(target, statement.source())));
                case MergeClause.InsertAll(var condition) -> notMatched.add(new NotMatched(condition, all(target, statement.source())));
                case MergeClause.Insert(var condition, var columns, var values) ->
                    notMatched.add(new NotMatched(condition, values(table, columns, values)));
            }
        }
        return new RowMerge(target, statement.source(), statement.on(), matched, notMatched);
    }

    /** Every column by its name in the source. */
    private static SequencedMap<Integer, List<QueryPart>> all(ChangedTable target, Merge.Source source) {
        String name = source.name().orElseThrow(() -> new StagedoorException(
                ErrorCode.BAD_ARGUMENTS, "UPDATE * and INSERT * need a name for the source: write USING … AS <name>"));
        SequencedMap<Integer, List<QueryPart>> values = new LinkedHashMap<>();
        for (int i = 0; i < target.table().columns().size(); i++) {
            values.put(i, List.of(new QueryPart.Text(SqlText.name(name) + "." + SqlText.name(target.columnName(i)))));
        }
        return values;
    }

    private static SequencedMap<Integer, List<QueryPart>> values(Table table, List<String> columns, List<List<QueryPart>> values) {
        List<Integer> places = TableRows.places(table, columns);
        if (places.size() != values.size()) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "INSERT of the MERGE into " + ShownText.of(table.id().toString()) + " has " + values.size() + " values for "
                            + places.size() + " columns");
        }
        SequencedMap<Integer, List<QueryPart>> byPlace = new LinkedHashMap<>();
        for (int i = 0; i < places.size(); i++) {
            byPlace.put(places.get(i), values.get(i));
        }
        return byPlace;
    }

    @Override
    public List<QueryPart> reads() {
        ChangeQuery all = new ChangeQuery().all(source.parts()).all(on);
        matched.forEach(clause -> {
            all.all(clause.condition);
            clause.set.values().forEach(all::all);
        });
        notMatched.forEach(clause -> {
            all.all(clause.condition);
            clause.values.values().forEach(all::all);
        });
        return all.done();
    }

    /** The first clause whose condition holds. */
    private static void action(List<List<QueryPart>> conditions, ChangeQuery query) {
        query.sql("CASE");
        for (int i = 0; i < conditions.size(); i++) {
            query.sql(" WHEN ").condition(conditions.get(i)).sql(" THEN " + (i + 1));
        }
        query.sql(" END AS " + ACTION);
    }

    private static String column(int place) {
        return "v" + place;
    }

    /** Each pair of rows that match: which row of the table it is, what becomes of it, and the values of all clauses as written. */
    private List<QueryPart> looked() {
        ChangeQuery query = new ChangeQuery().sql("SELECT " + ChangedTable.rowOf(target.alias()) + ", ");
        action(matched.stream().map(Matched::condition).toList(), query);
        matched.forEach(clause -> clause.set.forEach((place, value) -> query.sql(", ").expression(target.written(place, value))));
        return matching(query);
    }

    private List<QueryPart> matching(ChangeQuery query) {
        query.sql(" FROM ");
        target.from(query);
        return query.sql(" JOIN ").all(source.parts()).sql("\n ON ").condition(on).done();
    }

    /** Each pair of rows that match: which row of the table it is, what becomes of it, and its new values. */
    private List<QueryPart> pairs() {
        ChangeQuery query = new ChangeQuery().sql("SELECT " + ChangedTable.rowOf(target.alias()) + ", ");
        action(matched.stream().map(Matched::condition).toList(), query);
        for (int place : places()) {
            query.sql(", CASE " + ACTION);
            for (int i = 0; i < matched.size(); i++) {
                List<QueryPart> value = matched.get(i).set.get(place);
                if (value != null) {
                    query.sql(" WHEN " + (i + 1) + " THEN ");
                    target.value(place, value, query);
                }
            }
            query.sql(" ELSE " + target.column(place) + " END AS " + column(place));
        }
        return matching(query);
    }

    private TreeSet<Integer> places() {
        return matched.stream().flatMap(clause -> clause.set.keySet().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Numbers of clauses, and one of none, so that the list is never empty. */
    private String numbers(boolean delete) {
        return IntStream.range(0, matched.size())
                .filter(i -> matched.get(i).delete == delete)
                .mapToObj(i -> ", " + (i + 1))
                .collect(Collectors.joining("", "(0", ")"));
    }

    /** Each row that changes, once. */
    private List<QueryPart> once() {
        ChangeQuery query = new ChangeQuery().sql("SELECT f, r, count(*) AS n, first(" + ACTION + ") AS " + ACTION);
        places().forEach(place -> query.sql(", first(" + column(place) + ") AS " + column(place)));
        return query.sql(" FROM (").all(pairs()).sql(") AS p WHERE " + ACTION + " IS NOT NULL GROUP BY f, r").done();
    }

    @Override
    public Optional<List<QueryPart>> found() {
        if (matched.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ChangeQuery()
                .sql("SELECT f, CAST(count(CASE WHEN " + ACTION + " IN " + numbers(false) + " THEN 1 END) AS BIGINT), CAST(count(CASE WHEN "
                        + ACTION + " IN " + numbers(true) + " THEN 1 END) AS BIGINT), CAST(max(n) AS BIGINT) FROM (")
                .sql("SELECT f, r, count(*) AS n, first(" + ACTION + ") AS " + ACTION + " FROM (")
                .all(looked())
                .sql(") AS p WHERE " + ACTION + " IS NOT NULL GROUP BY f, r) AS g GROUP BY f")
                .done());
    }

    @Override
    public List<QueryPart> kept() {
        Map<Integer, String> values = places().stream().collect(Collectors.toMap(place -> place, RowMerge::column));
        return target.beside(once(), "m." + ACTION + " IS NOT NULL", values)
                .sql(" WHERE (m." + ACTION + " IN " + numbers(true) + ") IS NOT TRUE")
                .done();
    }

    @Override
    public Optional<List<QueryPart>> added() {
        if (notMatched.isEmpty()) {
            return Optional.empty();
        }
        int columns = target.table().columns().size();
        String names = IntStream.range(0, columns).mapToObj(RowMerge::column).collect(Collectors.joining(", "));
        ChangeQuery query = new ChangeQuery().sql("SELECT " + names + " FROM (SELECT ");
        action(notMatched.stream().map(NotMatched::condition).toList(), query);
        for (int place = 0; place < columns; place++) {
            query.sql(", CASE " + ACTION);
            for (int i = 0; i < notMatched.size(); i++) {
                query.sql(" WHEN " + (i + 1) + " THEN ");
                List<QueryPart> missing = List.of(new QueryPart.DefaultValue(0));
                target.value(place, notMatched.get(i).values.getOrDefault(place, missing), query);
            }
            query.sql(" END AS " + column(place));
        }
        query.sql(" FROM ").all(source.parts()).sql("\n ANTI JOIN ");
        target.from(query);
        return Optional.of(query.sql(" ON ").condition(on).sql(") AS p WHERE " + ACTION + " IS NOT NULL").done());
    }
}
