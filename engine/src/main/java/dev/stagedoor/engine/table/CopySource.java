package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.query.LoadQuery.ChosenFiles;
import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.query.duckdb.DuckDbTypes;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries of a COPY: its rows, those of them that fit the columns, and which do not. A row fits when the value of each column can be
 * cast to the column's type.
 *
 * @param places which columns of the table the files give
 */
record CopySource(CopyIntoTable copy, Table table, List<Integer> places, FileFormat format) {
    /** How much of a value an error shows, in characters. */
    static final int MAX_SHOWN_CHARS = 100;

    /** Stands for the location in a text that is parsed; replaced by the files that were chosen. */
    private static final String LOCATION = "@~";

    /** All rows; one that does not fit fails the query. */
    LoadQuery rows(List<Selected> files) {
        boolean users = copy.source() instanceof CopyIntoTable.Selected;
        return query(users ? TableRows.ofUsers(table, places, inner(false)) : TableRows.of(table, places, inner(false)), files);
    }

    /** The rows that fit. */
    LoadQuery fittingRows(List<Selected> files) {
        List<QueryPart> fitting = new ArrayList<>(List.of(new QueryPart.Text("SELECT " + String.join(", ", given()) + " FROM (\n")));
        fitting.addAll(inner(true));
        fitting.add(new QueryPart.Text("\n) AS " + named() + " WHERE NOT (" + misfit() + ")"));
        return query(TableRows.of(table, places, fitting), files);
    }

    /** How many rows each file has: its name and the number. */
    LoadQuery counts(List<Selected> files) {
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("SELECT "), FileMetadata.FILENAME, new QueryPart.Text(
                ", count(*) FROM ")));
        parts.add(part());
        parts.add(new QueryPart.Text(" GROUP BY 1"));
        return query(parts, files);
    }

    /** For each file its name, how many rows it has, how many do not fit, where the first of these is (from 0), and what is wrong there. */
    LoadQuery misfits(List<Selected> files) {
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text(
                "SELECT f, count(*), count(*) FILTER (WHERE bad), min(r) FILTER (WHERE bad), arg_min(why, r) FILTER (WHERE bad) FROM (\n"
                        + "SELECT f, r, (" + misfit() + ") AS bad, CASE " + reasons() + " END AS why FROM (\n")));
        parts.addAll(inner(true));
        parts.add(new QueryPart.Text("\n) AS " + named() + ") GROUP BY f"));
        return query(parts, files);
    }

    /** Rows with their places. */
    private String named() {
        return "q(" + String.join(", ", given()) + ", f, r)";
    }

    private LoadQuery query(List<QueryPart> parts, List<Selected> files) {
        return new LoadQuery(parts, Map.of(part(), new ChosenFiles(files, format)));
    }

    private StagedFiles part() {
        return new StagedFiles(copy.source().location(), List.of(), Optional.empty(), Optional.empty());
    }

    private List<String> given() {
        return IntStream.rangeClosed(1, places.size()).mapToObj(i -> SqlText.name("c" + i)).toList();
    }

    private TableField field(int given) {
        return table.columns().get(places.get(given)).field();
    }

    private String misfit() {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            String misfit = misfit(i);
            if (!misfit.isEmpty()) {
                conditions.add(misfit);
            }
        }
        return conditions.isEmpty() ? "false" : String.join(" OR ", conditions);
    }

    /** Empty for a column that takes every value. */
    private String misfit(int given) {
        String value = "q." + given().get(given);
        TableField field = field(given);
        String cast = "TRY_CAST(" + value + " AS " + DuckDbTypes.name(field.type()) + ") IS NULL";
        if (!field.nullable()) {
            return "(" + cast + ")";
        }
        return field.type() == Scalar.STRING ? "" : "(" + value + " IS NOT NULL AND " + cast + ")";
    }

    private String reasons() {
        String reasons = IntStream.range(0, places.size())
                .filter(i -> !misfit(i).isEmpty())
                .mapToObj(this::reason)
                .collect(Collectors.joining(" "));
        return reasons.isEmpty() ? "WHEN false THEN ''" : reasons;
    }

    private String reason(int given) {
        TableField field = field(given);
        String value = "left(CAST(q." + given().get(given) + " AS VARCHAR), " + MAX_SHOWN_CHARS + ")";
        return "WHEN " + misfit(given) + " THEN " + SqlText.literal("column '" + field.name() + "', " + field.type().typeName() + ": ")
                + " || coalesce('''' || " + value + " || ''' is none', 'it has no value')";
    }

    /** The columns that the files give, and behind them, if asked for, the place of the row. */
    private List<QueryPart> inner(boolean placed) {
        return switch (copy.source()) {
            case CopyIntoTable.Files _ -> ofFiles(placed);
            case CopyIntoTable.Selected(List<QueryPart> targets, var _, var alias) -> {
                List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("SELECT ")));
                parts.addAll(targets);
                if (placed) {
                    parts.addAll(List.of(
                            new QueryPart.Text(", "), FileMetadata.FILENAME, new QueryPart.Text(", "), FileMetadata.FILE_ROW_NUMBER));
                }
                parts.add(new QueryPart.Text(" FROM "));
                parts.add(part());
                alias.ifPresent(name -> parts.add(new QueryPart.Text(" AS " + SqlText.name(name))));
                yield parts;
            }
        };
    }

    private List<QueryPart> ofFiles(boolean placed) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            columns.add(column(i));
        }
        if (placed) {
            columns.addAll(List.of(FileMetadata.FILENAME.label(), FileMetadata.FILE_ROW_NUMBER.label()));
        }
        Statement parsed = StatementParser.parse("SELECT " + String.join(", ", columns) + " FROM " + LOCATION);
        return ((Statement.Query) parsed).parts().stream().map(part -> part instanceof StagedFiles ? part() : part).toList();
    }

    /**
     * Text has columns by position, other formats by name; those without columns of their own have rows that are objects. A text in an
     * object is one without its quotes.
     */
    private String column(int given) {
        FileFormatType type = format.type();
        String name = SqlText.name(field(given).name());
        return switch (type) {
            case CSV, TEXT -> "$" + (given + 1);
            case NDJSON, AVRO, JSON -> "$1:" + name + (field(given).type() == Scalar.STRING ? "::VARCHAR" : "");
            default -> name;
        };
    }
}
