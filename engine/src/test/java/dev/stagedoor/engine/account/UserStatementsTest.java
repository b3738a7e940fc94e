package dev.stagedoor.engine.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options, names, keys and displays of users, as Databend's own tests of users have them. */
class UserStatementsTest extends EngineTest {
    private static final String KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGsKCbhXU7j56VKZ7piDlLXGhud0apWjW3wxSdeARerxs/BeoWK7FspDtfLaAT8iJe4YEmR0JpkRQ8foWs0ve3w==";
    private static final String FINGERPRINT = "SHA256:ygGD6DgPtF3I3Jvytfc3RExRaX1cTQjlBxpFmgXmE+E";
    private static final String OTHER =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEspgvQCsgbJiYhnl9L/E5uaAbBlbMTiBLp0hLlcuuhBO++Q6mo7JhyUsEOP9ia4BryZWV0bKhiwTG2X0AWeZVqQ==";
    private static final String OTHER_FINGERPRINT = "SHA256:sBDVc5gUgq6zgTWMt9K3XDEs6paj3ZDjblsFCb96048";

    private StatementResult root(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private StatementResult as(String user, String sql) {
        return fixture.engine.execute(
                sql, new StatementContext(new Principal(user, "public"), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation()));
    }

    private UserDefinition user(String name) {
        return fixture.catalog.user(name).orElseThrow();
    }

    @Test
    void default_role_is_a_name_or_a_string_and_may_come_later() {
        assertThat(root("CREATE USER u IDENTIFIED WITH JWT WITH DEFAULT_ROLE = role1").warnings())
                .singleElement()
                .asString()
                .contains("There is no role 'role1'", "public");
        assertThat(user("u").defaultRole()).contains("role1");
        root("CREATE ROLE role2");
        assertThat(root("ALTER USER u WITH DEFAULT_ROLE = role2, DEFAULT_WAREHOUSE = 'my_warehouse'").warnings()).isEmpty();
        assertThat(user("u").defaultRole()).contains("role2");
        assertThat(user("u").defaultWarehouse()).contains("my_warehouse");
        root("ALTER USER u WITH DISABLED = TRUE");
        assertThat(user("u").defaultWarehouse()).contains("my_warehouse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`a\"a`", "`a'a`", "'a\\b'", "'a\\f'", "'a\\n'", "'a\u202eb'", "'a\u2069b'", "'\u200e'", "'\u061c'",
                "account_admin", "'Public'",
                "\"ACCOUNT_ADMIN\"",
            })
    void a_name_that_could_be_taken_for_another_is_no_users(String name) {
        for (String create : List.of("CREATE USER ", "CREATE OR REPLACE USER ", "CREATE USER IF NOT EXISTS ")) {
            assertRefused(ErrorCode.ILLEGAL_USER, () -> root(create + name + " IDENTIFIED BY '123'"))
                    .hasMessageStartingWith("Illegal Username: ");
        }
        root("DROP USER IF EXISTS " + name);
        assertThat(fixture.catalog.users()).isEmpty();
    }

    @Test
    void users_are_shown_with_databends_columns_and_words() {
        root("CREATE USER a IDENTIFIED BY 'x'");
        root("CREATE USER b IDENTIFIED WITH sha256_password BY 'x'");
        root("CREATE USER c IDENTIFIED WITH double_sha1_password BY 'x' WITH DEFAULT_WAREHOUSE = 'w'");
        root("CREATE USER d IDENTIFIED WITH no_password");
        root("CREATE USER e IDENTIFIED WITH jwt");
        root("CREATE USER f IDENTIFIED WITH key_pair BY '" + KEY + "'");
        List<List<@Nullable String>> rows = Fixture.rows(root("SHOW USERS WHERE is_configured = 'NO'"));
        assertThat(rows.stream().map(row -> row.get(0) + " " + row.get(2)))
                .containsExactly("a double_sha1_password", "b sha256_password", "c double_sha1_password", "d no_password", "e jwt",
                        "f key_pair");
        assertThat(rows.get(2)).containsExactly("c", "%", "double_sha1_password", "NO", "", "w", "", "0", null, null, null);
        assertThat(Fixture.firstColumn(Fixture.rows(root("SHOW USERS LIKE 'R%'")))).containsExactly("root");
        assertThat(Fixture.rows(root("SHOW USERS LIMIT 2"))).hasSize(2);
        root("ALTER USER b IDENTIFIED BY 'y'");
        assertThat(user("b").login().word()).isEqualTo("sha256_password");
    }

    @Test
    void user_is_described_to_themselves_and_to_an_administrator() {
        root("CREATE ROLE r");
        root("CREATE USER kp IDENTIFIED WITH key_pair BY '" + KEY + "' WITH DEFAULT_ROLE = r");
        root("GRANT ROLE r TO kp");
        StatementResult.Rows described = (StatementResult.Rows) root("DESC USER kp");
        assertThat(described.schema().stream().map(Column::name))
                .containsExactly(
                        "name", "hostname", "auth_type", "default_role", "default_warehouse", "roles", "disabled", "network_policy",
                        "password_policy", "must_change_password", "workload_group", "public_keys");
        assertThat(Fixture.rows(described))
                .containsExactly(Arrays.asList("kp", "%", "key_pair", "r", "", "r", "0", null, null, null, null, "1"))
                .isEqualTo(Fixture.rows(as("kp", "DESCRIBE USER kp")));
        assertThat(Fixture.rows(root("DESC USER root")))
                .containsExactly(
                        Arrays.asList("root", "%", "no_password", "account_admin", "", "account_admin", "0", null, null, null, null, null));
        assertRefused(ErrorCode.UNKNOWN_USER, () -> root("DESC USER nope")).hasMessage("User 'nope'@'%' does not exist.");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("kp", "DESC USER root"));
    }

    @Test
    void keys_are_added_removed_and_shown() {
        root("CREATE USER kp IDENTIFIED WITH key_pair BY '" + KEY + "'");
        root("ALTER USER kp WITH ADD PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\n" + OTHER
                + "\n-----END PUBLIC KEY-----' LABEL = ' backup '");
        StatementResult.Rows keys = (StatementResult.Rows) as("kp", "SHOW PUBLIC KEYS FOR USER kp");
        assertThat(keys.schema().stream().map(Column::name)).containsExactly("fingerprint", "label", "created_at");
        String created = "2026-11-22T10:15:30+00:00";
        assertThat(Fixture.rows(keys)).extracting(row -> row.get(0)).containsExactly(FINGERPRINT, OTHER_FINGERPRINT);
        assertThat(Fixture.rows(root("SHOW PUBLIC KEYS FOR USER kp")))
                .allSatisfy(row -> assertThat(row.get(2)).hasSameSizeAs(created).endsWith("+00:00"));
        assertThat(Fixture.rows(root("SHOW PUBLIC KEYS FOR USER kp"))).extracting(row -> row.get(1)).containsExactly("", "backup");
        root("ALTER USER kp WITH REMOVE PUBLIC_KEY LABEL = 'backup'");
        root("ALTER USER kp WITH ADD PUBLIC_KEY = '" + OTHER + "' LABEL = 'to-remove'");
        root("ALTER USER kp WITH REMOVE PUBLIC_KEY FINGERPRINT = '" + OTHER_FINGERPRINT + "'");
        assertThat(((Login.KeyPair) user("kp").login()).keys()).extracting(UserKey::fingerprint).containsExactly(FINGERPRINT);
        assertThat(Fixture.rows(root("SHOW PUBLIC KEYS FOR USER root"))).isEmpty();
        assertRefused(ErrorCode.UNKNOWN_USER, () -> root("SHOW PUBLIC KEYS FOR USER nope"));
    }

    @Test
    void changes_of_keys_that_make_no_sense_are_refused_as_databend_refuses_them() {
        assertRefused(ErrorCode.AUTHENTICATE_FAILURE, () -> root("CREATE USER bad IDENTIFIED WITH key_pair BY 'not-a-valid-key!!!'"));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> root("CREATE USER bad IDENTIFIED WITH JWT WITH ADD PUBLIC_KEY = '" + KEY + "'"));
        root("CREATE USER kp IDENTIFIED WITH key_pair BY '" + KEY + "'");
        root("ALTER USER kp WITH ADD PUBLIC_KEY = '" + OTHER + "' LABEL = 'backup'");
        Login before = user("kp").login();
        for (Object[] pair : new Object[][] {
            {"WITH ADD PUBLIC_KEY = '" + OTHER + "' LABEL = 'backup'", ErrorCode.BAD_ARGUMENTS},
            {"WITH ADD PUBLIC_KEY = '" + KEY + "' LABEL = 'other'", ErrorCode.AUTHENTICATE_FAILURE},
            {"WITH ADD PUBLIC_KEY = 'nonsense'", ErrorCode.AUTHENTICATE_FAILURE},
            {"WITH REMOVE PUBLIC_KEY LABEL = 'nonexistent'", ErrorCode.AUTHENTICATE_FAILURE},
            {"WITH REMOVE PUBLIC_KEY FINGERPRINT = 'SHA256:x'", ErrorCode.AUTHENTICATE_FAILURE},
            {"WITH REMOVE PUBLIC_KEY LABEL = 'backup', REMOVE PUBLIC_KEY FINGERPRINT = '" + FINGERPRINT + "'",
                    ErrorCode.AUTHENTICATE_FAILURE},
            {"IDENTIFIED BY 'password'", ErrorCode.BAD_ARGUMENTS},
            {"IDENTIFIED WITH key_pair BY '" + OTHER + "'", ErrorCode.BAD_ARGUMENTS},
        }) {
            assertRefused((ErrorCode) pair[1], () -> root("ALTER USER kp " + pair[0]));
        }
        assertThat(user("kp").login()).isEqualTo(before);
        root("CREATE USER pwd IDENTIFIED BY 'password123'");
        assertRefused(ErrorCode.AUTHENTICATE_FAILURE, () -> root("ALTER USER pwd WITH ADD PUBLIC_KEY = '" + KEY + "'"))
                .hasMessage("user is not configured for key-pair authentication, use IDENTIFIED WITH key_pair BY '<key>' first");
        root("ALTER USER kp IDENTIFIED WITH sha256_password BY 'password'");
        assertThat(user("kp").login()).isInstanceOf(Login.Password.class);
    }

    @Test
    void user_has_at_most_ten_keys() throws Exception {
        root("CREATE USER kp IDENTIFIED WITH key_pair BY '" + KEY + "'");
        for (int i = 1; i <= Login.KeyPair.MAX_KEYS; i++) {
            var pair = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            String add = "ALTER USER kp WITH ADD PUBLIC_KEY = '" + java.util.Base64.getEncoder()
                    .encodeToString(pair.getPublic().getEncoded()) + "'";
            if (i < Login.KeyPair.MAX_KEYS) {
                root(add);
            } else {
                assertRefused(ErrorCode.BAD_ARGUMENTS, () -> root(add))
                        .hasMessage("cannot add public key: user already has 10 keys (max: 10)");
            }
        }
    }
}
