package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.access.AccessCache;
import dev.stagedoor.engine.account.AccountFunctions;
import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.StageListing;
import dev.stagedoor.engine.query.LoadQuery.ChosenFiles;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds what stands behind {@code list_stage(…)}, {@code show_grants(…)}, {@code show_roles()} and the tables of the databases
 * {@code system} and {@code information_schema}.
 */
public final class Relations {
    private final StageListing listing;
    private final SystemDatabases databases;
    private final AccountFunctions accounts;
    private final AccessCache accesses;
    private final FileSelection selection;
    private final Warehouse warehouse;

    public Relations(
            StageListing listing,
            SystemDatabases databases,
            AccountFunctions accounts,
            AccessCache accesses,
            FileSelection selection,
            Warehouse warehouse) {
        this.warehouse = warehouse;
        this.listing = listing;
        this.databases = databases;
        this.accounts = accounts;
        this.accesses = accesses;
        this.selection = selection;
    }

    Relation accounts(QueryPart.AccountFunction part, StatementContext context) {
        return accounts.relation(part.function(), part.arguments(), context);
    }

    Relation listStage(QueryPart.ListStage part, String table, StatementContext context) {
        return new Relation(
                table, StageListing.SCHEMA, true, columns -> listing.rows(part.location(), part.pattern(), columns, context));
    }

    /** @throws StagedoorException as {@link FileSelection#format} */
    FileFormat format(QueryPart.StagedFiles part, StatementContext context) {
        return selection.format(part, context);
    }

    /** The files of a location as they are listed now. */
    ChosenFiles chosen(QueryPart.StagedFiles part, StatementContext context) {
        return new ChosenFiles(selection.select(part, context), selection.format(part, context));
    }

    /** A table of the warehouse, if the name is that of one: it may be a name of the query's own. */
    Optional<Table> table(QueryPart.TableRef ref, StatementContext context) {
        String database = ref.database().orElse(context.session().database()).toLowerCase(Locale.ROOT);
        return SystemDatabases.isSystem(database) || !isLegal(database, ref.name())
                ? Optional.empty()
                : warehouse.find(new TableId(database, ref.name().toLowerCase(Locale.ROOT)));
    }

    /** Whether a table can be called so; a name in a query may be anything. */
    private static boolean isLegal(String database, String name) {
        return !name.isBlank() && name.length() <= TableId.MAX_NAME_LENGTH && name.chars().noneMatch(Character::isISOControl)
                && !database.contains(".");
    }

    /** @throws StagedoorException 1003 or 1025 when there is no such database or table */
    Table requireTable(QueryPart.TableRef ref, StatementContext context) {
        return table(ref, context).orElseThrow(() -> {
            String database = databases.requireDatabase(ref.database().orElse(context.session().database()));
            return SystemDatabases.unknownTable(database, ref.name());
        });
    }

    /** @see FileSelection#shownRoot */
    String shownRoot(FileLocation location) {
        return selection.shownRoot(location);
    }

    public Relation stages(StatementContext context) {
        return systemTable(SystemDatabases.SYSTEM, "stages", context);
    }

    public Relation settings(StatementContext context) {
        return systemTable(SystemDatabases.SYSTEM, "settings", context);
    }

    /** @throws StagedoorException 1025 when the database has no such table */
    Relation systemTable(String database, String name, StatementContext context) {
        return databases.require(database, name).bind(name, context);
    }

    /** The tables of the session's database, which a query may name alone; by that name. */
    SortedMap<String, Relation> ofSession(StatementContext context) {
        SortedMap<String, Relation> tables = new TreeMap<>();
        databases.of(context.session().database()).forEach(table -> tables.put(table.name(), table.bind(table.name(), context)));
        return tables;
    }

    /**
     * What a function of the session gives.
     *
     * @throws StagedoorException 1008 when there is no such function
     */
    String sessionValue(String name, StatementContext context) {
        return name.equals("current_available_roles")
                ? JsonMapper.shared().writeValueAsString(accesses.available(context.principal()))
                : SessionFunctions.value(name, context);
    }
}
