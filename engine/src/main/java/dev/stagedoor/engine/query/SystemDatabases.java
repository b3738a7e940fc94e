package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.TableName;
import dev.stagedoor.table.Warehouse;
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
    static final String CATALOG = "default";
    static final String DEFAULT = "default";
    static final String SYSTEM = SystemRelation.SYSTEM;
    static final String INFORMATION_SCHEMA = "information_schema";

    private static final SortedSet<String> NAMES = new TreeSet<>(List.of(DEFAULT, SYSTEM, INFORMATION_SCHEMA));

    private final List<SystemRelation> relations;
    private final Warehouse warehouse;

    /**
     * @param relations in any order; those that tell of the others are made here
     * @param warehouse has the databases that users create
     */
    public SystemDatabases(Collection<SystemRelation> relations, Warehouse warehouse) {
        this.warehouse = warehouse;
        List<SystemRelation> all = new ArrayList<>(relations);
        all.addAll(new MetadataTables(this).relations());
        all.addAll(InformationSchema.relations(all));
        all.sort(Comparator.comparing(SystemRelation::database).thenComparing(SystemRelation::name));
        this.relations = List.copyOf(all);
    }

    /** In alphabetical order. */
    SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(NAMES);
        names.addAll(warehouse.databases());
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
        if (!NAMES.contains(name) && !warehouse.databases().contains(name)) {
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

    /** @throws StagedoorException 1119, 1003 or 1025 when there is no such catalog, database or table */
    SystemRelation require(TableName table, SessionState session) {
        requireCatalog(table.catalog());
        String database = table.database().map(this::requireDatabase).orElse(session.database());
        return require(database, table.name().toLowerCase(Locale.ROOT));
    }

    /** @throws StagedoorException 1025 when there is no such table */
    SystemRelation require(String database, String name) {
        return find(database, name).orElseThrow(() -> unknownTable(database, name));
    }

    static StagedoorException unknownTable(String database, String name) {
        String known = NAMES.contains(database) && !database.equals(DEFAULT) ? database : SYSTEM;
        return new StagedoorException(
                ErrorCode.UNKNOWN_TABLE,
                "Unknown table `" + CATALOG + "`.`" + ShownText.of(database) + "`.`" + ShownText.of(name) + "`; "
                        + (known.equals(SYSTEM) ? "SHOW TABLES FROM " : "SHOW VIEWS FROM ") + known + " lists those there are");
    }
}
