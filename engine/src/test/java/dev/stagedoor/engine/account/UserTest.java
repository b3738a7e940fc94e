package dev.stagedoor.engine.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.access.Accounts;
import dev.stagedoor.engine.query.QueryOptions;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.StatementSummary;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.sql.Identification;
import dev.stagedoor.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CREATE, ALTER and DROP USER, roles, and what SHOW USERS and SHOW ROLES show. */
class UserTest extends EngineTest {
    private StatementResult root(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private StatementResult as(String user, String sql) {
        return fixture.engine.execute(
                sql,
                new StatementContext(new Principal(user, "public"), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation()));
    }

    private Login login(String user) {
        return fixture.catalog.user(user).orElseThrow().login();
    }

    @Test
    void password_is_kept_as_a_hash_alone() {
        root("CREATE USER u IDENTIFIED BY 'correct horse'");
        assertThat(login("u")).isInstanceOfSatisfying(Login.Password.class, password -> {
            assertThat(password.hash()).doesNotContain("correct").startsWith("$argon2id$");
            assertThat(PasswordHashes.matches("correct horse", password.hash())).isTrue();
        });
        assertThat(Fixture.rows(root("SHOW USERS")).toString()).doesNotContain("argon2").doesNotContain("correct");
    }

    @Test
    void anyone_changes_their_own_password_and_nothing_else() {
        root("CREATE USER u IDENTIFIED BY 'old'");
        root("CREATE USER v IDENTIFIED BY 'v'");
        Login before = login("v");
        as("u", "ALTER USER u IDENTIFIED BY 'new'");
        assertThat(login("u")).isInstanceOfSatisfying(
                Login.Password.class, password -> assertThat(PasswordHashes.matches("new", password.hash())).isTrue());
        for (String sql : List.of(
                "ALTER USER v IDENTIFIED BY 'mine'",
                "ALTER USER u IDENTIFIED BY 'x' WITH DEFAULT_ROLE = 'account_admin'",
                "ALTER USER u WITH DISABLED = FALSE",
                "ALTER USER u IDENTIFIED WITH NO_PASSWORD")) {
            assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", sql));
        }
        assertThat(login("v")).isEqualTo(before);
    }

    @Test
    void user_that_exists_is_refused_left_alone_or_replaced() {
        root("CREATE USER u IDENTIFIED WITH JWT");
        assertRefused(ErrorCode.USER_ALREADY_EXISTS, () -> root("CREATE USER u IDENTIFIED BY 'x'"))
                .hasMessage("User 'u'@'%' already exists.");
        root("CREATE USER IF NOT EXISTS u IDENTIFIED BY 'x'");
        assertThat(login("u")).isEqualTo(new Login.Jwt());
        root("CREATE OR REPLACE USER u IDENTIFIED WITH NO_PASSWORD");
        assertThat(login("u")).isEqualTo(new Login.NoPassword());
        assertRefused(ErrorCode.SYNTAX, () -> fixture.run(new Statement.CreateUser(
                "u", true, true, new Identification.Jwt(), Statement.UserOptions.NONE)));
        root("CREATE OR REPLACE USER v IDENTIFIED WITH JWT");
        assertThat(login("v")).isEqualTo(new Login.Jwt());
    }

    @Test
    void replaced_user_leaves_no_grant_no_role_no_file_and_no_url_to_the_next_of_the_name() {
        root("CREATE STAGE s");
        root("CREATE ROLE r");
        root("CREATE USER u IDENTIFIED WITH JWT WITH DEFAULT_ROLE = 'r'");
        root("GRANT WRITE ON STAGE s TO u");
        root("GRANT SUPER ON *.* TO u");
        root("GRANT ROLE r TO u");
        root("GRANT ROLE account_admin TO u");
        UserDefinition first = fixture.catalog.user("u").orElseThrow();
        fixture.store.add("stage/user/u/a.csv", 1);
        fixture.store.add("stage/user/u2/a.csv", 1);
        as("u", "PRESIGN UPLOAD @~/b.csv");
        as("u", "PRESIGN UPLOAD @s/b.csv");
        root("CREATE OR REPLACE USER u IDENTIFIED WITH JWT");
        assertThat(fixture.store.objects.keySet()).containsExactly("stage/user/u2/a.csv");
        assertThat(fixture.catalog.grants().of(new Grantee.User("u"))).isEmpty();
        assertThat(fixture.catalog.grants().rolesOf(new Grantee.User("u"))).isEmpty();
        assertThat(fixture.catalog.user("u")).hasValueSatisfying(next -> {
            assertThat(next.defaultRole()).isEmpty();
            assertThat(next.incarnation()).isNotEqualTo(first.incarnation());
        });
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "REMOVE @s"));
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "SHOW USERS"));
        assertThat(Fixture.firstColumn(Fixture.rows(root("SELECT outcome FROM system.presigns WHERE user = 'u'"))))
                .containsExactly("revoked", "revoked");
    }

    @Test
    void replacement_whose_predecessors_files_cannot_be_removed_changes_nothing() {
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("GRANT SUPER ON *.* TO u");
        fixture.store.add("stage/user/u/a.csv", 1);
        fixture.store.stuck.add("stage/user/u/a.csv");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> root("CREATE OR REPLACE USER u IDENTIFIED WITH NO_PASSWORD"));
        assertThat(login("u")).isEqualTo(new Login.Jwt());
        assertThat(fixture.catalog.grants().of(new Grantee.User("u"))).hasSize(1);
    }

    @Test
    void dropped_user_leaves_no_grant_and_no_file_to_the_next_of_the_name() {
        root("CREATE STAGE s");
        root("CREATE ROLE r");
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("GRANT WRITE ON STAGE s TO u");
        root("GRANT ROLE r TO u");
        fixture.store.add("stage/user/u/a.csv", 1);
        fixture.store.add("stage/user/u2/a.csv", 1);
        root("DROP USER u");
        assertThat(fixture.store.objects.keySet()).containsExactly("stage/user/u2/a.csv");
        root("CREATE USER u IDENTIFIED WITH JWT");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("u", "REMOVE @s"));
        assertThat(fixture.catalog.grants().memberships()).isEmpty();
    }

    @Test
    void user_whose_files_cannot_be_removed_stays() {
        root("CREATE USER u IDENTIFIED WITH JWT");
        fixture.store.add("stage/user/u/a.csv", 1);
        fixture.store.stuck.add("stage/user/u/a.csv");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> root("DROP USER u"));
        assertThat(fixture.catalog.user("u")).isPresent();
    }

    @Test
    void nobody_drops_themselves_and_the_configurations_users_stay() {
        root("CREATE USER boss IDENTIFIED WITH JWT");
        root("GRANT SUPER ON *.* TO boss");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> as("boss", "DROP USER boss")).hasMessageContaining("oneself");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> as("boss", "CREATE OR REPLACE USER boss IDENTIFIED WITH JWT"))
                .hasMessageContaining("oneself");
        assertRefused(ErrorCode.USER_ALREADY_EXISTS, () -> as("boss", "DROP USER root")).hasMessageContaining("configuration");
        assertRefused(ErrorCode.ILLEGAL_USER, () -> as("boss", "ALTER USER root IDENTIFIED BY 'mine'"))
                .hasMessageStartingWith("Can not alter built-in user `root`");
        assertRefused(ErrorCode.USER_ALREADY_EXISTS, () -> as("boss", "CREATE OR REPLACE USER root IDENTIFIED BY 'mine'"))
                .hasMessageStartingWith("Same name with configured user `root`");
        assertRefused(ErrorCode.USER_ALREADY_EXISTS, () -> as("boss", "CREATE USER root IDENTIFIED BY 'mine'"));
        as("boss", "CREATE USER IF NOT EXISTS root IDENTIFIED BY 'mine'");
        root("CREATE ROLE r");
        as("boss", "GRANT ROLE r TO root");
        assertThat(fixture.catalog.user("root")).isEmpty();
    }

    @Test
    void unknown_users_and_roles_are_named() {
        assertRefused(ErrorCode.UNKNOWN_USER, () -> root("DROP USER nope")).hasMessage("User 'nope'@'%' does not exist.");
        assertRefused(ErrorCode.UNKNOWN_USER, () -> root("ALTER USER nope IDENTIFIED BY 'x'"));
        assertRefused(ErrorCode.UNKNOWN_ROLE, () -> root("DROP ROLE nope")).hasMessage("Role 'nope' does not exist.");
        assertRefused(ErrorCode.UNKNOWN_ROLE, () -> root("GRANT ROLE nope TO root"));
        assertRefused(ErrorCode.UNKNOWN_USER, () -> root("GRANT SUPER ON *.* TO nope"));
        root("DROP USER IF EXISTS nope");
        root("DROP ROLE IF EXISTS nope");
        root("ALTER USER IF EXISTS nope WITH DISABLED = TRUE");
    }

    @Test
    void built_in_roles_are_neither_made_nor_dropped() {
        for (String role : List.of("account_admin", "public", "Public", "'account_admiN'", "`PUBLIC`")) {
            assertRefused(ErrorCode.ILLEGAL_ROLE, () -> root("CREATE ROLE " + role))
                    .hasMessage("Illegal Create Role command. Can not create built-in role [ account_admin | public ]");
            assertRefused(ErrorCode.ILLEGAL_ROLE, () -> root("CREATE ROLE IF NOT EXISTS " + role));
            assertRefused(ErrorCode.ILLEGAL_ROLE, () -> root("DROP ROLE " + role))
                    .hasMessage("Illegal Drop Role command. Can not drop built-in role [ account_admin | public ]");
            assertRefused(ErrorCode.ILLEGAL_ROLE, () -> root("ALTER ROLE " + role + " SET COMMENT = 'x'"));
        }
        assertThat(fixture.catalog.roles()).isEmpty();
    }

    @Test
    void user_without_a_password_needs_a_server_on_loopback(@TempDir Path directory) throws IOException {
        var options = new EngineOptions(QueryOptions.DEFAULT, new Accounts(Set.of("root"), false));
        try (var open = new Fixture(Files.createDirectory(directory.resolve("other")), options)) {
            assertRefused(
                            ErrorCode.BAD_ARGUMENTS,
                            () -> open.engine.execute("CREATE USER u IDENTIFIED WITH NO_PASSWORD", Fixture.context()))
                    .hasMessageContaining("IDENTIFIED BY");
            open.engine.execute("CREATE USER u IDENTIFIED WITH JWT", Fixture.context());
            assertRefused(
                    ErrorCode.BAD_ARGUMENTS,
                    () -> open.engine.execute("ALTER USER u IDENTIFIED WITH NO_PASSWORD", Fixture.context()));
        }
    }

    @Test
    void unusable_passwords_and_keys_are_refused_without_being_repeated() {
        String secret = "s3cr3t".repeat(200);
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> root("CREATE USER u IDENTIFIED BY '" + secret + "'"))
                .hasMessageNotContaining("s3cr3t");
        assertRefused(ErrorCode.AUTHENTICATE_FAILURE, () -> root("CREATE USER u IDENTIFIED WITH KEY_PAIR BY 's3cr3t'"))
                .hasMessageNotContaining("s3cr3t");
        assertThat(fixture.catalog.users()).isEmpty();
    }

    @Test
    void users_are_shown_with_their_roles() {
        root("CREATE ROLE a");
        root("CREATE USER u IDENTIFIED BY 'x' WITH DEFAULT_ROLE = 'a', DISABLED = TRUE");
        root("GRANT ROLE a TO u");
        root("GRANT ROLE account_admin TO u");
        StatementResult.Rows users = (StatementResult.Rows) root("SHOW USERS");
        assertThat(users.schema().stream().map(Column::name))
                .containsExactly(
                        "name", "hostname", "auth_type", "is_configured", "default_role", "default_warehouse", "roles", "disabled",
                        "network_policy", "password_policy", "must_change_password");
        List<List<@Nullable String>> rows = Fixture.rows(users);
        assertThat(rows.get(0)).startsWith("root", "%", "no_password", "YES", "account_admin", "", "account_admin", "0");
        assertThat(rows.get(1)).startsWith("u", "%", "double_sha1_password", "NO", "a", "", "a, account_admin", "1");
    }

    @Test
    void roles_are_shown_to_whom_they_are_granted_and_all_to_an_administrator() {
        root("CREATE ROLE a");
        root("CREATE ROLE b");
        root("CREATE ROLE hidden");
        root("GRANT ROLE a TO ROLE b");
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("GRANT ROLE b TO u");
        assertThat(Fixture.rows(as("u", "SHOW ROLES")))
                .containsExactly(
                        Arrays.asList("a", "0", "", "0", "0", ""),
                        Arrays.asList("b", "1", "a", "0", "0", ""),
                        Arrays.asList("public", "0", "", "1", "1", ""));
        assertThat(Fixture.firstColumn(Fixture.rows(root("SHOW ROLES"))))
                .containsExactly("a", "account_admin", "b", "hidden", "public");
    }

    @Test
    void what_a_statement_is_can_be_told_before_it_is_refused_and_holds_no_secret() {
        var context = new StatementContext(
                new Principal("u", "public"), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation(), "::1");
        Prepared prepared = fixture.engine.prepare("CREATE USER x IDENTIFIED BY 's3cr3t'", context);
        assertThat(prepared.summary()).isEqualTo(new StatementSummary("CREATE USER", List.of("USER x")));
        assertRefused(ErrorCode.PERMISSION_DENIED, prepared::run);
    }
}
