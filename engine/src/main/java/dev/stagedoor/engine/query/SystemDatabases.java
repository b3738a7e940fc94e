package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which databases there are: those of the system with their tables, and those that users create in the warehouse. */
public final class SystemDatabases {
    static final String CATALOG = TableName.CATALOG;
    static final String DEFAULT = "default";
    static final String SYSTEM = SystemRelation.SYSTEM;
    static final String INFORMATION_SCHEMA = "information_schema";

    /** Those that are always there, in alphabetical order. */
    static final List<String> OWN = List.of(DEFAULT, INFORMATION_SCHEMA, SYSTEM);

    private final List<SystemRelation> relations;
    private final VisibleTables tables;

    /**
     * @param relations in any order; those that tell of the others are made here
     * @param tables has the databases that users create
     */
    public SystemDatabases(Collection<SystemRelation> relations, VisibleTables tables) {
        this.tables = tables;
        List<SystemRelation> all = new ArrayList<>(relations);
        all.addAll(new MetadataTables(this, tables).relations());
        all.addAll(new TableHistory(tables).relations());
        all.addAll(InformationSchema.relations(all));
        all.sort(Comparator.comparing(SystemRelation::database).thenComparing(SystemRelation::name));
        this.relations = List.copyOf(all);
    }

    /** Those that the statement's user may know of, in alphabetical order. */
    SortedSet<String> names(StatementContext context) {
        SortedSet<String> names = new TreeSet<>(OWN);
        names.addAll(tables.databases(context));
        return names;
    }

    /** Whether a database, in lower case, is one that nobody creates tables in. */
    public static boolean isSystem(String database) {
        return database.equals(SYSTEM) || database.equals(INFORMATION_SCHEMA);
    }

    /** Every table, by database and name. */
    List<SystemRelation> relations() {
        return relations;
    }

    /** The tables of one database; none where there is no such database. */
    List<SystemRelation> of(String database) {
        String name = database.toLowerCase(Locale.ROOT);
        return relations.stream().filter(relation -> relation.database().equals(name)).toList();
    }

    /** @param name in lower case */
    Optional<SystemRelation> find(String database, String name) {
        return relations.stream()
                .filter(relation -> relation.database().equals(database) && relation.name().equals(name))
                .findFirst();
    }

    /**
     * The name of a database as it is defined.
     *
     * @throws StagedoorException 1003 when there is none
     */
    public String requireDatabase(String written) {
        String name = written.toLowerCase(Locale.ROOT);
        if (!OWN.contains(name) && !tables.hasDatabase(name)) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_DATABASE,
                    "Unknown database '" + ShownText.of(written) + "'; SHOW DATABASES lists those there are");
        }
        return name;
    }

    /** @throws StagedoorException 1119 when there is no such catalog */
    public void requireCatalog(Optional<String> written) {
        written.filter(name -> !name.equalsIgnoreCase(CATALOG)).ifPresent(name -> {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_CATALOG, "Unknown catalog '" + ShownText.of(name) + "'; there is '" + CATALOG + "'");
        });
    }

    /**
     * The database of a name as it is defined.
     *
     * @throws StagedoorException 1119 or 1003 when there is no such catalog or database
     */
    String database(TableName table, SessionState session) {
        requireCatalog(table.catalog());
        return table.database().map(this::requireDatabase).orElse(session.database());
    }

    /** @throws StagedoorException 1025 when there is no such table */
    SystemRelation require(String database, String name) {
        return find(database, name).orElseThrow(() -> unknownTable(database, name));
    }

    static StagedoorException unknownTable(String database, String name) {
        return new StagedoorException(
                ErrorCode.UNKNOWN_TABLE,
                "Unknown table `" + CATALOG + "`.`" + ShownText.of(database) + "`.`" + ShownText.of(name) + "`; "
                        + (database.equals(INFORMATION_SCHEMA) ? "SHOW VIEWS FROM " : "SHOW TABLES FROM ") + ShownText.of(database)
                        + " lists those there are");
    }
}
