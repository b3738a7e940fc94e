package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.StatementResult.Done;
import dev.stagedoor.query.duckdb.DuckDbTypes;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.ColumnDefinition;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.TableChange;
import dev.stagedoor.sql.TableStatement.AlterTable;
import dev.stagedoor.table.ColumnChange;
import dev.stagedoor.table.NewColumn;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ALTER TABLE, but for its new name. */
final class TableAlterations {
    private final Warehouse warehouse;
    private final TableNames names;
    private final QueryEngine queries;
    private final TableOwnership ownership;

    TableAlterations(Warehouse warehouse, SystemDatabases databases, QueryEngine queries, TableOwnership ownership) {
        this.ownership = ownership;
        this.warehouse = warehouse;
        this.names = new TableNames(warehouse, databases);
        this.queries = queries;
    }

    StatementResult alter(AlterTable statement, StatementContext context) {
        if (statement.ifExists() && names.find(statement.table(), context.session()).isEmpty()) {
            return Done.DONE;
        }
        Table table = names.require(statement.table(), context.session());
        ownership.require(statement, context);
        warehouse.alter(table, changes(statement.change(), context));
        return Done.DONE;
    }

    private List<ColumnChange> changes(TableChange change, StatementContext context) {
        return switch (change) {
            case TableChange.AddColumn(ColumnDefinition column, Optional<TableChange.Place> place) -> {
                NewColumn added = TableDefinitions.column(column);
                yield List.of(new ColumnChange.Add(added, value(added, context), place.map(TableAlterations::place)));
            }
            case TableChange.DropColumn(String column) -> List.of(new ColumnChange.Drop(column));
            case TableChange.RenameColumn(String from, String to) -> List.of(new ColumnChange.Rename(from, to));
            case TableChange.ModifyColumns(List<ColumnDefinition> columns) ->
                columns.stream()
                        .map(TableDefinitions::column)
                        .<ColumnChange>map(column -> new ColumnChange.Modify(column, value(column, context)))
                        .toList();
            case TableChange.CommentColumn(String column, String comment) -> List.of(new ColumnChange.CommentColumn(column, comment));
            case TableChange.Comment(String comment) -> List.of(new ColumnChange.Comment(comment));
        };
    }

    private static ColumnChange.Place place(TableChange.Place place) {
        return switch (place) {
            case TableChange.Place.First() -> new ColumnChange.First();
            case TableChange.Place.After(String column) -> new ColumnChange.After(column);
        };
    }

    /** Of the default, computed once; empty for NULL. */
    private Optional<Object> value(NewColumn column, StatementContext context) {
        if (column.defaultSql().isEmpty()) {
            return Optional.empty();
        }
        List<QueryPart> query = new ArrayList<>(List.of(new QueryPart.Text("SELECT CAST(")));
        query.addAll(ColumnDefaults.parts(column.defaultSql().get()));
        query.add(new QueryPart.Text(" AS " + DuckDbTypes.name(column.type()) + ")"));
        try (RowCursor rows = queries.query(new LoadQuery(query, Map.of()), context).cursor()) {
            Row row = rows.next();
            return row == null ? Optional.empty() : Optional.ofNullable(row.cell(0));
        }
    }
}
