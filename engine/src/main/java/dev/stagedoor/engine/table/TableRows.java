package dev.stagedoor.engine.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.DuckDbTypes;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.duckdb.TextColumns;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes a query with the columns of a table, in its order, of one that gives some of them. */
final class TableRows {
    private static final String UNEQUAL = "same number of result columns";

    private TableRows() {}

    /**
     * The columns that a statement names, by their place in the table.
     *
     * @param names none for all of them
     * @throws StagedoorException 1006 for a column that is not there, or is named twice
     */
    static List<Integer> places(Table table, List<String> names) {
        List<Integer> places = new ArrayList<>();
        if (names.isEmpty()) {
            for (int i = 0; i < table.columns().size(); i++) {
                places.add(i);
            }
            return places;
        }
        for (String name : names) {
            int place = place(table, name);
            if (places.contains(place)) {
                throw bad("column '" + ShownText.of(name) + "' is named twice");
            }
            places.add(place);
        }
        return places;
    }

    private static int place(Table table, String name) {
        List<TableColumn> columns = table.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).field().name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw bad("table " + ShownText.of(table.id().toString()) + " has no column '" + ShownText.of(name) + "'");
    }

    /**
     * A query with the columns of the table.
     *
     * @param places which columns of the table the query gives, in its order; what it does not give has its default
     * @param one whether the query has one more column, which stays the last
     */
    static List<QueryPart> of(Table table, List<Integer> places, List<QueryPart> query, boolean one) {
        return of(table, places, query, one, false);
    }

    /** The same of a query that gives texts, some of which the writing brings to their types, faster than a cast. */
    static List<QueryPart> ofTexts(Table table, List<Integer> places, List<QueryPart> query, boolean one) {
        return of(table, places, query, one, true);
    }

    private static List<QueryPart> of(Table table, List<Integer> places, List<QueryPart> query, boolean one, boolean texts) {
        List<QueryPart> parts = new ArrayList<>();
        List<String> given = new ArrayList<>();
        for (int i = 1; i <= places.size(); i++) {
            given.add(SqlText.name("c" + i));
        }
        for (int i = 0; i < table.columns().size(); i++) {
            parts.add(new QueryPart.Text(i == 0 ? "SELECT " : ", "));
            int at = places.indexOf(i);
            if (at >= 0) {
                DataType type = table.columns().get(i).field().type();
                String value = "q." + given.get(at);
                boolean asText = texts && TextColumns.isKnown(type);
                parts.add(new QueryPart.Text(asText ? value : "CAST(" + value + " AS " + DuckDbTypes.name(type) + ")"));
            } else {
                parts.addAll(ColumnDefaults.parts(table.columns().get(i)));
            }
        }
        parts.add(new QueryPart.Text((one ? ", q.one" : "") + " FROM (\n"));
        parts.addAll(query);
        parts.add(new QueryPart.Text("\n) AS q(" + String.join(", ", given) + (one ? ", one" : "") + ")"));
        return parts;
    }

    /** The same of a user's query, which may have other columns than it should: the query engine would leave away those behind. */
    static List<QueryPart> ofUsers(Table table, List<Integer> places, List<QueryPart> query, boolean one) {
        List<QueryPart> counted = new ArrayList<>(List.of(new QueryPart.Text("(\n")));
        counted.addAll(query);
        String nulls = String.join(", ", Collections.nCopies(places.size() + (one ? 1 : 0), "NULL"));
        counted.add(new QueryPart.Text("\n) UNION ALL SELECT " + nulls + " WHERE false"));
        return of(table, places, counted, one);
    }

    /** What the query engine says of a number of columns that is not the table's, in Databend's words; other errors as they are. */
    static StagedoorException told(StagedoorException e) {
        return String.valueOf(e.getMessage()).contains(UNEQUAL)
                ? new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS, "Number of columns in select list does not match that of the corresponding table", e)
                : e;
    }

    private static StagedoorException bad(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
