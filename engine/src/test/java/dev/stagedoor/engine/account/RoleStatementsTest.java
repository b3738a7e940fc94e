package dev.stagedoor.engine.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles, their comments and names, and what becomes of a session whose role is gone. */
class RoleStatementsTest extends EngineTest {
    private StatementResult root(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private StatementResult as(String user, SessionState session, String sql) {
        return fixture.engine.execute(
                sql, new StatementContext(new Principal(user, "public"), session, Fixture.ORIGIN, new Cancellation()));
    }

    private static SessionState in(String role) {
        return new SessionState("default", Optional.of(role), Optional.empty(), new TreeMap<>());
    }

    private static SessionState session(StatementResult result) {
        return ((StatementResult.Done) result).session().orElseThrow();
    }

    private List<@Nullable String> current(String user, SessionState session) {
        return Fixture.firstColumn(Fixture.rows(as(user, session, "SELECT current_role()")));
    }

    @Test
    void session_whose_role_is_dropped_by_itself_goes_on_with_public() {
        root("CREATE ROLE r");
        SessionState taken = session(root("SET ROLE r"));
        StatementContext context = new StatementContext(Fixture.context().principal(), taken, Fixture.ORIGIN, new Cancellation());
        SessionState after = session(fixture.engine.execute("DROP ROLE r", context));
        assertThat(after.role()).contains("public");
        assertThat(current("root", after)).containsExactly("public");
        root("CREATE ROLE other");
        assertThat(((StatementResult.Done) fixture.engine.execute("DROP ROLE other", context.withSession(after))).session()).isEmpty();
    }

    @Test
    void session_whose_role_is_dropped_by_another_goes_on_with_public() {
        root("CREATE STAGE s");
        root("CREATE ROLE r");
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("GRANT ROLE r TO u");
        root("GRANT READ ON STAGE s TO u");
        root("GRANT WRITE ON STAGE s TO ROLE r");
        as("u", in("r"), "REMOVE @s");
        root("DROP ROLE r");
        assertThat(current("u", in("r"))).containsExactly("public");
        as("u", in("r"), "LIST @s");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", in("r"), "REMOVE @s"));
        assertThat(session(as("u", in("r"), "SET timezone = 'UTC'")).role()).contains("public");
        assertThat(session(as("u", in("r"), "BEGIN")).role()).contains("public");
        assertRefused(ErrorCode.INVALID_ROLE, () -> as("u", in("public"), "SET ROLE r"));
    }

    /** As Databend's own tests of roles have it. */
    @Test
    void roles_have_comments_that_are_shown_and_changed() {
        root("CREATE ROLE role1");
        root("CREATE ROLE IF NOT EXISTS role1 COMMENT = 'test'");
        root("CREATE ROLE IF NOT EXISTS role2 COMMENT = 'test'");
        root("GRANT ROLE role1 TO ROLE role2");
        String shown =
                "SELECT name, comment, inherited_roles_name FROM show_roles() WHERE name IN ('role1', 'role2', 'role3') ORDER BY name";
        assertThat(Fixture.rows(root(shown))).containsExactly(List.of("role1", "", ""), List.of("role2", "test", "role1"));
        root("ALTER ROLE role2 UNSET COMMENT");
        root("ALTER ROLE role1 SET COMMENT = 'xxx'");
        assertThat(Fixture.rows(root(shown))).containsExactly(List.of("role1", "xxx", ""), List.of("role2", "", "role1"));
        root("ALTER ROLE IF EXISTS role1 SET COMMENT = 'cccc'");
        root("ALTER ROLE IF EXISTS role3 SET COMMENT = 'cccc'");
        root("ALTER ROLE IF EXISTS role3 UNSET COMMENT");
        assertRefused(ErrorCode.UNKNOWN_ROLE, () -> root("ALTER ROLE role3 SET COMMENT = 'cccc'"));
        assertRefused(ErrorCode.UNKNOWN_ROLE, () -> root("ALTER ROLE role3 UNSET COMMENT"));
        assertRefused(ErrorCode.SYNTAX, () -> root("CREATE OR REPLACE ROLE role3"));
        assertThat(Fixture.rows(root("SHOW ROLES LIKE 'ACCOUNT%'")))
                .containsExactly(Arrays.asList("account_admin", "0", "", "1", "1", ""));
        assertThat(Fixture.firstColumn(Fixture.rows(root("SHOW ROLES WHERE comment = 'cccc'")))).containsExactly("role1");
        assertThat(Fixture.rows(root("SHOW ROLES LIMIT 1"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a\\b'", "'a\\f'", "'a\"a'", "\"a'a\"", "'a\\n'", "'a\u202eb'", "'a\u2066b'", "'\u200f'", "`a\"b`"})
    void a_name_with_quotes_control_characters_or_direction_marks_is_no_roles(String name) {
        assertRefused(ErrorCode.ILLEGAL_ROLE, () -> root("CREATE ROLE " + name)).hasMessageStartingWith("[SQL-BINDER] Illegal role name [");
        root("DROP ROLE IF EXISTS " + name);
        assertThat(fixture.catalog.roles()).isEmpty();
    }

    @Test
    void role_that_does_not_exist_is_revoked_from_whoever_is_there() {
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("CREATE ROLE r");
        root("REVOKE ROLE nope FROM USER u");
        root("REVOKE ROLE nope FROM ROLE r");
        assertRefused(ErrorCode.UNKNOWN_USER, () -> root("REVOKE ROLE r FROM nobody"));
        assertRefused(ErrorCode.UNKNOWN_ROLE, () -> root("REVOKE ROLE r FROM ROLE nope"));
        assertRefused(ErrorCode.UNKNOWN_ROLE, () -> root("GRANT ROLE nope TO u"));
    }

    @Test
    void secondary_roles_are_those_listed() {
        root("CREATE STAGE s");
        root("CREATE USER u IDENTIFIED WITH JWT");
        for (String role : List.of("reads", "writes", "strange")) {
            root("CREATE ROLE " + role);
        }
        root("GRANT ROLE reads TO u");
        root("GRANT ROLE writes TO u");
        root("GRANT READ ON STAGE s TO ROLE reads");
        root("GRANT WRITE ON STAGE s TO ROLE writes");
        SessionState listed = session(as("u", in("public"), "SET SECONDARY ROLES reads"));
        assertThat(listed.secondaryRoles()).contains(List.of("reads"));
        as("u", listed, "LIST @s");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", listed, "REMOVE @s"));
        as("u", session(as("u", listed, "SET SECONDARY ROLES reads, 'writes'")), "REMOVE @s");
        assertRefused(ErrorCode.INVALID_ROLE, () -> as("u", listed, "SET SECONDARY ROLES reads, strange"));
        assertRefused(ErrorCode.INVALID_ROLE, () -> as("u", listed, "SET SECONDARY ROLES nope"));
        assertThat(session(as("u", listed, "SET SECONDARY ROLES NONE")).secondaryRoles()).contains(List.of());
        assertThat(session(as("u", listed, "SET SECONDARY ROLES ALL")).secondaryRoles()).isEmpty();
    }

    @Test
    void access_to_a_connection_is_granted_to_roles_alone() {
        root("CREATE USER u1 IDENTIFIED WITH JWT");
        root("CREATE CONNECTION c1 STORAGE_TYPE = 's3'");
        for (String privilege : List.of("ACCESS CONNECTION", "ALL")) {
            assertRefused(ErrorCode.ILLEGAL_USER, () -> root("GRANT " + privilege + " ON CONNECTION c1 TO u1"))
                    .hasMessageStartingWith(
                            "Cannot grant Warehouse|Connection|Sequence|Procedure|MaskingPolicy|RowAccessPolicy privileges to user `u1`");
        }
        root("REVOKE ACCESS CONNECTION ON CONNECTION c1 FROM u1");
    }

    @Test
    void refusals_name_the_privilege_that_databend_asks_for() {
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("CREATE ROLE r");
        root("CREATE STAGE s");
        for (String[] pair : new String[][] {
            {"CREATE USER x IDENTIFIED WITH JWT", "CreateUser"}, {"DROP USER r", "DropUser"},
            {"ALTER USER root WITH DISABLED = TRUE", "Alter"},
            {"ALTER USER root IDENTIFIED BY 'x'", "Alter"}, {"CREATE ROLE x", "CreateRole"}, {"DROP ROLE r", "DropRole"},
            {"ALTER ROLE r UNSET COMMENT", "Alter"}, {"GRANT ROLE r TO u", "Grant"}, {"REVOKE ROLE r FROM u", "Grant"},
            {"GRANT READ ON STAGE s TO u", "Grant"}, {"REVOKE READ ON STAGE s FROM u", "Grant"}, {"GRANT SUPER ON *.* TO u", "Grant"},
            {"DESC USER root", "Super"}, {"SHOW PUBLIC KEYS FOR USER root", "Super"}, {"CREATE FILE FORMAT f TYPE = CSV", "Super"},
        }) {
            assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", in("public"), pair[0]))
                    .hasMessageStartingWith("Permission denied: privilege [" + pair[1]
                            + "] is required on *.* for user 'u'@'%' with roles [public]. Note: ");
        }
    }
}
