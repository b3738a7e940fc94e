package dev.stagedoor.engine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.GrantPrivileges;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said to whom something is denied, and the statements of users, roles and grants. */
class AccessTest extends EngineTest {
    private static final String NOTE =
            ". Note: Please ensure that your current role have the appropriate permissions to create a new Object";

    private StatementResult root(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private List<List<@Nullable String>> rootRows(String sql) {
        return Fixture.rows(root(sql));
    }

    private StatementResult as(String user, String sql) {
        return as(user, SessionState.DEFAULT, sql);
    }

    private StatementResult as(String user, SessionState session, String sql) {
        return fixture.engine.execute(
                sql, new StatementContext(new Principal(user, "public"), session, Fixture.ORIGIN, new Cancellation()));
    }

    private static SessionState withRole(String role) {
        return new SessionState("default", Optional.of(role), Optional.empty(), new TreeMap<>());
    }

    private void denied(String user, String sql, String message) {
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as(user, sql)).hasMessage(message);
    }

    @Test
    void denials_are_databends_sentences() {
        root("CREATE STAGE s2");
        root("CREATE USER u1 IDENTIFIED WITH JWT");
        String on = " is required on STAGE s2 for user 'u1'@'%' with roles [public]" + NOTE;
        denied("u1", "PRESIGN UPLOAD @s2/a", "Permission denied: privilege [Write]" + on);
        denied("u1", "PRESIGN @s2/a", "Permission denied: privilege [Read]" + on);
        denied("u1", "LIST @s2", "Permission denied: privilege [Read]" + on);
        denied("u1", "REMOVE @s2/a", "Permission denied: privilege [Write]" + on);
        denied("u1", "DROP STAGE s2", "error on validating stage access\nPermission denied: privilege [Read]" + on);
        denied("u1", "ALTER STAGE s2 SET COMMENT = ''", "error on validating stage access\nPermission denied: privilege [Read]" + on);
        denied(
                "u1",
                "SELECT * FROM list_stage(location => '@s2')",
                "Permission denied: privilege READ is required on stage s2 for user 'u1'@'%'");
        denied(
                "u1",
                "SHOW GRANTS ON STAGE s2",
                "Permission denied: privilege READ is required on stage s2 for user u1. Or no need to show the stage privilege");
        root("CREATE ROLE role1");
        root("GRANT ROLE role1 TO u1");
        root("CREATE CONNECTION c2 STORAGE_TYPE = 's3'");
        denied(
                "u1",
                "DESC CONNECTION c2",
                "Permission denied: privilege [AccessConnection] is required on CONNECTION c2 for user 'u1'@'%' with roles [public,role1]"
                        + NOTE);
        denied(
                "u1",
                "CREATE CONNECTION c3 STORAGE_TYPE = 's3'",
                "Permission denied: privilege [CreateConnection] is required on *.* for user 'u1'@'%' with roles [public]" + NOTE);
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u1", "CREATE STAGE x"))
                .hasMessageStartingWith("Permission denied: privilege [CreateStage] is required on *.* for user 'u1'@'%'");
        root("GRANT CREATE STAGE ON *.* TO ROLE role1");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u1", "CREATE STAGE x"))
                .hasMessageContaining("A new stage belongs to the current role");
    }

    @Test
    void what_does_not_exist_is_said_not_to_exist() {
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> as("u1", "LIST @nope")).hasMessage("Stage 'nope' does not exist.");
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> as("u1", "DROP STAGE nope"))
                .hasMessage("error on validating stage access\nStage 'nope' does not exist.");
        as("u1", "DROP STAGE IF EXISTS nope");
        assertRefused(ErrorCode.UNKNOWN_CONNECTION, () -> as("u1", "DROP CONNECTION nope"));
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> root("GRANT READ ON STAGE nope TO ROLE public"));
    }

    @Test
    void refusal_over_a_path_names_what_one_may_and_nothing_of_others() {
        root("CREATE STAGE s");
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("CREATE ROLE acme");
        root("GRANT ROLE acme TO u");
        root("GRANT READ ON STAGE s PATH 'incoming/acme' TO ROLE acme");
        root("GRANT READ ON STAGE s PATH 'secret' TO ROLE account_admin");
        fixture.store.add("stage/internal/s/incoming/acme/a.csv", 1);
        fixture.store.add("stage/internal/s/incoming/acme2/b.csv", 1);
        assertThat(Fixture.firstColumn(Fixture.rows(as("u", "LIST @s/incoming/acme/")))).containsExactly("incoming/acme/a.csv");
        for (String sql : List.of("LIST @s", "LIST @s/incoming/acme", "SELECT * FROM list_stage(location => '@s/incoming/')")) {
            assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", sql))
                    .hasMessageContaining("you may list @s/incoming/acme/, with the slash at the end")
                    .hasMessageNotContaining("secret");
        }
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "PRESIGN @s/incoming/acme2/b.csv"))
                .hasMessageEndingWith("Your grants on this stage are on paths: you may read files below @s/incoming/acme/");
        for (int i = 0; i < 30; i++) {
            root("GRANT READ ON STAGE s PATH 'p" + i + "' TO u");
        }
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "LIST @s")).hasMessageContaining("… (31 in all)");
    }

    @Test
    void path_that_climbs_out_of_a_granted_one_reaches_nothing() {
        root("CREATE STAGE s");
        root("GRANT READ, WRITE ON STAGE s PATH 'a' TO ROLE public");
        for (String sql : List.of("PRESIGN @s/a/../b", "PRESIGN UPLOAD @s/a/../b", "LIST @s/a/../", "REMOVE @s/a/../b",
                "PRESIGN @s/a/./b")) {
            assertRefused(ErrorCode.BAD_ARGUMENTS, () -> as("u", sql));
        }
        assertRefused(
                ErrorCode.BAD_ARGUMENTS,
                () -> fixture.engine.uploadTarget(new StagePath("s", "a/../b"), new Principal("u", "public")));
    }

    @Test
    void new_things_belong_to_the_current_role_and_never_to_everybody() {
        root("CREATE ROLE maker");
        root("GRANT CREATE STAGE, CREATE CONNECTION ON *.* TO ROLE maker");
        root("GRANT ROLE maker TO ROLE public");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "CREATE STAGE s")).hasMessageContaining("SET ROLE");
        as("u", withRole("maker"), "CREATE STAGE s");
        as("u", withRole("maker"), "CREATE CONNECTION c STORAGE_TYPE = 's3'");
        assertThat(fixture.catalog.stage("s").orElseThrow().owner()).isEqualTo("maker");
        assertThat(fixture.catalog.connection("c").orElseThrow().owner()).isEqualTo("maker");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> root("GRANT OWNERSHIP ON STAGE s TO ROLE public"));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> root("DROP ROLE maker"))
                .hasMessageContaining("still owns STAGE s,CONNECTION c");
        root("GRANT OWNERSHIP ON STAGE s TO ROLE account_admin");
        root("DROP CONNECTION c");
        root("DROP ROLE maker");
    }

    @Test
    void role_that_is_taken_is_told_by_current_role_and_lost_when_revoked() {
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("CREATE ROLE r");
        root("GRANT ROLE r TO u");
        SessionState session = ((StatementResult.Done) as("u", "SET ROLE r")).session().orElseThrow();
        assertThat(session.role()).contains("r");
        assertThat(Fixture.rows(as("u", session, "SELECT current_role()"))).containsExactly(List.of("r"));
        root("REVOKE ROLE r FROM u");
        assertRefused(ErrorCode.INVALID_ROLE, () -> as("u", session, "SELECT 1"))
                .hasMessageStartingWith("Invalid role (r) for 'u'@'%', available: public");
        SessionState back = ((StatementResult.Done) as("u", session, "SET ROLE DEFAULT")).session().orElseThrow();
        assertThat(Fixture.rows(as("u", back, "SELECT current_role()"))).containsExactly(List.of("public"));
        assertRefused(ErrorCode.INVALID_ROLE, () -> as("u", "SET ROLE nope"));
        root("SET ROLE r");
    }

    @Test
    void role_never_comes_to_contain_itself() {
        for (String role : List.of("a", "b", "c")) {
            root("CREATE ROLE " + role);
        }
        root("GRANT ROLE a TO ROLE b");
        root("GRANT ROLE b TO ROLE c");
        assertRefused(ErrorCode.INVALID_ROLE, () -> root("GRANT ROLE c TO ROLE a")).hasMessage("c contains a, can not be grant to a");
        assertRefused(ErrorCode.INVALID_ROLE, () -> root("GRANT ROLE a TO ROLE a")).hasMessage("a contains a, can not be grant to a");
        assertThat(fixture.catalog.grants().memberships()).hasSize(2);
    }

    @Test
    void grants_are_shown_as_databend_shows_them() {
        root("CREATE STAGE s1");
        root("CREATE ROLE role2");
        root("CREATE USER b IDENTIFIED WITH JWT");
        root("GRANT READ ON STAGE s1 TO ROLE role2");
        assertThat(rootRows("SHOW GRANTS ON STAGE s1"))
                .containsExactly(
                        Arrays.asList("Read", "s1", null, "ROLE", "role2", ""),
                        Arrays.asList("OWNERSHIP", "s1", null, "ROLE", "account_admin", ""));
        root("GRANT READ, WRITE ON STAGE s1 TO b");
        root("GRANT READ ON STAGE s1 PATH 'it''s/' TO b");
        assertThat(rootRows("SHOW GRANTS FOR b"))
                .containsExactly(
                        Arrays.asList("Read,Write", "s1", null, "USER", "b", "GRANT Read,Write ON STAGE s1 TO 'b'@'%'"),
                        Arrays.asList(
                                "Read", "s1/it's/", null, "USER", "b", "GRANT Read ON STAGE s1 PATH 'it\\'s/' TO 'b'@'%'"))
                .isEqualTo(Fixture.rows(as("b", "SHOW GRANTS")));
        assertThat(rootRows("SHOW GRANTS FOR ROLE role2"))
                .containsExactly(Arrays.asList("Read", "s1", null, "ROLE", "role2", "GRANT Read ON STAGE s1 TO ROLE `role2`"));
        root("GRANT ROLE role2 TO b");
        assertThat(Fixture.firstColumn(rootRows("SHOW GRANTS FOR b"))).hasSize(3);
        assertThat(rootRows("SHOW GRANTS"))
                .contains(Arrays.asList("ALL", "*.*", null, "ROLE", "account_admin", "GRANT ALL ON *.* TO ROLE `account_admin`"));
    }

    @Test
    void grant_that_is_shown_can_be_run_again() {
        root("CREATE STAGE s1");
        root("CREATE CONNECTION c STORAGE_TYPE = 's3'");
        root("CREATE USER b IDENTIFIED WITH JWT");
        root("CREATE ROLE r");
        root("GRANT ALL ON STAGE s1 TO b");
        root("GRANT READ ON STAGE s1 PATH 'a\\'b/ü' TO ROLE r");
        root("GRANT ALL ON *.* TO b");
        root("GRANT ALL ON CONNECTION c TO ROLE r");
        root("GRANT OWNERSHIP ON STAGE s1 TO ROLE r");
        for (String scope : List.of("b", "ROLE r")) {
            List<List<@Nullable String>> before = rootRows("SHOW GRANTS FOR " + scope);
            before.forEach(row -> root(row.get(5)));
            assertThat(rootRows("SHOW GRANTS FOR " + scope)).isEqualTo(before).isNotEmpty();
        }
    }

    @Test
    void revoking_takes_the_paths_too_and_a_path_alone_leaves_the_whole() {
        root("CREATE STAGE s");
        root("GRANT READ ON STAGE s TO ROLE public");
        root("GRANT READ, WRITE ON STAGE s PATH 'a' TO ROLE public");
        root("GRANT READ ON STAGE s PATH 'b' TO ROLE public");
        assertThat(root("REVOKE READ ON STAGE s PATH 'a/' FROM ROLE public").warnings())
                .containsExactly("Read on the whole stage is still granted, this path included: revoke it without PATH.");
        as("u", "LIST @s");
        root("REVOKE READ ON STAGE s FROM ROLE public");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "LIST @s/b/"));
        as("u", "REMOVE @s/a/");
    }

    @Test
    void nothing_of_a_users_own_stage_can_be_granted() {
        assertRefused(ErrorCode.SYNTAX, () -> root("GRANT READ ON STAGE ~ TO ROLE public"));
        assertRefused(ErrorCode.STAGE_PERMISSION_DENIED, () -> fixture.run(new GrantPrivileges(
                Set.of(Privilege.READ),
                new GrantObject.Stage("~", Optional.empty()),
                new Grantee.Role("public"))));
    }

    @Test
    void replaced_stage_has_none_of_the_old_ones_grants() {
        root("CREATE STAGE s");
        root("GRANT READ ON STAGE s TO ROLE public");
        as("u", "LIST @s");
        root("CREATE OR REPLACE STAGE s");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "LIST @s"));
    }
}
