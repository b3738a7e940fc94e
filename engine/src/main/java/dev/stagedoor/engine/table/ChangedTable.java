package dev.stagedoor.engine.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.DuckDbTypes;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.duckdb.TableSource;
import dev.stagedoor.sql.Assignment;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The table that a statement changes, in the queries of that statement.
 *
 * @param name stands for those of its files that a query reads, with the columns that tell rows apart
 * @param alias by which the statement calls it
 */
record ChangedTable(Table table, TableRef name, String alias) {
    static final String FILE = SqlText.name(TableSource.FILE);
    static final String ROW = SqlText.name(TableSource.ROW);

    /**
     * The table, called as its statement calls it.
     *
     * @throws StagedoorException 1002 when a column is called like one that tells rows apart
     */
    static ChangedTable of(Table table, Optional<String> alias) {
        for (TableColumn column : table.columns()) {
            String called = column.field().name();
            if (called.equalsIgnoreCase(TableSource.FILE) || called.equalsIgnoreCase(TableSource.ROW)) {
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED, "rows of a table with a column '" + called + "' cannot be changed: rename the column");
            }
        }
        // No statement can name a table with these texts.
        TableRef name = new TableRef(
                Optional.of(table.id().database()), table.id().name(), Optional.of(new TableRef.Snapshot("")), "");
        return new ChangedTable(table, name, alias.orElse(table.id().name()));
    }

    /** {@code table AS alias} in a FROM clause, called as in the statement. */
    void from(ChangeQuery query) {
        from(query, alias);
    }

    void from(ChangeQuery query, String as) {
        query.part(name).sql(" AS " + SqlText.name(as));
    }

    /** A column of it, called as in the statement. */
    String column(int place) {
        return column(place, alias);
    }

    String column(int place, String as) {
        return SqlText.name(as) + "." + SqlText.name(columnName(place));
    }

    String columnName(int place) {
        return table.columns().get(place).field().name();
    }

    /** A value of the user's for a column, of the column's type. */
    void value(int place, List<QueryPart> value, ChangeQuery query) {
        query.sql("CAST(").expression(written(place, value));
        query.sql(" AS " + DuckDbTypes.name(table.columns().get(place).field().type()) + ")");
    }

    /** The expression of a value; of the word DEFAULT that of the column. */
    List<QueryPart> written(int place, List<QueryPart> value) {
        boolean missing = value.size() == 1 && value.getFirst() instanceof QueryPart.DefaultValue;
        return missing ? ColumnDefaults.parts(table.columns().get(place)) : value;
    }

    /** What is set, by the places of the columns. @throws StagedoorException 1006 for a column that is not there, or is set twice */
    SequencedMap<Integer, List<QueryPart>> places(List<Assignment> set) {
        List<Integer> places = TableRows.places(table, set.stream().map(Assignment::column).toList());
        SequencedMap<Integer, List<QueryPart>> values = new LinkedHashMap<>();
        for (int i = 0; i < set.size(); i++) {
            values.put(places.get(i), set.get(i).value());
        }
        return values;
    }

    /** {@code f} and {@code r}: which row it is. */
    static String rowOf(String alias) {
        return SqlText.name(alias) + "." + FILE + " AS f, " + SqlText.name(alias) + "." + ROW + " AS r";
    }

    /**
     * Every row of the table beside what was found for it.
     *
     * @param found gives for rows {@code f} and {@code r}, each once, and the columns of {@code values}
     * @param changed holds when a row gets these values
     * @param values columns of {@code found} by the places of the columns that get them
     */
    ChangeQuery beside(List<QueryPart> found, String changed, Map<Integer, String> values) {
        ChangeQuery query = new ChangeQuery();
        for (int i = 0; i < table.columns().size(); i++) {
            String kept = column(i, "t");
            String value = values.containsKey(i) ? "CASE WHEN " + changed + " THEN m." + values.get(i) + " ELSE " + kept + " END" : kept;
            query.sql((i == 0 ? "SELECT " : ", ") + value);
        }
        query.sql(" FROM ");
        from(query, "t");
        return query.sql(" LEFT JOIN (").all(found).sql(") AS m ON t." + FILE + " = m.f AND t." + ROW + " = m.r");
    }
}
