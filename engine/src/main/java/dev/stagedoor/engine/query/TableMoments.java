package dev.stagedoor.engine.query;

import dev.stagedoor.engine.query.LoadQuery.ChosenFiles;
import dev.stagedoor.engine.query.LoadQuery.ChosenTable;
import dev.stagedoor.engine.query.LoadQuery.Fixed;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.table.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Tables as they were: what {@code AT} behind their names means. */
final class TableMoments {
    private final Relations relations;
    private final TableFiles files;
    private final BiFunction<List<QueryPart>, StatementContext, RowCursor> queries;

    /** @param queries runs a query, whose rows are closed here */
    TableMoments(Relations relations, TableFiles files, BiFunction<List<QueryPart>, StatementContext, RowCursor> queries) {
        this.relations = relations;
        this.files = files;
        this.queries = queries;
    }

    /**
     * The same query, with the tables chosen that are asked for as they were.
     *
     * @throws StagedoorException 1003 and 1025 when there is no such table, 1063 without SELECT on it; 2013 when it is not known how the
     *     table was; 1006 for what is no moment
     */
    LoadQuery fixed(LoadQuery query, StatementContext context) {
        Map<TableRef, ChosenTable> tables = new HashMap<>(query.tables());
        for (QueryPart part : query.parts()) {
            if (part instanceof TableRef ref && ref.at().isPresent() && !tables.containsKey(ref)) {
                Table table = table(ref, ref.at().get(), context);
                tables.put(ref, new ChosenTable(table, table.files()));
            }
        }
        return tables.size() == query.tables().size() ? query : new LoadQuery(query.parts(), query.files(), tables);
    }

    /**
     * What a statement reads besides the table that it changes, each thing once: all its queries read the same.
     *
     * @param parts of all of them
     * @param base the table that it changes, as which every name of that table is read, too
     */
    Fixed all(List<QueryPart> parts, Table base, StatementContext context) {
        Map<StagedFiles, ChosenFiles> staged = new HashMap<>();
        Map<TableRef, ChosenTable> tables = new HashMap<>(fixed(new LoadQuery(parts, Map.of()), context).tables());
        for (QueryPart part : parts) {
            if (part instanceof TableRef ref && ref.at().isEmpty()) {
                relations.table(ref, context)
                        .map(table -> table.id().equals(base.id()) ? base : table)
                        .ifPresent(table -> tables.computeIfAbsent(ref, _ -> new ChosenTable(table, table.files())));
            } else if (part instanceof StagedFiles location) {
                staged.computeIfAbsent(location, _ -> relations.chosen(location, context));
            }
        }
        return new Fixed(staged, tables);
    }

    private Table table(TableRef ref, TableRef.Moment moment, StatementContext context) {
        Table now = relations.requireTable(ref, context);
        files.requireSelect(now, context);
        return switch (moment) {
            case TableRef.Snapshot(String id) -> now.at(number(id)).orElseThrow(() -> unknown(now, "no snapshot " + number(id)));
            case TableRef.Timestamp(List<QueryPart> expression) -> {
                Instant instant = instant(expression, context);
                yield now.at(instant).orElseThrow(() -> unknown(now, "no content that was there at " + instant));
            }
        };
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id.strip());
        } catch (NumberFormatException _) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "'" + ShownText.of(id) + "' is no snapshot: snapshots have numbers, which system.snapshots tells as snapshot_id");
        }
    }

    private static StagedoorException unknown(Table table, String what) {
        return new StagedoorException(
                ErrorCode.TABLE_HISTORICAL_DATA_NOT_FOUND,
                "the table " + ShownText.of(table.id().toString()) + " has " + what + ", or has it no longer: system.snapshots tells which"
                        + " there are, and since when");
    }

    private Instant instant(List<QueryPart> expression, StatementContext context) {
        List<QueryPart> select = new ArrayList<>(List.of(new QueryPart.Text("SELECT CAST((")));
        for (QueryPart part : expression) {
            select.add(constant(part));
        }
        select.add(new QueryPart.Text("\n) AS TIMESTAMP)"));
        try (RowCursor rows = queries.apply(select, context)) {
            return Optional.ofNullable(rows.next())
                    .map((Row row) -> row.cell(0))
                    .map(Instant.class::cast)
                    .orElseThrow(() -> new StagedoorException(ErrorCode.BAD_ARGUMENTS, "AT needs a TIMESTAMP, and NULL is none"));
        }
    }

    private static QueryPart constant(QueryPart part) {
        return switch (part) {
            case QueryPart.Text _, QueryPart.SessionFunction _, QueryPart.RegexpOperator _, QueryPart.SelectedInteger _ -> part;
            case QueryPart.ListStage _,
                    QueryPart.StagedFiles _,
                    QueryPart.InferSchema _,
                    QueryPart.InspectParquet _,
                    QueryPart.FileColumn _,
                    QueryPart.TableQualifier _,
                    QueryPart.AccountFunction _,
                    QueryPart.SystemTable _,
                    QueryPart.TableRef _,
                    QueryPart.DefaultValue _ ->
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED, "the TIMESTAMP of AT is a value or a call, and reads no table or file");
        };
    }
}
