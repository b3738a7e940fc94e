package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlParser;
import java.util.Optional;

/** Turns the grammar's tree of DESC TABLE, SHOW CREATE and the SHOW statements of {@link Metadata} into their records. */
final class MetadataBuilder {
    private final TokenValues values;

    MetadataBuilder(TokenValues values) {
        this.values = values;
    }

    Statement describe(SqlParser.TableNameContext table) {
        return new Statement.DescribeTable(values.table(table));
    }

    Statement create(SqlParser.ShowCreateContext show) {
        TableName named = values.table(show.tableName());
        if (show.TABLE() != null) {
            return new Statement.ShowCreateTable(named);
        }
        if (named.catalog().isPresent()) {
            throw values.error(show.tableName(), "a database is named by at most a catalog and its own name");
        }
        return new Statement.ShowCreateDatabase(named.database(), named.name());
    }

    Metadata metadata(SqlParser.ShowMetadataContext show) {
        boolean full = show.FULL() != null;
        if (show.showDatabases() != null) {
            return new Metadata.Databases(full, catalog(show.showDatabases().of()));
        }
        if (show.showTables() != null) {
            SqlParser.OfContext of = show.showTables().of();
            return new Metadata.Tables(full, show.showTables().HISTORY() != null, catalogOfDatabase(of), database(of));
        }
        if (show.showViews() != null) {
            SqlParser.OfContext of = show.showViews().of();
            return new Metadata.Views(full, show.showViews().HISTORY() != null, catalogOfDatabase(of), database(of));
        }
        if (show.showColumns() != null) {
            return new Metadata.Columns(full, columnsOf(show.showColumns()));
        }
        if (show.STATUS() != null) {
            return new Metadata.TableStatus(catalogOfDatabase(show.of()), database(show.of()));
        }
        return show.showList() == null ? new Metadata.TableFunctions() : list(show.showList());
    }

    private static Metadata list(SqlParser.ShowListContext list) {
        if (list.FUNCTIONS() != null) {
            return new Metadata.Functions();
        }
        if (list.TABLE_FUNCTIONS() != null) {
            return new Metadata.TableFunctions();
        }
        if (list.PROCESSLIST() != null) {
            return new Metadata.Processes();
        }
        return list.CATALOGS() != null ? new Metadata.Catalogs() : new Metadata.Engines();
    }

    /** {@code COLUMNS FROM t FROM db}: the database may be named after the table, but not twice. */
    private TableName columnsOf(SqlParser.ShowColumnsContext show) {
        TableName table = values.table(show.tableName());
        if (show.of().name().isEmpty()) {
            return table;
        }
        if (table.database().isPresent()) {
            throw values.error(show.of(), "the database is named twice");
        }
        return new TableName(catalogOfDatabase(show.of()), database(show.of()), table.name());
    }

    private Optional<String> catalog(SqlParser.OfContext of) {
        if (of.name().size() > 1) {
            throw values.error(of, "a catalog is one name");
        }
        return database(of);
    }

    private Optional<String> catalogOfDatabase(SqlParser.OfContext of) {
        return of.name().size() > 1 ? Optional.of(values.foldedName(of.name().getFirst())) : Optional.empty();
    }

    private Optional<String> database(SqlParser.OfContext of) {
        return of.name().isEmpty() ? Optional.empty() : Optional.of(values.foldedName(of.name().getLast()));
    }
}
