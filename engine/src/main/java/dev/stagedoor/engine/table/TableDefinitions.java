package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.StatementResult.Done;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.ColumnDefinition;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.TableLayout;
import dev.stagedoor.sql.TableStatement.CreateDatabase;
import dev.stagedoor.sql.TableStatement.CreateTable;
import dev.stagedoor.sql.TableStatement.DropDatabase;
import dev.stagedoor.sql.TableStatement.DropTable;
import dev.stagedoor.sql.TableStatement.RenameTable;
import dev.stagedoor.sql.TableStatement.TruncateTable;
import dev.stagedoor.table.NewColumn;
import dev.stagedoor.table.NewTable;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CREATE, DROP, RENAME and TRUNCATE TABLE; CREATE and DROP DATABASE. */
final class TableDefinitions {
    private final Warehouse warehouse;
    private final SystemDatabases databases;
    private final TableNames names;
    private final QueryEngine queries;
    private final TableInserts inserts;

    TableDefinitions(Warehouse warehouse, SystemDatabases databases, QueryEngine queries, TableInserts inserts) {
        this.warehouse = warehouse;
        this.databases = databases;
        this.names = new TableNames(warehouse, databases);
        this.queries = queries;
        this.inserts = inserts;
    }

    StatementResult create(CreateDatabase statement) {
        databases.requireCatalog(statement.catalog());
        warehouse.createDatabase(names.database(statement.database()), statement.ifNotExists());
        return Done.DONE;
    }

    StatementResult drop(DropDatabase statement) {
        databases.requireCatalog(statement.catalog());
        warehouse.dropDatabase(names.database(statement.database()), statement.ifExists());
        return Done.DONE;
    }

    StatementResult create(CreateTable statement, StatementContext context) {
        TableId id = names.id(statement.table(), context.session());
        requireBuilt(statement.layout());
        boolean kept = statement.ifNotExists() && warehouse.find(id).isPresent();
        if (kept) {
            return Done.DONE;
        }
        Optional<String> comment = statement.layout().comment();
        return switch (statement.content()) {
            case CreateTable.Columns(List<ColumnDefinition> columns) -> {
                warehouse.create(new NewTable(id, columns(columns), comment), statement.orReplace(), statement.ifNotExists());
                yield Done.DONE;
            }
            case CreateTable.Like(var other) -> {
                Table like = names.require(other, context.session());
                warehouse.create(new NewTable(id, copied(like), comment), statement.orReplace(), statement.ifNotExists());
                yield Done.DONE;
            }
            case CreateTable.Query(List<ColumnDefinition> columns, List<QueryPart> query) -> {
                List<NewColumn> defined = columns.isEmpty() ? ofQuery(query, context) : columns(columns);
                yield inserts.create(new NewTable(id, defined, comment), statement.orReplace(), query, context);
            }
        };
    }

    private static void requireBuilt(TableLayout layout) {
        if (!layout.partitionBy().isEmpty() || !layout.clusterBy().isEmpty()) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED, "PARTITION BY and CLUSTER BY are not supported by this version of Stagedoor");
        }
    }

    private static List<NewColumn> columns(List<ColumnDefinition> columns) {
        return columns.stream()
                .map(column -> new NewColumn(
                        column.name(),
                        TableTypes.of(column.type().type()),
                        column.type().nullable(),
                        column.defaultValue().map(ColumnDefaults::text),
                        column.comment()))
                .toList();
    }

    private static List<NewColumn> copied(Table table) {
        return table.columns().stream()
                .map(column -> new NewColumn(
                        column.field().name(), column.field().type(), column.field().nullable(), column.defaultSql(), column.comment()))
                .toList();
    }

    /** The columns that the rows of a query have; a column of NULL alone is one of texts. */
    private List<NewColumn> ofQuery(List<QueryPart> query, StatementContext context) {
        List<QueryPart> none = new ArrayList<>(List.of(new QueryPart.Text("SELECT * FROM (\n")));
        none.addAll(query);
        none.add(new QueryPart.Text("\n) LIMIT 0"));
        StatementResult.Rows rows = queries.query(new LoadQuery(none, Map.of()), context);
        try (RowCursor cursor = rows.cursor()) {
            cursor.next();
        }
        return rows.schema().stream().map(TableDefinitions::column).toList();
    }

    private static NewColumn column(Column column) {
        return column.type() == Scalar.NULL
                ? NewColumn.of(column.name(), Scalar.STRING, true)
                : NewColumn.of(column.name(), column.type(), column.nullable());
    }

    StatementResult drop(DropTable statement, StatementContext context) {
        warehouse.drop(names.id(statement.table(), context.session()), statement.ifExists());
        return Done.DONE;
    }

    StatementResult rename(RenameTable statement, StatementContext context) {
        TableId from = names.id(statement.from(), context.session());
        if (!(statement.ifExists() && warehouse.find(from).isEmpty())) {
            warehouse.rename(from, names.id(statement.to(), context.session()));
        }
        return Done.DONE;
    }

    StatementResult truncate(TruncateTable statement, StatementContext context) {
        warehouse.truncate(names.require(statement.table(), context.session()).id());
        return Done.DONE;
    }
}
