package dev.stagedoor.engine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sees whose grants: guests of a stage see their own, whoever owns it or is SUPER all. */
class VisibleGrantsTest extends EngineTest {
    private StatementResult root(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private List<List<@Nullable String>> as(String user, String role, String sql) {
        SessionState session = new SessionState("default", Optional.of(role), Optional.empty(), new TreeMap<>());
        return Fixture.rows(fixture.engine.execute(
                sql, new StatementContext(new Principal(user, "public"), session, Fixture.ORIGIN, new Cancellation())));
    }

    @BeforeEach
    void two_guests_of_one_stage() {
        root("CREATE STAGE s");
        root("CREATE CONNECTION c STORAGE_TYPE = 's3'");
        for (String role : List.of("owners", "acme", "emca")) {
            root("CREATE ROLE " + role);
        }
        for (String user : List.of("owner", "guest", "other", "boss")) {
            root("CREATE USER " + user + " IDENTIFIED WITH JWT");
        }
        root("GRANT ROLE owners TO owner");
        root("GRANT ROLE acme TO guest");
        root("GRANT ROLE emca TO other");
        root("GRANT SUPER ON *.* TO boss");
        root("GRANT OWNERSHIP ON STAGE s TO ROLE owners");
        root("GRANT OWNERSHIP ON CONNECTION c TO ROLE owners");
        root("GRANT READ ON STAGE s PATH 'incoming/acme' TO ROLE acme");
        root("GRANT WRITE ON STAGE s PATH 'drop' TO guest");
        root("GRANT READ, WRITE ON STAGE s PATH 'incoming/emca' TO ROLE emca");
        root("GRANT WRITE ON STAGE s PATH 'other' TO other");
        root("GRANT ACCESS CONNECTION ON CONNECTION c TO ROLE acme");
        root("GRANT ACCESS CONNECTION ON CONNECTION c TO ROLE emca");
    }

    private List<List<@Nullable String>> rootRows(String sql) {
        return Fixture.rows(root(sql));
    }

    private static List<@Nullable String> names(List<List<@Nullable String>> rows) {
        return rows.stream().map(row -> row.get(4)).toList();
    }

    @Test
    void guest_sees_what_is_granted_to_them_and_nothing_of_another() {
        for (String sql : List.of("SHOW GRANTS ON STAGE s", "SELECT * FROM show_grants('stage', 's')")) {
            List<List<@Nullable String>> seen = as("guest", "acme", sql);
            assertThat(names(seen)).as(sql).containsExactlyInAnyOrder("acme", "guest");
            assertThat(seen.toString()).contains("s/incoming/acme/", "s/drop/").doesNotContain("emca", "other", "owners");
        }
        for (String sql : List.of("SHOW GRANTS ON CONNECTION c", "SELECT * FROM show_grants('connection', 'c')")) {
            assertThat(names(as("guest", "acme", sql))).as(sql).containsExactly("acme");
        }
        assertThat(as("guest", "acme", "SHOW GRANTS").toString()).contains("acme").doesNotContain("emca", "other", "owners");
        assertThat(as("guest", "acme", "SELECT * FROM system.grants").toString()).doesNotContain("emca", "other", "owners");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("guest", "acme", "SHOW GRANTS FOR ROLE emca"))
                .hasMessage("Permission denied: privilege [Grant] is required on *.* for user 'guest'@'%' with roles [acme]");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("guest", "acme", "SELECT * FROM show_grants('user', 'other')"));
    }

    @Test
    void owner_and_super_see_everyone() {
        for (String sql : List.of("SHOW GRANTS ON STAGE s", "SELECT name FROM show_grants('stage', 's')")) {
            assertThat(as("owner", "owners", sql)).as(sql).hasSize(5).isEqualTo(as("boss", "public", sql));
        }
        assertThat(names(as("owner", "owners", "SHOW GRANTS ON STAGE s"))).containsExactly("guest", "acme", "emca", "other", "owners");
        assertThat(names(as("owner", "owners", "SHOW GRANTS ON CONNECTION c"))).containsExactly("acme", "emca", "owners");
        assertThat(names(as("boss", "public", "SHOW GRANTS ON CONNECTION c"))).containsExactly("acme", "emca", "owners");
    }

    @Test
    void grants_are_chosen_by_what_they_are_on_or_by_whose_they_are() {
        assertThat(names(as("owner", "owners", "SHOW GRANTS ON STAGE s LIKE 'e%'"))).containsExactly("emca");
        assertThat(names(as("owner", "owners", "SHOW GRANTS ON STAGE s WHERE name != 'emca' LIMIT 2"))).hasSize(2).doesNotContain("emca");
        assertThat(as("guest", "acme", "SHOW GRANTS LIKE 's/IN%'")).hasSize(1);
        assertThat(as("guest", "acme", "SELECT grants FROM show_grants('role', 'acme') ORDER BY 1"))
                .containsExactly(
                        List.of("GRANT ACCESS CONNECTION ON CONNECTION c TO ROLE `acme`"),
                        List.of("GRANT Read ON STAGE s PATH 'incoming/acme/' TO ROLE `acme`"));
    }

    @Test
    void grantees_of_a_role_are_shown_to_super_and_to_others_only_themselves() {
        root("CREATE USER second IDENTIFIED WITH JWT");
        root("GRANT ROLE acme TO second");
        root("GRANT ROLE acme TO ROLE emca");
        for (String sql : List.of("SHOW GRANTS OF ROLE acme", "SELECT * FROM show_grants('role_grantee', 'acme')")) {
            for (String user : List.of("root", "boss")) {
                List<List<@Nullable String>> seen = user.equals("root") ? rootRows(sql) : as(user, "public", sql);
                assertThat(seen)
                        .containsExactly(
                                List.of("acme", "USER", "guest"), List.of("acme", "USER", "second"), List.of("acme", "ROLE", "emca"));
            }
            assertThat(as("guest", "acme", sql)).containsExactly(List.of("acme", "USER", "guest"));
            assertThat(as("other", "emca", sql)).containsExactly(List.of("acme", "ROLE", "emca"));
            assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("owner", "owners", sql));
        }
        assertThat(rootRows("SHOW GRANTS OF ROLE acme LIKE 's%'")).containsExactly(List.of("acme", "USER", "second"));
        assertThat(rootRows("SHOW GRANTS OF ROLE account_admin")).containsExactly(List.of("account_admin", "USER", "root"));
        assertThat(rootRows("SHOW GRANTS OF ROLE owners WHERE granted_to = 'ROLE'")).isEmpty();
        assertRefused(ErrorCode.UNKNOWN_ROLE, () -> root("SHOW GRANTS OF ROLE nope"));
    }

    @Test
    void what_show_grants_cannot_be_asked_is_said() {
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> root("SELECT * FROM show_grants('planet', 'x')"))
                .hasMessageContaining("Expected 'user|role|table|database|udf|stage|warehouse|connection|")
                .hasMessageEndingWith("but got 'planet'");
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> root("SELECT * FROM show_grants()"));
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> root("SELECT * FROM show_roles('x')"));
        assertRefused(ErrorCode.UNIMPLEMENTED, () -> root("SELECT * FROM show_grants('udf', 'f')"));
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> root("SELECT * FROM show_grants('stage', 'nope')"));
    }
}
