package dev.stagedoor.engine.table;

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
import dev.stagedoor.table.NewTable;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.table.WrittenFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** INSERT, and CREATE TABLE AS. */
final class TableInserts {
    private static final List<Column> INSERTED = List.of(Column.of("number of rows inserted", Scalar.UINT64));

    private final Warehouse warehouse;
    private final TableNames names;
    private final TableWriter writer;

    TableInserts(Warehouse warehouse, SystemDatabases databases, TableWriter writer) {
        this.warehouse = warehouse;
        this.names = new TableNames(warehouse, databases);
        this.writer = writer;
    }

    StatementResult insert(Insert statement, StatementContext context) {
        if (statement.overwrite()) {
            throw unsupported("INSERT OVERWRITE");
        }
        Table table = names.require(statement.table(), context.session());
        List<Integer> places = TableRows.places(table, statement.columns());
        List<QueryPart> rows = switch (statement.rows()) {
            case Insert.Query(List<QueryPart> query) -> query;
            case Insert.Values(List<QueryPart> values) -> values(table, places, values);
            case Insert.File _ -> throw unsupported("INSERT … FROM a file");
        };
        return insert(table, places, rows, context);
    }

    /** Creates a table with the rows of a query; without them it is not there. */
    StatementResult create(NewTable table, boolean orReplace, List<QueryPart> query, StatementContext context) {
        Table created = warehouse.create(table, orReplace, false);
        boolean filled = false;
        try {
            StatementResult result = insert(created, TableRows.places(created, List.of()), query, context);
            filled = true;
            return result;
        } finally {
            if (!filled) {
                warehouse.drop(created.id(), true);
            }
        }
    }

    private StatementResult insert(Table table, List<Integer> places, List<QueryPart> rows, StatementContext context) {
        List<WrittenFile> files;
        try {
            files = writer.write(table, new LoadQuery(TableRows.ofUsers(table, places, rows), Map.of()), context);
        } catch (StagedoorException e) {
            throw TableRows.told(e);
        }
        boolean committed = false;
        try {
            if (!files.isEmpty()) {
                warehouse.append(table, files, List.of(), false);
            }
            committed = true;
        } finally {
            if (!committed) {
                writer.discard(files);
            }
        }
        long inserted = files.stream().mapToLong(WrittenFile::rows).sum();
        return new StatementResult.Rows(INSERTED, RowCursor.of(Row.of(inserted)), List.of());
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

    private static StagedoorException unsupported(String what) {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, what + " is not supported by this version of Stagedoor");
    }
}
