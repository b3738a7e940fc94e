package dev.stagedoor.engine.access;

import dev.stagedoor.engine.access.AccessMatrix.Outcome;
import dev.stagedoor.engine.access.AccessMatrix.Way;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who may do what with databases and tables, written down as in {@link AccessMatrix}, whose world this is: every privilege at every place
 * it can be held, every way to hold it, every statement. What is held on stages alone gives nothing here, and what is held on tables
 * alone gives nothing there.
 */
final class TableAccessMatrix {
    private TableAccessMatrix() {}

    /** What is held, most of it on the table {@code d.t} or its database. */
    enum Held {
        NOTHING,
        SUPER("GRANT SUPER ON *.* TO %s"),
        READ("GRANT READ ON STAGE s TO %s"),
        WRITE("GRANT WRITE ON STAGE s TO %s"),
        READ_WRITE("GRANT READ, WRITE ON STAGE s TO %s"),
        OWN_STAGE("GRANT OWNERSHIP ON STAGE s TO %s"),
        CREATE_STAGE("GRANT CREATE STAGE ON *.* TO %s"),
        SELECT_TABLE("GRANT SELECT ON d.t TO %s"),
        SELECT_DATABASE("GRANT SELECT ON d.* TO %s"),
        SELECT_EVERYWHERE("GRANT SELECT ON *.* TO %s"),
        INSERT_TABLE("GRANT INSERT ON d.t TO %s"),
        INSERT_DATABASE("GRANT INSERT ON DATABASE d TO %s"),
        INSERT_EVERYWHERE("GRANT INSERT ON *.* TO %s"),
        UPDATE_TABLE("GRANT UPDATE ON TABLE d.t TO %s"),
        UPDATE_DATABASE("GRANT UPDATE ON d.* TO %s"),
        UPDATE_EVERYWHERE("GRANT UPDATE ON *.* TO %s"),
        DELETE_TABLE("GRANT DELETE ON d.t TO %s"),
        DELETE_DATABASE("GRANT DELETE ON d.* TO %s"),
        DELETE_EVERYWHERE("GRANT DELETE ON *.* TO %s"),
        ALTER_TABLE("GRANT ALTER ON d.t TO %s"),
        ALTER_DATABASE("GRANT ALTER ON d.* TO %s"),
        ALTER_EVERYWHERE("GRANT ALTER ON *.* TO %s"),
        DROP_TABLE("GRANT DROP ON d.t TO %s"),
        DROP_DATABASE("GRANT DROP ON d.* TO %s"),
        DROP_EVERYWHERE("GRANT DROP ON *.* TO %s"),
        CREATE_IN_DATABASE("GRANT CREATE ON d.* TO %s"),
        CREATE_EVERYWHERE("GRANT CREATE ON *.* TO %s"),
        CREATE_DATABASE("GRANT CREATE DATABASE ON *.* TO %s"),
        ALL_TABLE("GRANT ALL ON d.t TO %s"),
        ALL_DATABASE("GRANT ALL ON d.* TO %s"),
        ALL_OF_ANOTHER_TABLE("GRANT ALL ON d.u TO %s"),
        ALL_OF_ANOTHER_DATABASE("GRANT ALL ON other.* TO %s"),
        ALL_OF_THE_SAME_NAME_ELSEWHERE("GRANT ALL ON other.t TO %s"),
        ALL_OF_ITS_NAME_IN_CAPITALS("GRANT ALL ON d.\"T\" TO %s"),
        OWN_TABLE("GRANT OWNERSHIP ON d.t TO %s"),
        OWN_DATABASE("GRANT OWNERSHIP ON d.* TO %s"),
        INSERT_AND_READ("GRANT INSERT ON d.t TO %s", "GRANT READ ON STAGE s TO %s"),
        INSERT_AND_READ_PATH("GRANT INSERT ON d.t TO %s", "GRANT READ ON STAGE s PATH 'in/' TO %s"),
        INSERT_AND_READ_WRITE("GRANT INSERT ON d.t TO %s", "GRANT READ, WRITE ON STAGE s TO %s"),
        INSERT_AND_DELETE("GRANT INSERT, DELETE ON d.t TO %s"),
        SELECT_AND_INSERT("GRANT SELECT, INSERT ON d.t TO %s"),
        SELECT_AND_UPDATE("GRANT SELECT, UPDATE ON d.t TO %s"),
        SELECT_AND_DELETE("GRANT SELECT, DELETE ON d.t TO %s"),
        SELECT_AND_CHANGE("GRANT SELECT, INSERT, UPDATE, DELETE ON d.t TO %s"),
        CHANGE_AND_READ("GRANT SELECT, INSERT, UPDATE, DELETE ON d.t TO %s", "GRANT READ ON STAGE s TO %s"),
        SELECT_AND_WRITE("GRANT SELECT ON d.t TO %s", "GRANT WRITE ON STAGE s TO %s"),
        CREATE_AND_READ("GRANT CREATE ON d.* TO %s", "GRANT READ ON STAGE s TO %s"),
        CREATE_AND_SELECT("GRANT CREATE ON d.* TO %s", "GRANT SELECT ON d.t TO %s"),
        CREATE_AND_DROP("GRANT CREATE, DROP ON d.* TO %s"),
        ALTER_AND_CREATE_ELSEWHERE("GRANT ALTER ON d.t TO %s", "GRANT CREATE ON other.* TO %s");

        private final List<String> grants;

        Held(String... grants) {
            this.grants = List.of(grants);
        }

        /** The statements that give it. @param to {@code USER me} or {@code ROLE holder} */
        List<String> grants(String to) {
            return grants.stream().map(sql -> String.format(sql, to)).toList();
        }

        boolean isHeldBy(Way way) {
            boolean owns = grants.stream().anyMatch(sql -> sql.contains("OWNERSHIP"));
            return !owns || (way.grantee.startsWith("ROLE ") && !way.grantee.equals("ROLE public"));
        }
    }

    private static final Set<Held> ANYTHING_WITH_IT = EnumSet.of(
            Held.SUPER, Held.ALL_TABLE, Held.ALL_OF_ITS_NAME_IN_CAPITALS, Held.ALL_DATABASE, Held.OWN_TABLE, Held.OWN_DATABASE);
    private static final Set<Held> READERS = union(
            ANYTHING_WITH_IT, Held.SELECT_TABLE, Held.SELECT_DATABASE, Held.SELECT_EVERYWHERE, Held.SELECT_AND_WRITE,
            Held.CREATE_AND_SELECT, Held.SELECT_AND_INSERT, Held.SELECT_AND_UPDATE, Held.SELECT_AND_DELETE, Held.SELECT_AND_CHANGE,
            Held.CHANGE_AND_READ);
    private static final Set<Held> INSERTERS = union(
            ANYTHING_WITH_IT, Held.INSERT_TABLE, Held.INSERT_DATABASE, Held.INSERT_EVERYWHERE, Held.INSERT_AND_READ,
            Held.INSERT_AND_READ_PATH, Held.INSERT_AND_READ_WRITE, Held.INSERT_AND_DELETE, Held.SELECT_AND_INSERT, Held.SELECT_AND_CHANGE,
            Held.CHANGE_AND_READ);
    private static final Set<Held> DELETERS = union(
            ANYTHING_WITH_IT, Held.DELETE_TABLE, Held.DELETE_DATABASE, Held.DELETE_EVERYWHERE, Held.INSERT_AND_DELETE,
            Held.SELECT_AND_DELETE,
            Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ);
    private static final Set<Held> ALTERERS = union(
            ANYTHING_WITH_IT, Held.ALTER_TABLE, Held.ALTER_DATABASE, Held.ALTER_EVERYWHERE, Held.ALTER_AND_CREATE_ELSEWHERE);
    private static final Set<Held> DATABASE_DROPPERS = EnumSet.of(
            Held.SUPER, Held.DROP_DATABASE, Held.DROP_EVERYWHERE, Held.ALL_DATABASE, Held.OWN_DATABASE, Held.CREATE_AND_DROP);
    private static final Set<Held> DROPPERS = union(union(ANYTHING_WITH_IT, Held.DROP_TABLE), DATABASE_DROPPERS.toArray(Held[]::new));
    private static final Set<Held> CREATORS = EnumSet.of(
            Held.SUPER, Held.CREATE_IN_DATABASE, Held.CREATE_EVERYWHERE, Held.ALL_DATABASE, Held.OWN_DATABASE, Held.CREATE_AND_READ,
            Held.CREATE_AND_SELECT, Held.CREATE_AND_DROP);
    private static final Set<Held> REPLACERS =
            EnumSet.of(Held.SUPER, Held.ALL_DATABASE, Held.OWN_DATABASE, Held.CREATE_AND_DROP);
    private static final Set<Held> OWNERS = EnumSet.of(Held.SUPER, Held.OWN_TABLE, Held.OWN_DATABASE);
    private static final Set<Held> DATABASE_OWNERS = EnumSet.of(Held.SUPER, Held.OWN_DATABASE);
    private static final Set<Held> SUPERS = EnumSet.of(Held.SUPER);
    private static final Set<Held> ON_NO_TABLE = EnumSet.of(
            Held.NOTHING, Held.READ, Held.WRITE, Held.READ_WRITE, Held.OWN_STAGE, Held.CREATE_STAGE);
    private static final Set<Held> DATABASE_SEERS = EnumSet.complementOf(union(
            ON_NO_TABLE, Held.ALL_OF_ANOTHER_DATABASE, Held.ALL_OF_THE_SAME_NAME_ELSEWHERE));
    private static final Set<Held> SEERS = minus(DATABASE_SEERS, Held.ALL_OF_ANOTHER_TABLE);

    /**
     * A statement and who may run it.
     *
     * @param sql {@code READ d.t} is no statement but a query that has found out that it reads the table
     * @param enough what suffices, each alone
     * @param creates what belongs to the current role
     */
    record Row(String sql, Set<Held> enough, boolean creates) {
        static Row of(String sql, Set<Held> enough) {
            return new Row(sql, enough, false);
        }

        static Row creating(String sql, Set<Held> enough) {
            return new Row(sql, enough, true);
        }

        boolean isRead() {
            return sql.startsWith("READ ");
        }

        /** What must come of it. */
        Outcome expected(Way way, Held held) {
            return switch (way.reach) {
                case STALE -> Outcome.INVALID_ROLE;
                case ADMIN_LAID_DOWN, NOT_HELD -> Outcome.DENIED;
                case ADMIN -> Outcome.PASSED;
                case HELD -> {
                    boolean ownsNothing = creates && held != Held.SUPER && way.ownsNothing();
                    yield !enough.contains(held) ? Outcome.DENIED : ownsNothing ? Outcome.NO_OWNER : Outcome.PASSED;
                }
            };
        }
    }

    /** Every statement on databases and tables, in each form that needs something else. */
    static final List<Row> ROWS = List.of(
            Row.of("READ d.t", READERS),
            Row.creating("CREATE DATABASE fresh", EnumSet.of(Held.SUPER, Held.CREATE_DATABASE)),
            Row.of("DROP DATABASE d", DATABASE_DROPPERS),
            Row.of("DROP DATABASE IF EXISTS default.d", DATABASE_DROPPERS),
            Row.creating("CREATE TABLE d.fresh (a INT)", CREATORS),
            Row.creating("CREATE TABLE IF NOT EXISTS d.t (a INT)", CREATORS),
            Row.creating("CREATE TABLE D.fresh AS SELECT 1", CREATORS),
            Row.creating("CREATE TABLE d.fresh AS SELECT * FROM @s", EnumSet.of(Held.SUPER, Held.CREATE_AND_READ)),
            Row.creating("CREATE TABLE d.fresh (a INT DEFAULT (SELECT count(*) FROM @s))", EnumSet.of(Held.SUPER, Held.CREATE_AND_READ)),
            Row.creating(
                    "CREATE TABLE d.fresh LIKE d.t",
                    EnumSet.of(Held.SUPER, Held.ALL_DATABASE, Held.OWN_DATABASE, Held.CREATE_AND_SELECT)),
            Row.creating("CREATE OR REPLACE TABLE d.t (a INT)", REPLACERS),
            Row.creating("CREATE TABLE fresh (a INT)", EnumSet.of(Held.SUPER, Held.CREATE_EVERYWHERE)),
            Row.of("DROP TABLE d.t", DROPPERS),
            Row.of("DROP TABLE IF EXISTS d.T ALL", DROPPERS),
            Row.of("DROP TABLE t", EnumSet.of(Held.SUPER, Held.DROP_EVERYWHERE)),
            Row.creating("UNDROP TABLE d.t", REPLACERS),
            Row.of("RENAME TABLE d.t TO d.fresh", ALTERERS),
            Row.of("RENAME TABLE d.t TO other.t", EnumSet.of(Held.SUPER, Held.ALTER_AND_CREATE_ELSEWHERE)),
            Row.of("ALTER TABLE d.t RENAME TO fresh", ALTERERS),
            Row.of("ALTER TABLE d.t ADD b INT", ALTERERS),
            Row.of("ALTER TABLE d.t COMMENT = 'c'", ALTERERS),
            Row.of("TRUNCATE TABLE d.t", DELETERS),
            Row.of("OPTIMIZE TABLE d.t PURGE", OWNERS),
            Row.of("ANALYZE TABLE d.t", OWNERS),
            Row.of("INSERT INTO d.t VALUES (1)", INSERTERS),
            Row.of("INSERT INTO d.t SELECT 1", INSERTERS),
            Row.of("INSERT INTO d.t VALUES", INSERTERS),
            Row.of("DELETE FROM d.t", DELETERS),
            Row.of(
                    "DELETE FROM d.t WHERE a = 1",
                    union(ANYTHING_WITH_IT, Held.SELECT_AND_DELETE, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of("DELETE FROM d.t WHERE a IN (SELECT $1 FROM @s)", EnumSet.of(Held.SUPER, Held.CHANGE_AND_READ)),
            Row.of("UPDATE d.t SET a = 1", union(ANYTHING_WITH_IT, Held.SELECT_AND_UPDATE, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of("UPDATE d.t SET a = (SELECT max($1) FROM @s)", EnumSet.of(Held.SUPER, Held.CHANGE_AND_READ)),
            Row.of("UPDATE d.t SET a = f.$1 FROM @s f", EnumSet.of(Held.SUPER, Held.CHANGE_AND_READ)),
            Row.of(
                    "MERGE INTO d.t USING (SELECT 1) s ON a = 1 WHEN MATCHED THEN DELETE",
                    union(ANYTHING_WITH_IT, Held.SELECT_AND_DELETE, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of(
                    "MERGE INTO d.t USING (SELECT 1) s ON a = 1 WHEN MATCHED THEN UPDATE SET a = 2",
                    union(ANYTHING_WITH_IT, Held.SELECT_AND_UPDATE, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of(
                    "MERGE INTO d.t USING (SELECT 1) s ON a = 1 WHEN MATCHED THEN UPDATE *",
                    union(ANYTHING_WITH_IT, Held.SELECT_AND_UPDATE, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of(
                    "MERGE INTO d.t USING (SELECT 1) s ON a = 1 WHEN NOT MATCHED THEN INSERT VALUES (1)",
                    union(ANYTHING_WITH_IT, Held.SELECT_AND_INSERT, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of(
                    "MERGE INTO d.t USING (SELECT 1) s ON a = 1 WHEN NOT MATCHED THEN INSERT *",
                    union(ANYTHING_WITH_IT, Held.SELECT_AND_INSERT, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of(
                    "MERGE INTO d.t USING (SELECT 1) s ON a = 1 WHEN MATCHED AND a = 2 THEN DELETE WHEN MATCHED THEN UPDATE SET a = 2"
                            + " WHEN NOT MATCHED THEN INSERT *",
                    union(ANYTHING_WITH_IT, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of("MERGE INTO d.t USING @s ON a = 1 WHEN MATCHED THEN DELETE", EnumSet.of(Held.SUPER, Held.CHANGE_AND_READ)),
            Row.of(
                    "INSERT OVERWRITE d.t VALUES (1)",
                    union(ANYTHING_WITH_IT, Held.INSERT_AND_DELETE, Held.SELECT_AND_CHANGE, Held.CHANGE_AND_READ)),
            Row.of(
                    "INSERT INTO d.t SELECT * FROM @s",
                    EnumSet.of(Held.SUPER, Held.INSERT_AND_READ, Held.CHANGE_AND_READ, Held.INSERT_AND_READ_WRITE)),
            Row.of("INSERT INTO d.t FROM @s FILE_FORMAT = (TYPE = CSV)", EnumSet.of(Held.SUPER, Held.INSERT_AND_READ_WRITE)),
            Row.of("INSERT INTO d.t FROM @~ FILE_FORMAT = (TYPE = CSV)", INSERTERS),
            Row.of("COPY INTO d.t FROM @s", EnumSet.of(Held.SUPER, Held.INSERT_AND_READ, Held.CHANGE_AND_READ, Held.INSERT_AND_READ_WRITE)),
            Row.of(
                    "COPY INTO d.t FROM @s/in/",
                    EnumSet.of(Held.SUPER, Held.INSERT_AND_READ, Held.CHANGE_AND_READ, Held.INSERT_AND_READ_PATH,
                            Held.INSERT_AND_READ_WRITE)),
            Row.of(
                    "COPY INTO d.t FROM @s FILES = ('in/a', 'in/b')",
                    EnumSet.of(Held.SUPER, Held.INSERT_AND_READ, Held.CHANGE_AND_READ, Held.INSERT_AND_READ_PATH,
                            Held.INSERT_AND_READ_WRITE)),
            Row.of("COPY INTO d.t FROM @s PURGE = TRUE", EnumSet.of(Held.SUPER, Held.INSERT_AND_READ_WRITE)),
            Row.of("COPY INTO d.t FROM @s FILES = ('a') PURGE = TRUE", EnumSet.of(Held.SUPER, Held.INSERT_AND_READ_WRITE)),
            Row.of(
                    "COPY INTO d.t FROM (SELECT $1 FROM @s)",
                    EnumSet.of(Held.SUPER, Held.INSERT_AND_READ, Held.CHANGE_AND_READ, Held.INSERT_AND_READ_WRITE)),
            Row.of("COPY INTO d.t FROM @~", INSERTERS),
            Row.of("COPY INTO d.t FROM 's3://b/'", INSERTERS),
            Row.of("COPY INTO d.t FROM @~ SCHEMA_EVOLUTION = (SAMPLE_FILES = AUTO)", ANYTHING_WITH_IT),
            Row.of(
                    "EXPLAIN COPY INTO d.t FROM @s",
                    EnumSet.of(Held.SUPER, Held.INSERT_AND_READ, Held.CHANGE_AND_READ, Held.INSERT_AND_READ_WRITE)),
            Row.of("COPY INTO @s FROM d.t", EnumSet.of(Held.SUPER, Held.SELECT_AND_WRITE)),
            Row.of("COPY INTO @~ FROM d.t", READERS),
            Row.of(
                    "COPY INTO @s FROM (SELECT 1)",
                    EnumSet.of(
                            Held.SUPER, Held.WRITE, Held.READ_WRITE, Held.OWN_STAGE, Held.SELECT_AND_WRITE, Held.INSERT_AND_READ_WRITE)),
            Row.of("GRANT SELECT ON d.t TO USER other", OWNERS),
            Row.of("REVOKE SELECT ON d.t FROM USER other", OWNERS),
            Row.of("GRANT OWNERSHIP ON d.t TO ROLE spare", OWNERS),
            Row.of("GRANT CREATE ON d.* TO USER other", DATABASE_OWNERS),
            Row.of("REVOKE ALL ON DATABASE d FROM ROLE spare", DATABASE_OWNERS),
            Row.of("GRANT OWNERSHIP ON DATABASE d TO ROLE spare", DATABASE_OWNERS),
            Row.of("GRANT SELECT ON * TO USER other", SUPERS),
            Row.of("GRANT SELECT ON *.* TO USER me", SUPERS),
            Row.of("GRANT CREATE DATABASE ON *.* TO USER me", SUPERS),
            Row.of("SHOW GRANTS ON TABLE d.t", SEERS),
            Row.of("SHOW GRANTS ON DATABASE d", DATABASE_SEERS),
            Row.of("USE D", DATABASE_SEERS),
            Row.of(
                    "LIST @s",
                    EnumSet.of(
                            Held.SUPER, Held.READ, Held.READ_WRITE, Held.OWN_STAGE, Held.INSERT_AND_READ, Held.CHANGE_AND_READ,
                            Held.INSERT_AND_READ_WRITE,
                            Held.CREATE_AND_READ)),
            Row.creating("CREATE STAGE fresh", EnumSet.of(Held.SUPER, Held.CREATE_STAGE)));

    private static EnumSet<Held> union(Set<Held> some, Held... others) {
        EnumSet<Held> all = EnumSet.copyOf(some);
        Collections.addAll(all, others);
        return all;
    }

    private static Set<Held> minus(Set<Held> some, Held... others) {
        EnumSet<Held> rest = EnumSet.copyOf(some);
        List.of(others).forEach(rest::remove);
        return rest;
    }
}
