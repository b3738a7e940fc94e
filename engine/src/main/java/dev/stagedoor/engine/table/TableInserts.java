package dev.stagedoor.engine.table;

import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.TableStatement.Insert;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.table.NewTable;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.table.WrittenFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** INSERT, and CREATE TABLE AS. */
final class TableInserts {
    private static final List<Column> INSERTED = List.of(Column.of("number of rows inserted", Scalar.UINT64));

    private static final Logger LOG = LoggerFactory.getLogger(TableInserts.class);

    private final Warehouse warehouse;
    private final TableNames names;
    private final FileSelection selection;
    private final TableLoading loading;
    private final TableWriter writer;
    private final TableOwnership ownership;
    private final ObjectStore internal;

    /** @param internal where files are put that come with requests */
    TableInserts(
            Warehouse warehouse, SystemDatabases databases, FileSelection selection, TableLoading loading, TableWriter writer,
            TableOwnership ownership, ObjectStore internal) {
        this.ownership = ownership;
        this.warehouse = warehouse;
        this.names = new TableNames(warehouse, databases);
        this.selection = selection;
        this.loading = loading;
        this.writer = writer;
        this.internal = internal;
    }

    /** Rows that replace others are those of one moment: when the table was changed meanwhile, they are read again. */
    StatementResult insert(Insert statement, StatementContext context) {
        for (int tries = 1; ; tries++) {
            try {
                return insertOnce(statement, context);
            } catch (StagedoorException e) {
                if (!statement.overwrite() || e.code() != ErrorCode.TABLE_VERSION_MISMATCHED || tries == TableLoading.MAX_TRIES) {
                    throw e;
                }
                LOG.debug("INSERT OVERWRITE begins anew: others have changed the table", e);
            }
        }
    }

    private StatementResult insertOnce(Insert statement, StatementContext context) {
        Table table = names.require(statement.table(), context.session());
        ownership.require(statement, context);
        List<Integer> places = TableRows.places(table, statement.columns());
        Target target = new Target(table, places, statement.overwrite());
        return switch (statement.rows()) {
            case Insert.Query(List<QueryPart> query) -> insert(target, List.of(query), context);
            case Insert.Values(var batches) ->
                insert(target, batches.stream().map(batch -> values(table, places, batch)).toList(), context);
            case Insert.File file -> insert(statement, target, InsertedFiles.of(file, selection, context), context);
            case Insert.Attached attached -> insert(statement, target, InsertedFiles.of(attached, selection, context), context);
            case Insert.Received received ->
                insert(statement, target, InsertedFiles.of(received, internal, selection, context), context);
        };
    }

    /** @param places which of its columns are given */
    private record Target(Table table, List<Integer> places, boolean overwrite) {}

    private StatementResult insert(Insert statement, Target target, InsertedFiles files, StatementContext context) {
        OwnFiles.requireNone(target.table, selection.origin(files.location(), context), files.files());
        CopySource source = files.source(statement, target.table, target.places);
        List<WrittenFile> written = files.files().isEmpty() ? List.of() : loading.writeAll(source, files.files(), context);
        StatementResult result = commit(target, written, context);
        if (files.purge()) {
            TableLoading.purge(files.files());
        }
        return result;
    }

    /** Creates a table with the rows of a query, which may read the table that it replaces: until all are written, nothing changes. */
    StatementResult create(NewTable table, boolean orReplace, List<QueryPart> query, StatementContext context) {
        Table draft = warehouse.draft(table, orReplace);
        List<WrittenFile> files = write(draft, TableRows.places(draft, List.of()), List.of(query), context);
        writer.commit(files, context, () -> warehouse.create(draft, files, orReplace));
        return inserted(files);
    }

    private StatementResult insert(Target target, List<List<QueryPart>> queries, StatementContext context) {
        return commit(target, write(target.table, target.places, queries, context), context);
    }

    private List<WrittenFile> write(Table table, List<Integer> places, List<List<QueryPart>> queries, StatementContext context) {
        List<LoadQuery> rows = queries.stream()
                .map(query -> new LoadQuery(TableRows.ofUsers(table, places, query, false), Map.of()))
                .toList();
        try {
            return writer.writeAll(table, rows, context);
        } catch (StagedoorException e) {
            throw TableRows.told(e);
        }
    }

    private StatementResult commit(Target target, List<WrittenFile> files, StatementContext context) {
        writer.commit(files, context, () -> {
            if (target.overwrite) {
                warehouse.overwrite(target.table, files);
            } else if (!files.isEmpty()) {
                warehouse.append(target.table, files, List.of(), false);
            }
        });
        return inserted(files);
    }

    private static StatementResult inserted(List<WrittenFile> files) {
        long rows = files.stream().mapToLong(WrittenFile::rows).sum();
        return new StatementResult.Rows(INSERTED, RowCursor.of(Row.of(rows)), List.of());
    }

    private static List<QueryPart> values(Table table, List<Integer> places, List<QueryPart> values) {
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("SELECT * FROM (VALUES ")));
        for (QueryPart part : values) {
            if (part instanceof QueryPart.DefaultValue(int column) && column < places.size()) {
                parts.addAll(ColumnDefaults.parts(table.columns().get(places.get(column))));
            } else {
                parts.add(part);
            }
        }
        parts.add(new QueryPart.Text("\n) AS v"));
        return parts;
    }
}
