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
import dev.stagedoor.sql.TableStatement.UndropTable;
import dev.stagedoor.table.NewColumn;
import dev.stagedoor.table.NewTable;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** CREATE, DROP, UNDROP, RENAME and TRUNCATE TABLE; CREATE and DROP DATABASE. */
final class TableDefinitions {
    /** A name that the query engine may have made of another. */
    private static final Pattern NUMBERED = Pattern.compile("_\\d+$");

    private final Warehouse warehouse;
    private final SystemDatabases databases;
    private final TableNames names;
    private final QueryEngine queries;
    private final TableInserts inserts;
    private final TableOwnership ownership;

    TableDefinitions(
            Warehouse warehouse, SystemDatabases databases, QueryEngine queries, TableInserts inserts, TableOwnership ownership) {
        this.ownership = ownership;
        this.warehouse = warehouse;
        this.databases = databases;
        this.names = new TableNames(warehouse, databases);
        this.queries = queries;
        this.inserts = inserts;
    }

    StatementResult create(CreateDatabase statement, StatementContext context) {
        databases.requireCatalog(statement.catalog());
        String name = names.database(statement.database());
        String owner = ownership.owner("database", "CreateDatabase", context);
        try {
            warehouse.createDatabase(name, false);
        } catch (StagedoorException e) {
            return left(e, ErrorCode.DATABASE_ALREADY_EXISTS, statement.ifNotExists());
        }
        ownership.created(name, owner);
        return Done.DONE;
    }

    /** What exists is left as it is, and to whom it belongs. */
    private static StatementResult left(StagedoorException failure, ErrorCode exists, boolean ifNotExists) {
        if (ifNotExists && failure.code() == exists) {
            return Done.DONE;
        }
        throw failure;
    }

    StatementResult drop(DropDatabase statement, StatementContext context) {
        databases.requireCatalog(statement.catalog());
        String name = names.database(statement.database());
        if (warehouse.hasDatabase(name) && !name.equals(Warehouse.DEFAULT_DATABASE)) {
            ownership.require(statement, context);
            ownership.dropping(name);
            warehouse.dropDatabase(name, statement.ifExists());
        } else if (!statement.ifExists() || name.equals(Warehouse.DEFAULT_DATABASE)) {
            databases.requireDatabase(name);
            warehouse.dropDatabase(name, false);
        }
        return Done.DONE;
    }

    StatementResult create(CreateTable statement, StatementContext context) {
        TableId id = names.id(statement.table(), context.session());
        boolean exists = warehouse.find(id).isPresent();
        if (statement.ifNotExists() && exists) {
            return Done.DONE;
        }
        // Only one that was there when its DROP was asked for is replaced.
        boolean replace = statement.orReplace() && exists;
        if (replace) {
            ownership.require(statement, context);
        }
        String owner = ownership.owner("table", "Create", context);
        Optional<String> comment = statement.layout().comment();
        try {
            return switch (statement.content()) {
                case CreateTable.Columns(List<ColumnDefinition> columns) ->
                    create(laidOut(new NewTable(id, columns(columns), comment), statement.layout()), replace, owner);
                case CreateTable.Like(var other) ->
                    create(like(id, names.require(other, context.session()), statement.layout()), replace, owner);
                case CreateTable.Query(List<ColumnDefinition> columns, List<QueryPart> query) -> {
                    List<NewColumn> defined = columns.isEmpty() ? ofQuery(query, context) : columns(columns);
                    StatementResult result = inserts.create(
                            laidOut(new NewTable(id, defined, comment), statement.layout()), replace, query, context);
                    ownership.created(id, owner);
                    yield result;
                }
            };
        } catch (StagedoorException e) {
            return left(e, ErrorCode.TABLE_ALREADY_EXISTS, statement.ifNotExists());
        }
    }

    private StatementResult create(NewTable table, boolean replace, String owner) {
        warehouse.create(table, replace, false);
        ownership.created(table.id(), owner);
        return Done.DONE;
    }

    private static NewTable laidOut(NewTable table, TableLayout layout) {
        return new NewTable(
                table.id(),
                table.columns(),
                table.comment(),
                TableLayouts.partitions(layout.partitionBy()),
                TableLayouts.columns(layout.clusterBy()));
    }

    /** With the partitions and the order of the other table, unless the statement names its own. */
    private static NewTable like(TableId id, Table other, TableLayout layout) {
        NewTable table = laidOut(new NewTable(id, copied(other), layout.comment()), layout);
        return new NewTable(
                id,
                table.columns(),
                table.comment(),
                layout.partitionBy().isEmpty() ? other.partitionBy().orElse(List.of()) : table.partitionBy(),
                layout.clusterBy().isEmpty() ? other.clusterBy() : table.clusterBy());
    }

    private static List<NewColumn> columns(List<ColumnDefinition> columns) {
        return columns.stream().map(TableDefinitions::column).toList();
    }

    /** @throws StagedoorException 1002 and 1006 for a column that no table can have */
    static NewColumn column(ColumnDefinition column) {
        return new NewColumn(
                column.name(),
                TableTypes.of(column.type().type()),
                column.type().nullable(),
                column.defaultValue().map(ColumnDefaults::text),
                column.comment());
    }

    private static List<NewColumn> copied(Table table) {
        return table.columns().stream()
                .map(column -> new NewColumn(
                        column.field().name(), column.field().type(), column.field().nullable(), column.defaultSql(), column.comment()))
                .toList();
    }

    /** The columns that the rows of a query have; a column of NULL alone is one of texts. */
    private List<NewColumn> ofQuery(List<QueryPart> query, StatementContext context) {
        List<Column> columns = schema("SELECT * FROM (\n", query, "\n) LIMIT 0", context);
        if (columns.stream().anyMatch(column -> NUMBERED.matcher(column.name()).find())) {
            columns = named(columns, query, context);
        }
        return columns.stream().map(TableDefinitions::column).toList();
    }

    /** With the names that the query gives them: where two have one name, the query engine numbers the second in a query around it. */
    private List<Column> named(List<Column> columns, List<QueryPart> query, StatementContext context) {
        String nulls = String.join(", ", Collections.nCopies(columns.size(), "NULL"));
        List<Column> own = schema("(\n", query, "\n) UNION ALL SELECT " + nulls + " LIMIT 0", context);
        return IntStream.range(0, columns.size())
                .mapToObj(i -> new Column(own.get(i).name(), columns.get(i).type(), columns.get(i).nullable()))
                .toList();
    }

    private List<Column> schema(String before, List<QueryPart> query, String behind, StatementContext context) {
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text(before)));
        parts.addAll(query);
        parts.add(new QueryPart.Text(behind));
        StatementResult.Rows rows = queries.query(new LoadQuery(parts, Map.of()), context);
        try (RowCursor cursor = rows.cursor()) {
            cursor.next();
        }
        return rows.schema();
    }

    private static NewColumn column(Column column) {
        return column.type() == Scalar.NULL
                ? NewColumn.of(column.name(), Scalar.STRING, true)
                : NewColumn.of(column.name(), column.type(), column.nullable());
    }

    StatementResult drop(DropTable statement, StatementContext context) {
        if (statement.ifExists() && !names.has(statement.table(), context.session())) {
            return Done.DONE;
        }
        TableId id = names.requireName(statement.table(), context.session());
        ownership.require(statement, context);
        if (statement.all()) {
            warehouse.requireRemovable(id);
        }
        ownership.dropping(id);
        if (statement.all()) {
            warehouse.dropForEver(id);
        } else {
            warehouse.drop(id, statement.ifExists());
        }
        return Done.DONE;
    }

    /** What was granted on the table ended when it was dropped: it is new to whoever brings it back. */
    StatementResult undrop(UndropTable statement, StatementContext context) {
        TableId id = names.id(statement.table(), context.session());
        databases.requireDatabase(id.database());
        String owner = ownership.owner("table", "Create", context);
        warehouse.undrop(id);
        ownership.created(id, owner);
        return Done.DONE;
    }

    StatementResult rename(RenameTable statement, StatementContext context) {
        if (statement.ifExists() && names.find(statement.from(), context.session()).isEmpty()) {
            return Done.DONE;
        }
        TableId from = names.require(statement.from(), context.session()).id();
        TableId to = names.id(statement.to(), context.session());
        ownership.require(statement, context);
        boolean moves = warehouse.find(to).isEmpty();
        boolean renamed = false;
        if (moves) {
            ownership.moving(from, to);
        }
        try {
            warehouse.rename(from, to);
            renamed = true;
        } finally {
            if (moves && !renamed) {
                ownership.moving(to, from);
            }
        }
        return Done.DONE;
    }

    StatementResult truncate(TruncateTable statement, StatementContext context) {
        TableId id = names.require(statement.table(), context.session()).id();
        ownership.require(statement, context);
        warehouse.truncate(id);
        return Done.DONE;
    }
}
