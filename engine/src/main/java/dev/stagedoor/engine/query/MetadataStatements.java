package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.Metadata;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement.DescribeTable;
import dev.stagedoor.sql.Statement.Filter;
import dev.stagedoor.sql.Statement.ShowCreateDatabase;
import dev.stagedoor.sql.Statement.ShowCreateTable;
import dev.stagedoor.sql.Statement.ShowMetadata;
import dev.stagedoor.sql.TableName;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableColumn;
import dev.stagedoor.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** SHOW DATABASES, TABLES, COLUMNS and their like, which are queries of the {@code system} database; DESC TABLE and SHOW CREATE. */
public final class MetadataStatements {
    private static final List<Column> DESCRIBED = List.of(
            Column.string("Field"), Column.string("Type"), Column.string("Null"), Column.string("Default"), Column.string("Extra"));
    private static final List<Column> CREATE_TABLE = List.of(Column.string("Table"), Column.string("Create Table"));
    private static final List<Column> CREATE_DATABASE = List.of(Column.string("Database"), Column.string("Create Database"));

    private final SystemDatabases databases;
    private final VisibleTables tables;
    private final QueryEngine queries;

    public MetadataStatements(SystemDatabases databases, VisibleTables tables, QueryEngine queries) {
        this.databases = databases;
        this.tables = tables;
        this.queries = queries;
    }

    /** @throws dev.stagedoor.errors.StagedoorException 1003, 1025 or 1119 for a database, table or catalog that is not there */
    public StatementResult show(ShowMetadata statement, StatementContext context) {
        return statement.metadata() instanceof Metadata.Processes && statement.filter().isEmpty()
                ? processes(statement.limit(), context)
                : queries.query(query(statement, context), context);
    }

    /** Without the query engine: it is asked for when all places for queries are taken. */
    private StatementResult processes(OptionalLong limit, StatementContext context) {
        StatementResult.Rows all = databases.require(SystemDatabases.SYSTEM, "processes").bind("processes", context).all();
        List<Row> rows = new ArrayList<>();
        try (RowCursor cursor = all.cursor()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                rows.add(row);
            }
        }
        rows.sort(ProcessTable.ORDER);
        return new StatementResult.Rows(all.schema(), RowCursor.of(rows).limit(limit.orElse(Long.MAX_VALUE)), List.of());
    }

    private List<QueryPart> query(ShowMetadata statement, StatementContext context) {
        SessionState session = context.session();
        return switch (statement.metadata()) {
            case Metadata.Databases(boolean full, Optional<String> catalog) -> {
                databases.requireCatalog(catalog);
                String columns = full ? "catalog AS \"Catalog\", owner, " : "";
                yield new Select(columns + "name AS databases_in_default", SystemDatabases.SYSTEM, "databases")
                        .shown("name", statement, "catalog, name");
            }
            case Metadata.Tables(boolean full, boolean history, var catalog, var database) -> {
                String of = database(catalog, database, session);
                String dropped = history ? ", dropped_on AS drop_time" : "";
                String columns = full
                        ? "name AS \"Tables\", table_type AS \"Table_type\", database AS \"Database\", catalog AS \"Catalog\", owner, "
                                + "engine, cluster_by AS \"Cluster_by\", created_on AS create_time" + dropped
                                + ", num_rows, data_size, data_compressed_size, index_size"
                        : "name AS " + quotedName("Tables_in_" + of) + dropped;
                yield new Select(columns, SystemDatabases.SYSTEM, history ? "tables_with_history" : "tables")
                        .where("database = " + quoted(of))
                        .where("table_type = " + quoted(SystemRelation.Kind.TABLE.text()))
                        .shown("name", statement, "database, name");
            }
            case Metadata.Views(boolean full, boolean history, var catalog, var database) -> {
                String of = database(catalog, database, session);
                String dropped = history ? ", dropped_on AS drop_time" : "";
                String columns = full
                        ? "name AS \"Views\", database AS \"Database\", catalog AS \"Catalog\", owner, engine, created_on AS create_time, "
                                + "view_query"
                        : "name AS " + quotedName("Views_in_" + of);
                yield new Select(columns + dropped, SystemDatabases.SYSTEM, history ? "views_with_history" : "views")
                        .where("database = " + quoted(of))
                        .shown("name", statement, "database, name");
            }
            case Metadata.Columns(boolean full, var table) -> {
                TableId id = require(table, context);
                String columns = "column_name AS \"Field\", column_type AS \"Type\", is_nullable AS \"Null\", \"default\" AS \"Default\", "
                        + "extra AS \"Extra\", column_key AS \"Key\"";
                String more = ", collation_name AS \"Collation\", privileges AS \"Privileges\", column_comment AS \"Comment\"";
                yield new Select(full ? columns + more : columns, SystemDatabases.INFORMATION_SCHEMA, "columns")
                        .where("table_schema = " + quoted(id.database()))
                        .where("table_name = " + quoted(id.name()))
                        .shown("column_name", statement, "column_name");
            }
            case Metadata.TableStatus(var catalog, var database) ->
                new Select(
                                "name AS \"Name\", engine AS \"Engine\", 0::UTINYINT AS \"Version\", NULL::VARCHAR AS \"Row_format\", "
                                        + "num_rows AS \"Rows\", NULL::UBIGINT AS \"Avg_row_length\", data_size AS \"Data_length\", "
                                        + "NULL::UBIGINT AS \"Max_data_length\", index_size AS \"Index_length\", NULL::UBIGINT AS "
                                        + "\"Data_free\", NULL::UBIGINT AS \"Auto_increment\", created_on AS \"Create_time\", "
                                        + "NULL::TIMESTAMPTZ AS \"Update_time\", NULL::TIMESTAMPTZ AS \"Check_time\", NULL::VARCHAR AS "
                                        + "\"Collation\", NULL::VARCHAR AS \"Checksum\", comment AS \"Comment\", "
                                        + "cluster_by AS \"Cluster_by\"",
                                SystemDatabases.SYSTEM,
                                "tables")
                        .where("database = " + quoted(database(catalog, database, session)))
                        .shown("name", statement, "name");
            case Metadata.Functions _ ->
                new Select("name, is_aggregate, description", SystemDatabases.SYSTEM, "functions").shown("name", statement, "name");
            case Metadata.TableFunctions _ ->
                new Select("name", SystemDatabases.SYSTEM, "table_functions").shown("name", statement, "name");
            case Metadata.Catalogs _ ->
                new Select("name AS \"Catalogs\"", SystemDatabases.SYSTEM, "catalogs").shown("name", statement, "name");
            case Metadata.Processes _ -> new Select("*", SystemDatabases.SYSTEM, "processes").shown("id", statement, "created_time, id");
            case Metadata.Engines _ ->
                new Select("\"Engine\", \"Comment\"", SystemDatabases.SYSTEM, "engines").shown("\"Engine\"", statement, "\"Engine\"");
        };
    }

    private String database(Optional<String> catalog, Optional<String> database, SessionState session) {
        databases.requireCatalog(catalog);
        return databases.requireDatabase(database.orElse(session.database()));
    }

    public StatementResult describe(DescribeTable statement, StatementContext context) {
        List<Row> rows = new ArrayList<>();
        Optional<SystemRelation> relation = relation(statement.table(), context);
        if (relation.isPresent()) {
            relation.get().schema().forEach(column -> rows.add(described(column, "NULL")));
        } else {
            for (TableColumn column : table(statement.table(), context).columns()) {
                rows.add(described(column.field().column(), column.defaultSql().orElse("NULL")));
            }
        }
        return new StatementResult.Rows(DESCRIBED, RowCursor.of(rows), List.of());
    }

    private static Row described(Column column, String defaultSql) {
        return Row.of(column.name(), column.type().sqlName(), column.nullable() ? "YES" : "NO", defaultSql, "");
    }

    public StatementResult create(ShowCreateTable statement, StatementContext context) {
        Optional<SystemRelation> relation = relation(statement.table(), context);
        if (relation.isPresent()) {
            return row(CREATE_TABLE, relation.get().name(), CreateTableText.of(relation.get()));
        }
        Table table = table(statement.table(), context);
        return row(CREATE_TABLE, table.id().name(), CreateTableText.of(table));
    }

    /** The name of a table that must be there. */
    private TableId require(TableName name, StatementContext context) {
        return relation(name, context)
                .map(relation -> new TableId(relation.database(), relation.name()))
                .orElseGet(() -> table(name, context).id());
    }

    /** Empty when the name is not one of the server's own databases. */
    private Optional<SystemRelation> relation(TableName name, StatementContext context) {
        String database = databases.database(name, context.session());
        return SystemDatabases.isSystem(database)
                ? Optional.of(databases.require(database, name.name().toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    private Table table(TableName name, StatementContext context) {
        String database = databases.database(name, context.session());
        return tables.require(new TableId(database, name.name().toLowerCase(Locale.ROOT)), context);
    }

    public StatementResult create(ShowCreateDatabase statement) {
        databases.requireCatalog(statement.catalog());
        String name = databases.requireDatabase(statement.database());
        String engine = SystemDatabases.isSystem(name) ? "SYSTEM" : "DEFAULT";
        return row(CREATE_DATABASE, name, "CREATE DATABASE `" + name.replace("`", "``") + "` ENGINE=" + engine);
    }

    private static StatementResult row(List<Column> schema, String name, String sql) {
        return new StatementResult.Rows(schema, RowCursor.of(Row.of(name, sql)), List.of());
    }

    /** As the query engine reads it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String quotedName(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A SELECT over a system table, with the LIKE, WHERE and LIMIT of the statement. WHERE names the table's columns and those shown. */
    private static final class Select {
        private final String columns;
        private final QueryPart.SystemTable table;
        private final List<String> conditions = new ArrayList<>();

        Select(String columns, String database, String name) {
            this.columns = columns;
            this.table = new QueryPart.SystemTable(database, name);
        }

        Select where(String condition) {
            conditions.add(condition);
            return this;
        }

        List<QueryPart> shown(String name, ShowMetadata statement, String order) {
            List<QueryPart> parts = new ArrayList<>();
            parts.add(new QueryPart.Text("SELECT " + columns + " FROM "));
            parts.add(table);
            if (statement.filter().isPresent() && statement.filter().get() instanceof Filter.Like(String pattern)) {
                conditions.add("lower(" + name + ") LIKE " + quoted(pattern.toLowerCase(Locale.ROOT)) + " ESCAPE '\\'");
            }
            String where = conditions.isEmpty() ? " WHERE true" : conditions.stream().collect(Collectors.joining(" AND ", " WHERE ", ""));
            parts.add(new QueryPart.Text(where));
            if (statement.filter().isPresent() && statement.filter().get() instanceof Filter.Where(var condition)) {
                parts.add(new QueryPart.Text(" AND ("));
                parts.addAll(condition);
                parts.add(new QueryPart.Text("\n)"));
            }
            parts.add(new QueryPart.Text(" ORDER BY " + order + limit(statement.limit())));
            return parts;
        }

        private static String limit(OptionalLong limit) {
            return limit.isEmpty() ? "" : " LIMIT " + limit.getAsLong();
        }
    }
}
