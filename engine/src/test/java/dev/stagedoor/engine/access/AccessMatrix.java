package dev.stagedoor.engine.access;

import dev.stagedoor.engine.account.PasswordHashing;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may do what, written down: every way to hold something, everything that can be held, every statement, every place. It knows nothing
 * of how the engine decides; whoever changes a rule changes it here, by hand.
 *
 * <p>The world it speaks of: an internal stage {@code s}, one {@code bound} whose URLs are bound to rules, an external stage {@code e}, a
 * connection {@code c}, all owned by the role {@code proprietor} unless ownership is what is held; users {@code me}, who asks, and
 * {@code other}; roles {@code holder}, {@code outer} (which contains {@code holder}), {@code plain}, {@code foreign}, {@code spare}.
 * Nothing is called {@code fresh} or {@code missing}.
 */
public final class AccessMatrix {
    private AccessMatrix() {}

    /** How an answer looks from outside. */
    public enum Outcome {
        /** It went through, or failed later for a reason that is not the user's. */
        PASSED,
        /** 1063. */
        DENIED,
        /** 1063, because what would be created would belong to everybody. */
        NO_OWNER,
        /** It went through and showed nothing of the thing. */
        HIDDEN,
        /** 2206. */
        INVALID_ROLE
    }

    /** What is held. A path is always {@code incoming/acme/}; what is on stages is on all. */
    public enum Held {
        NOTHING,
        READ("GRANT READ ON STAGE %s TO %s"),
        WRITE("GRANT WRITE ON STAGE %s TO %s"),
        READ_WRITE("GRANT READ, WRITE ON STAGE %s TO %s"),
        OWNERSHIP("GRANT OWNERSHIP ON STAGE %s TO %s"),
        READ_PATH("GRANT READ ON STAGE %s PATH 'incoming/acme' TO %s"),
        WRITE_PATH("GRANT WRITE ON STAGE %s PATH '/incoming//acme/' TO %s"),
        READ_WRITE_PATH("GRANT READ, WRITE ON STAGE %s PATH 'incoming/acme/' TO %s"),
        READ_AND_WRITE_PATH("GRANT READ ON STAGE %s TO %s", "GRANT WRITE ON STAGE %s PATH 'incoming/acme/' TO %s"),
        SUPER("GRANT SUPER ON *.* TO %2$s"),
        CREATE_STAGE("GRANT CREATE STAGE ON *.* TO %2$s"),
        CREATE_STAGE_AND_OWNERSHIP("GRANT CREATE STAGE ON *.* TO %2$s", "GRANT OWNERSHIP ON STAGE %s TO %s"),
        CREATE_STAGE_AND_READ_WRITE("GRANT CREATE STAGE ON *.* TO %2$s", "GRANT READ, WRITE ON STAGE %s TO %s"),
        CREATE_STAGE_AND_ACCESS_CONNECTION(
                "GRANT CREATE STAGE ON *.* TO %2$s", "GRANT ACCESS CONNECTION ON CONNECTION c TO %2$s"),
        OWNERSHIP_AND_ACCESS_CONNECTION("GRANT OWNERSHIP ON STAGE %s TO %s", "GRANT ACCESS CONNECTION ON CONNECTION c TO %2$s"),
        CREATE_CONNECTION("GRANT CREATE CONNECTION ON *.* TO %2$s"),
        ACCESS_CONNECTION("GRANT ACCESS CONNECTION ON CONNECTION c TO %2$s"),
        OWN_CONNECTION("GRANT OWNERSHIP ON CONNECTION c TO %2$s"),
        CREATE_AND_OWN_CONNECTION("GRANT CREATE CONNECTION ON *.* TO %2$s", "GRANT OWNERSHIP ON CONNECTION c TO %2$s");

        private final List<String> grants;

        Held(String... grants) {
            this.grants = List.of(grants);
        }

        /** The statements that give it. @param to {@code USER me} or {@code ROLE holder} */
        public List<String> grants(String to) {
            return grants.stream()
                    .flatMap(sql -> sql.contains("STAGE %s")
                            ? Stream.of("s", "bound", "e").map(stage -> String.format(sql, stage, to))
                            : Stream.of(String.format(sql, "", to)))
                    .toList();
        }

        /** What is on connections is held by roles alone, too. */
        public boolean isOnConnection() {
            return grants.stream().anyMatch(sql -> sql.contains(" ON CONNECTION "));
        }

        /** Ownership is held by roles alone. */
        public boolean isOwnership() {
            return grants.stream().anyMatch(sql -> sql.contains("OWNERSHIP"));
        }
    }

    /** How it comes to the user, if it does. */
    public enum Way {
        CONFIGURED_ADMIN("ROLE foreign", "", "account_admin", "", "ALL", Reach.ADMIN),
        ADMIN_BY_ROLE("ROLE foreign", "account_admin > USER me", "public", "", "ALL", Reach.ADMIN),
        ADMIN_BY_NESTED_ROLE("ROLE foreign", "account_admin > ROLE plain, plain > USER me", "public", "", "ALL", Reach.ADMIN),
        ADMIN_LAID_DOWN("ROLE foreign", "account_admin > USER me, plain > USER me", "public", "plain", "NONE", Reach.ADMIN_LAID_DOWN),
        NOBODY("ROLE foreign", "", "public", "", "ALL", Reach.NOT_HELD),
        ANOTHER_USER("USER other", "", "public", "", "ALL", Reach.NOT_HELD),
        USER("USER me", "", "public", "", "ALL", Reach.HELD),
        USER_IN_A_ROLE("USER me", "plain > USER me", "public", "plain", "NONE", Reach.HELD),
        EVERYBODY("ROLE public", "", "public", "", "ALL", Reach.HELD),
        EVERYBODY_WITHOUT_SECONDARY_ROLES("ROLE public", "plain > USER me", "public", "plain", "NONE", Reach.HELD),
        ROLE("ROLE holder", "holder > USER me", "public", "", "ALL", Reach.HELD),
        DEFAULT_ROLE("ROLE holder", "holder > USER me", "holder", "", "NONE", Reach.HELD),
        CURRENT_ROLE("ROLE holder", "holder > USER me", "public", "holder", "NONE", Reach.HELD),
        NESTED_ROLE("ROLE holder", "outer > USER me", "public", "", "ALL", Reach.HELD),
        ROLE_NESTED_IN_CURRENT("ROLE holder", "outer > USER me", "public", "outer", "NONE", Reach.HELD),
        CURRENT_ROLE_BY_NESTING("ROLE holder", "outer > USER me", "public", "holder", "NONE", Reach.HELD),
        ROLE_AROUND_ONES_OWN("ROLE outer", "holder > USER me", "public", "holder", "ALL", Reach.NOT_HELD),
        SECONDARY_ROLE("ROLE holder", "holder > USER me, plain > USER me", "public", "plain", "ALL", Reach.HELD),
        SECONDARY_ROLES_OFF("ROLE holder", "holder > USER me, plain > USER me", "public", "plain", "NONE", Reach.NOT_HELD),
        SECONDARY_ROLE_LISTED("ROLE holder", "holder > USER me, plain > USER me", "public", "plain", "holder", Reach.HELD),
        SECONDARY_ROLE_UNLISTED("ROLE holder", "holder > USER me, plain > USER me", "plain", "", "plain", Reach.NOT_HELD),
        SECONDARY_ROLE_LISTED_BUT_NOT_GRANTED("ROLE foreign", "plain > USER me", "plain", "", "foreign", Reach.NOT_HELD),
        STALE_ROLE("ROLE holder", "", "public", "holder", "ALL", Reach.STALE),
        STALE_ROLE_OF_A_HOLDER("USER me", "", "public", "holder", "ALL", Reach.STALE),
        DROPPED_ROLE("USER me", "", "public", "missing", "ALL", Reach.HELD);

        enum Reach {
            ADMIN,
            /** Could be taken up again. */
            ADMIN_LAID_DOWN,
            HELD,
            NOT_HELD,
            STALE
        }

        /** To whom the grant is made. */
        public final String grantee;

        /** {@code role > grantee}, between commas. */
        public final List<String> memberships;

        /** With which the user logs in. */
        public final String loginRole;

        /** Of the session; empty for none. */
        public final String sessionRole;

        /** {@code ALL}, {@code NONE} or one role. */
        public final String secondaryRoles;

        final Reach reach;

        Way(String grantee, String memberships, String loginRole, String sessionRole, String secondaryRoles, Reach reach) {
            this.grantee = grantee;
            this.memberships = memberships.isEmpty() ? List.of() : List.of(memberships.split(", "));
            this.loginRole = loginRole;
            this.sessionRole = sessionRole;
            this.secondaryRoles = secondaryRoles;
            this.reach = reach;
        }

        /** Whether this can be held so at all. */
        public boolean canHold(Held held) {
            boolean role = grantee.startsWith("ROLE ");
            return (!held.isOwnership() || (role && !grantee.equals("ROLE public"))) && (!held.isOnConnection() || role);
        }

        /** Uploads through the server know no session: all of the user's roles count, and none is stale. */
        Reach reachWithoutSession() {
            return switch (this) {
                case ADMIN_LAID_DOWN -> Reach.ADMIN;
                case SECONDARY_ROLES_OFF, SECONDARY_ROLE_UNLISTED, STALE_ROLE_OF_A_HOLDER -> Reach.HELD;
                case STALE_ROLE -> Reach.NOT_HELD;
                default -> reach;
            };
        }

        /** Whether the current role is everybody's, so that nothing can be created. */
        boolean ownsNothing() {
            return (sessionRole.isEmpty() ? loginRole : sessionRole).equals("public") || this == DROPPED_ROLE;
        }
    }

    /** Where in the stage. */
    public enum Place {
        WHOLE("", "a.csv", false),
        INSIDE("incoming/acme/", "incoming/acme/a.csv", true),
        BELOW("incoming/acme/2026/1", "incoming/acme/2026/a.csv", true),
        PARENT("incoming/", "incoming/a.csv", false),
        WITHOUT_SLASH("incoming/acme", "incoming/acme", false),
        SIBLING("incoming/acme2/", "incoming/acme2/a.csv", false),
        SIBLING_WITH_DOT("incoming/acme.d/x", "incoming/acme.d/x", false),
        OTHER_CASE("incoming/ACME/", "incoming/ACME/a.csv", false),
        LATER("archive/incoming/acme/", "archive/incoming/acme/a.csv", false),
        OUTSIDE("outgoing/", "outgoing/a.csv", false);

        public final String prefix;
        public final String file;
        final boolean inPath;

        Place(String prefix, String file, boolean inPath) {
            this.prefix = prefix;
            this.file = file;
            this.inPath = inPath;
        }
    }

    private static final Set<Held> READERS =
            EnumSet.of(
                    Held.READ, Held.READ_WRITE, Held.READ_AND_WRITE_PATH, Held.OWNERSHIP, Held.SUPER,
                    Held.CREATE_STAGE_AND_OWNERSHIP, Held.CREATE_STAGE_AND_READ_WRITE, Held.OWNERSHIP_AND_ACCESS_CONNECTION);
    private static final Set<Held> PATH_READERS = EnumSet.of(Held.READ_PATH, Held.READ_WRITE_PATH);
    private static final Set<Held> WRITERS =
            EnumSet.of(
                    Held.WRITE, Held.READ_WRITE, Held.OWNERSHIP, Held.SUPER, Held.CREATE_STAGE_AND_OWNERSHIP,
                    Held.CREATE_STAGE_AND_READ_WRITE, Held.OWNERSHIP_AND_ACCESS_CONNECTION);
    private static final Set<Held> PATH_WRITERS = EnumSet.of(Held.WRITE_PATH, Held.READ_WRITE_PATH, Held.READ_AND_WRITE_PATH);
    private static final Set<Held> ALTERERS =
            EnumSet.of(
                    Held.READ_WRITE, Held.OWNERSHIP, Held.SUPER, Held.CREATE_STAGE_AND_OWNERSHIP,
                    Held.CREATE_STAGE_AND_READ_WRITE, Held.OWNERSHIP_AND_ACCESS_CONNECTION);
    private static final Set<Held> PATH_ALTERERS = EnumSet.of(Held.READ_WRITE_PATH, Held.READ_AND_WRITE_PATH);
    private static final Set<Held> OWNERS =
            EnumSet.of(Held.OWNERSHIP, Held.SUPER, Held.CREATE_STAGE_AND_OWNERSHIP, Held.OWNERSHIP_AND_ACCESS_CONNECTION);
    private static final Set<Held> SEERS = union(READERS, PATH_READERS, WRITERS, PATH_WRITERS);
    private static final Set<Held> CREATORS =
            EnumSet.of(
                    Held.SUPER, Held.CREATE_STAGE, Held.CREATE_STAGE_AND_OWNERSHIP, Held.CREATE_STAGE_AND_READ_WRITE,
                    Held.CREATE_STAGE_AND_ACCESS_CONNECTION);
    private static final Set<Held> REPLACERS = EnumSet.of(Held.SUPER, Held.CREATE_STAGE_AND_OWNERSHIP);
    private static final Set<Held> CONNECTION_CREATORS =
            EnumSet.of(Held.SUPER, Held.CREATE_CONNECTION, Held.CREATE_AND_OWN_CONNECTION);
    private static final Set<Held> CONNECTION_OWNERS =
            EnumSet.of(Held.SUPER, Held.OWN_CONNECTION, Held.CREATE_AND_OWN_CONNECTION);
    private static final Set<Held> CONNECTION_USERS =
            union(
                    CONNECTION_OWNERS,
                    EnumSet.of(
                            Held.ACCESS_CONNECTION, Held.CREATE_STAGE_AND_ACCESS_CONNECTION, Held.OWNERSHIP_AND_ACCESS_CONNECTION));
    private static final Set<Held> CONNECTED_CREATORS = EnumSet.of(Held.SUPER, Held.CREATE_STAGE_AND_ACCESS_CONNECTION);
    private static final Set<Held> CONNECTED_ALTERERS = EnumSet.of(Held.SUPER, Held.OWNERSHIP_AND_ACCESS_CONNECTION);
    private static final Set<Held> SUPERS = EnumSet.of(Held.SUPER);
    private static final Set<Held> ANY = EnumSet.allOf(Held.class);

    private static final String LISTING = "(SELECT name FROM list_stage(location => '@s/{prefix}'))";

    /**
     * A statement and who may run it.
     *
     * @param sql with {@code {prefix}} or {@code {file}} where a place goes; {@code UPLOAD …} is no statement but an upload through the
     *     server
     * @param enough what suffices, each alone
     * @param enoughInPath what suffices besides inside its path
     * @param creates what belongs to the current role
     * @param shows what one sees or does not see, rather than being denied
     * @param takesRole a role is taken, which even a stale session may
     */
    public record Row(String sql, Set<Held> enough, Set<Held> enoughInPath, boolean creates, boolean shows, boolean takesRole) {
        static Row of(String sql, Set<Held> enough) {
            return new Row(sql, enough, Set.of(), false, false, false);
        }

        static Row inPath(String sql, Set<Held> enough, Set<Held> enoughInPath) {
            return new Row(sql, enough, enoughInPath, false, false, false);
        }

        static Row creating(String sql, Set<Held> enough) {
            return new Row(sql, enough, Set.of(), true, false, false);
        }

        static Row showing(String sql, Set<Held> enough) {
            return new Row(sql, enough, Set.of(), false, true, false);
        }

        static Row takingRole(String sql, Set<Held> enough) {
            return new Row(sql, enough, Set.of(), false, false, true);
        }

        /** Where it is asked: everywhere, or nowhere in particular. */
        public List<Place> places() {
            return sql.contains("{prefix}") || sql.contains("{file}") ? Arrays.asList(Place.values()) : List.of(Place.WHOLE);
        }

        public String at(Place place) {
            return sql.replace("{prefix}", place.prefix)
                    .replace("{file}", place.file)
                    .replace("{too-long}", "x".repeat(PasswordHashing.MAX_CHARS + 1));
        }

        /** What must come of it. */
        public Outcome expected(Way way, Held held, Place place) {
            return switch (isUpload() ? way.reachWithoutSession() : way.reach) {
                case STALE -> takesRole && enough.equals(ANY) ? Outcome.PASSED : Outcome.INVALID_ROLE;
                case ADMIN_LAID_DOWN -> takesRole || enough.equals(ANY) ? passed(way, false) : refused();
                case ADMIN -> Outcome.PASSED;
                case HELD ->
                    enough.contains(held) || (place.inPath && enoughInPath.contains(held)) ? passed(way, held == Held.SUPER) : refused();
                case NOT_HELD -> enough.equals(ANY) ? passed(way, false) : refused();
            };
        }

        public boolean isUpload() {
            return sql.startsWith("UPLOAD ");
        }

        /** What those create who may everything belongs to account_admin, when it would belong to everybody. */
        private Outcome passed(Way way, boolean all) {
            return creates && !all && way.ownsNothing() ? Outcome.NO_OWNER : Outcome.PASSED;
        }

        private Outcome refused() {
            if (takesRole) {
                return Outcome.INVALID_ROLE;
            }
            return shows ? Outcome.HIDDEN : Outcome.DENIED;
        }
    }

    /** Every statement, in each form that needs something else. */
    public static final List<Row> ROWS = List.of(
            Row.inPath("LIST @s/{prefix}", READERS, PATH_READERS),
            Row.inPath("LIST @s/{prefix} PATTERN = '.*'", READERS, PATH_READERS),
            Row.inPath("REMOVE @s/{prefix}", WRITERS, PATH_WRITERS),
            Row.inPath("REMOVE @s/{prefix} PATTERN = 'a'", WRITERS, PATH_WRITERS),
            Row.inPath("PRESIGN @s/{file}", READERS, PATH_READERS),
            Row.inPath("PRESIGN DOWNLOAD @s/{file}", READERS, PATH_READERS),
            Row.inPath("PRESIGN UPLOAD @s/{file}", WRITERS, PATH_WRITERS),
            Row.inPath("PRESIGN UPLOAD @s FILES = ('{file}')", WRITERS, PATH_WRITERS),
            Row.inPath("PRESIGN DOWNLOAD @s FILES = ('{file}')", READERS, PATH_READERS),
            Row.inPath("PRESIGN DOWNLOAD @s/{prefix} PATTERN = '.*'", READERS, PATH_READERS),
            Row.inPath("PRESIGN UPLOAD @s/{file} SIZE = 1", WRITERS, PATH_WRITERS),
            Row.of("PRESIGN UPLOAD PARTS (1) OF 'x'", ANY),
            Row.of("CONFIRM UPLOAD 'x'", ANY),
            Row.of("ABORT UPLOAD 'x'", ANY),
            Row.inPath("UPLOAD s/{file}", WRITERS, PATH_WRITERS),
            Row.inPath("SELECT * FROM list_stage(location => '@s/{prefix}')", READERS, PATH_READERS),
            Row.inPath("SHOW STAGES WHERE name IN " + LISTING, READERS, PATH_READERS),
            Row.inPath("SHOW SETTINGS WHERE name IN " + LISTING, READERS, PATH_READERS),
            Row.inPath("SHOW TABLES WHERE name IN " + LISTING, READERS, PATH_READERS),
            Row.of("LIST @~", ANY),
            Row.of("REMOVE @~/x/", ANY),
            Row.of("PRESIGN DOWNLOAD @~/a", ANY),
            Row.of("PRESIGN UPLOAD @~/a", ANY),
            Row.of("PRESIGN UPLOAD @~ FILES = ('a')", ANY),
            Row.of("UPLOAD ~/a", ANY),
            Row.of("SELECT * FROM list_stage(location => '@~')", ANY),
            Row.creating("CREATE STAGE fresh", CREATORS),
            Row.creating("CREATE STAGE IF NOT EXISTS s", CREATORS),
            Row.creating("CREATE OR REPLACE STAGE fresh", CREATORS),
            Row.creating("CREATE OR REPLACE STAGE s", REPLACERS),
            Row.creating("CREATE STAGE fresh URL = 's3://b/' CONNECTION = (REGION = 'auto')", CREATORS),
            Row.creating("CREATE STAGE fresh URL = 's3://b/' CONNECTION = (CONNECTION_NAME = 'c')", CONNECTED_CREATORS),
            Row.of("ALTER STAGE s SET COMMENT = 'x'", ALTERERS),
            Row.of("ALTER STAGE s UNSET COMMENT", ALTERERS),
            Row.of("ALTER STAGE IF EXISTS s SET COMMENT = 'x'", ALTERERS),
            Row.of("ALTER STAGE IF EXISTS missing SET COMMENT = 'x'", ANY),
            Row.of("ALTER STAGE s SET PRESIGN = (MAX_EXPIRE = 60)", OWNERS),
            Row.of("ALTER STAGE s UNSET PRESIGN", OWNERS),
            Row.of("ALTER STAGE IF EXISTS missing UNSET PRESIGN", ANY),
            Row.of("ALTER STAGE e SET URL = 's3://b/q/'", OWNERS),
            Row.of("ALTER STAGE IF EXISTS e SET URL = 's3://b/q/' COMMENT = 'x'", OWNERS),
            Row.of("ALTER STAGE IF EXISTS missing SET URL = 's3://b/q/'", ANY),
            Row.of("ALTER STAGE e SET URL = 's3://b/q/' CONNECTION = (CONNECTION_NAME = 'c')", CONNECTED_ALTERERS),
            Row.of("DROP STAGE s", ALTERERS),
            Row.of("DROP STAGE IF EXISTS s", ALTERERS),
            Row.of("DROP STAGE e", ALTERERS),
            Row.of("DROP STAGE bound", OWNERS),
            Row.of("DROP STAGE IF EXISTS bound", OWNERS),
            Row.of("DROP STAGE IF EXISTS missing", ANY),
            Row.showing("DESC STAGE s", SEERS),
            Row.showing("SHOW STAGES", SEERS),
            Row.showing("SHOW STAGES LIKE 's'", SEERS),
            Row.showing("SELECT * FROM system.stages", SEERS),
            Row.of("CREATE FILE FORMAT fresh TYPE = CSV", SUPERS),
            Row.of("DROP FILE FORMAT IF EXISTS fresh", SUPERS),
            Row.of("SHOW FILE FORMATS", ANY),
            Row.creating("CREATE CONNECTION fresh STORAGE_TYPE = 's3'", CONNECTION_CREATORS),
            Row.creating("CREATE OR REPLACE CONNECTION fresh STORAGE_TYPE = 's3'", CONNECTION_CREATORS),
            Row.creating(
                    "CREATE OR REPLACE CONNECTION c STORAGE_TYPE = 's3'", EnumSet.of(Held.SUPER, Held.CREATE_AND_OWN_CONNECTION)),
            Row.of("DROP CONNECTION c", CONNECTION_OWNERS),
            Row.of("DROP CONNECTION IF EXISTS c", CONNECTION_OWNERS),
            Row.of("DROP CONNECTION IF EXISTS missing", ANY),
            Row.of("DESC CONNECTION c", CONNECTION_USERS),
            Row.showing("SHOW CONNECTIONS", CONNECTION_USERS),
            Row.of("CREATE USER fresh IDENTIFIED WITH JWT", SUPERS),
            Row.of("CREATE OR REPLACE USER other IDENTIFIED WITH JWT", SUPERS),
            Row.of("CREATE OR REPLACE USER me IDENTIFIED WITH JWT", SUPERS),
            Row.of("ALTER USER other IDENTIFIED BY '{too-long}'", SUPERS),
            Row.of("ALTER USER me IDENTIFIED BY '{too-long}'", ANY),
            Row.of("ALTER USER me IDENTIFIED BY '{too-long}' WITH DISABLED = FALSE", SUPERS),
            Row.of("ALTER USER me IDENTIFIED WITH JWT", SUPERS),
            Row.of("ALTER USER me WITH DEFAULT_ROLE = 'account_admin'", SUPERS),
            Row.of("ALTER USER IF EXISTS missing WITH DISABLED = TRUE", SUPERS),
            Row.of("DROP USER other", SUPERS),
            Row.of("DROP USER IF EXISTS missing", SUPERS),
            Row.of("SHOW USERS", SUPERS),
            Row.of("SHOW USERS LIKE 'm%'", SUPERS),
            Row.inPath("SHOW USERS WHERE name IN " + LISTING, SUPERS, Set.of()),
            Row.of("DESC USER me", ANY),
            Row.of("DESC USER other", SUPERS),
            Row.of("SHOW PUBLIC KEYS FOR USER me", ANY),
            Row.of("SHOW PUBLIC KEYS FOR USER other", SUPERS),
            Row.of("CREATE ROLE fresh", SUPERS),
            Row.of("ALTER ROLE spare SET COMMENT = 'x'", SUPERS),
            Row.of("ALTER ROLE IF EXISTS missing UNSET COMMENT", SUPERS),
            Row.of("DROP ROLE spare", SUPERS),
            Row.of("DROP ROLE IF EXISTS missing", SUPERS),
            Row.of("SHOW ROLES", ANY),
            Row.of("SHOW ROLES LIKE 'p%'", ANY),
            Row.inPath("SHOW ROLES WHERE name IN " + LISTING, READERS, PATH_READERS),
            Row.of("SELECT * FROM show_roles()", ANY),
            Row.takingRole("SET ROLE public", ANY),
            Row.takingRole("SET ROLE DEFAULT", ANY),
            Row.takingRole("SET ROLE proprietor", Set.of()),
            Row.takingRole("SET ROLE account_admin", Set.of()),
            Row.takingRole("SET SECONDARY ROLES ALL", ANY),
            Row.takingRole("SET SECONDARY ROLES NONE", ANY),
            Row.takingRole("SET SECONDARY ROLES public", ANY),
            Row.takingRole("SET SECONDARY ROLES proprietor", Set.of()),
            Row.of("GRANT ROLE spare TO USER other", SUPERS),
            Row.of("GRANT ROLE account_admin TO USER me", SUPERS),
            Row.of("GRANT ROLE spare TO ROLE foreign", SUPERS),
            Row.of("REVOKE ROLE spare FROM USER other", SUPERS),
            Row.of("GRANT READ ON STAGE s TO USER other", OWNERS),
            Row.of("GRANT READ, WRITE ON STAGE s PATH 'x' TO ROLE spare", OWNERS),
            Row.of("REVOKE READ ON STAGE s FROM USER other", OWNERS),
            Row.of("REVOKE WRITE ON STAGE s PATH 'x' FROM ROLE spare", OWNERS),
            Row.of("GRANT OWNERSHIP ON STAGE s TO ROLE spare", OWNERS),
            Row.of("GRANT ACCESS CONNECTION ON CONNECTION c TO USER other", CONNECTION_OWNERS),
            Row.of("GRANT ACCESS CONNECTION ON CONNECTION c TO ROLE spare", CONNECTION_OWNERS),
            Row.of("REVOKE ACCESS CONNECTION ON CONNECTION c FROM USER other", CONNECTION_OWNERS),
            Row.of("GRANT OWNERSHIP ON CONNECTION c TO ROLE spare", CONNECTION_OWNERS),
            Row.of("GRANT SUPER ON *.* TO USER other", SUPERS),
            Row.of("GRANT CREATE STAGE ON *.* TO USER me", SUPERS),
            Row.of("GRANT CREATE CONNECTION ON *.* TO ROLE public", SUPERS),
            Row.of("REVOKE SUPER ON *.* FROM USER other", SUPERS),
            Row.of("SHOW GRANTS", ANY),
            Row.of("SHOW GRANTS FOR USER me", ANY),
            Row.of("SHOW GRANTS FOR USER other", SUPERS),
            Row.of("SHOW GRANTS FOR ROLE public", ANY),
            Row.of("SHOW GRANTS FOR ROLE proprietor", SUPERS),
            Row.inPath("SHOW GRANTS WHERE name IN " + LISTING, READERS, PATH_READERS),
            Row.of("SELECT * FROM show_grants('user', 'me')", ANY),
            Row.of("SELECT * FROM show_grants('user', 'other')", SUPERS),
            Row.of("SELECT * FROM show_grants('role', 'proprietor')", SUPERS),
            Row.of("SELECT * FROM show_grants('stage', 's')", SEERS),
            Row.of("SELECT * FROM show_grants('connection', 'c')", CONNECTION_USERS),
            Row.of("SHOW GRANTS ON STAGE s", SEERS),
            Row.of("SHOW GRANTS ON CONNECTION c", CONNECTION_USERS),
            Row.of("REVOKE PRESIGN ON STAGE s", ALTERERS),
            Row.of("REVOKE PRESIGN ON STAGE ~", ANY),
            Row.of("REVOKE PRESIGN ON USER me", ANY),
            Row.of("REVOKE PRESIGN ON USER other", SUPERS),
            Row.of("REVOKE PRESIGN '01930000-0000-7000-8000-000000000000'", ANY),
            Row.of("USE default", ANY),
            Row.of("SET timezone = 'UTC'", ANY),
            Row.of("UNSET timezone", ANY),
            Row.of("SHOW SETTINGS", ANY),
            Row.of("DESC system.stages", ANY),
            Row.of("SHOW CREATE TABLE system.stages", ANY),
            Row.of("SHOW CREATE DATABASE system", ANY),
            Row.of("BEGIN", ANY),
            Row.of("SELECT 1", ANY),
            // There is no table here: TableAccessMatrix says who may do what with one.
            Row.inPath("COPY INTO t FROM @s/{prefix}", READERS, PATH_READERS),
            Row.inPath("COPY INTO t FROM @s/{prefix} PURGE = TRUE", ALTERERS, PATH_ALTERERS),
            Row.inPath("COPY INTO t FROM (SELECT $1 FROM @s/{prefix})", READERS, PATH_READERS),
            Row.inPath("EXPLAIN COPY INTO t FROM @s/{prefix}", READERS, PATH_READERS),
            Row.inPath("COPY INTO @s/{prefix} FROM t", WRITERS, PATH_WRITERS),
            Row.inPath("COPY INTO @~ FROM (SELECT * FROM @s/{prefix})", READERS, PATH_READERS),
            Row.inPath("INSERT INTO t FROM @s/{prefix} FILE_FORMAT = (TYPE = CSV)", ALTERERS, PATH_ALTERERS),
            Row.inPath("INSERT INTO t SELECT * FROM @s/{prefix}", READERS, PATH_READERS),
            Row.inPath("INSERT INTO t VALUES " + LISTING, READERS, PATH_READERS),
            Row.inPath("DELETE FROM t WHERE a IN (SELECT $1 FROM @s/{prefix})", READERS, PATH_READERS),
            Row.inPath("UPDATE t SET a = f.$1 FROM @s/{prefix} f", READERS, PATH_READERS),
            Row.inPath("UPDATE t SET a = " + LISTING, READERS, PATH_READERS),
            Row.inPath("MERGE INTO t USING @s/{prefix} f ON a = $1 WHEN MATCHED THEN DELETE", READERS, PATH_READERS),
            Row.inPath(
                    "MERGE INTO t USING (SELECT 1) f ON TRUE WHEN NOT MATCHED THEN INSERT VALUES (" + LISTING + ")", READERS, PATH_READERS),
            new Row("CREATE TABLE missing.fresh AS SELECT * FROM @s/{prefix}", READERS, PATH_READERS, true, false, false),
            Row.creating("CREATE TABLE fresh LIKE t", SUPERS),
            Row.of("DROP TABLE t", ANY),
            Row.creating("UNDROP TABLE t", SUPERS),
            Row.of("RENAME TABLE t TO fresh", ANY),
            Row.of("ALTER TABLE t DROP a", ANY),
            Row.of("TRUNCATE TABLE t", ANY),
            Row.of("OPTIMIZE TABLE t ALL", ANY),
            Row.of("ANALYZE TABLE t", ANY),
            Row.creating("CREATE DATABASE default", SUPERS),
            Row.of("DROP DATABASE missing", ANY),
            Row.of("KILL QUERY 'x'", ANY));

    @SafeVarargs
    private static Set<Held> union(Set<Held>... sets) {
        EnumSet<Held> all = EnumSet.noneOf(Held.class);
        for (Set<Held> set : sets) {
            all.addAll(set);
        }
        return Collections.unmodifiableSet(all);
    }
}
