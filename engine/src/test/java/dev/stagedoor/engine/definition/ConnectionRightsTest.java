package dev.stagedoor.engine.definition;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what with connections, in the order and the words of Databend's own test of them. */
class ConnectionRightsTest extends EngineTest {
    private static final String NOTE =
            ". Note: Please ensure that your current role have the appropriate permissions to create a new Object";

    private StatementResult root(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private StatementResult as(String user, String role, String sql) {
        SessionState session = new SessionState("default", Optional.of(role), Optional.empty(), new TreeMap<>());
        return fixture.engine.execute(
                sql, new StatementContext(new Principal(user, "public"), session, Fixture.ORIGIN, new Cancellation()));
    }

    private void denied(String user, String role, String sql, String message) {
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as(user, role, sql)).hasMessage(message);
    }

    @BeforeEach
    void b_makes_three_and_loses_one() {
        root("CREATE USER b IDENTIFIED WITH JWT");
        root("CREATE USER c IDENTIFIED WITH JWT");
        for (String role : List.of("role1", "role2", "role3")) {
            root("CREATE ROLE " + role);
        }
        root("GRANT CREATE CONNECTION ON *.* TO ROLE role1");
        root("GRANT ROLE role1 TO b");
        as("b", "role1", "CREATE CONNECTION c1 STORAGE_TYPE = 'azblob' ENDPOINT_URL = 'http://s3.amazonaws.com'");
        as("b", "role1", "CREATE CONNECTION c2 STORAGE_TYPE = 's3' access_key_id = 'minioadmin' secret_access_key = 'minioadmin'");
        as("b", "role1", "CREATE CONNECTION c3 STORAGE_TYPE = 's3' region = 'auto'");
        root("GRANT OWNERSHIP ON CONNECTION c2 TO ROLE role2");
        root("GRANT ROLE role2 TO c");
        root("GRANT ACCESS CONNECTION ON CONNECTION c1 TO ROLE role3");
        root("GRANT ROLE role3 TO c");
    }

    @Test
    void whoever_may_not_use_a_connection_is_told_so_whatever_they_do_with_it() {
        String on = " is required on CONNECTION c2 for user 'b'@'%' with roles [public,role1]" + NOTE;
        denied("b", "role1", "DESC CONNECTION c2", "Permission denied: privilege [AccessConnection]" + on);
        denied("b", "role1", "DROP CONNECTION IF EXISTS c2", "Permission denied: privilege [AccessConnection]" + on);
        denied("b", "role1", "DROP CONNECTION c2", "Permission denied: privilege [AccessConnection]" + on);
        denied("b", "role1", "SHOW GRANTS ON CONNECTION c2",
                "Permission denied: privilege ACCESS CONNECTION is required on connection c2 for user b");
        assertThat(Fixture.firstColumn(Fixture.rows(as("b", "role1", "SHOW CONNECTIONS")))).containsExactly("c1", "c3");
    }

    @Test
    void whoever_may_use_a_connection_does_not_drop_it() {
        as("c", "role2", "DESC CONNECTION c1");
        denied(
                "c",
                "role2",
                "DROP CONNECTION c1",
                "Permission denied: privilege [Ownership] is required on CONNECTION c1 for user 'c'@'%' with roles [public,role2,role3]"
                        + NOTE);
        as("c", "role2", "DROP CONNECTION c2");
    }

    @Test
    void of_a_stage_with_a_connection_access_is_asked_first_then_the_protocol_then_the_stage() {
        denied(
                "b",
                "role1",
                "CREATE STAGE x URL = 's3://databend-toronto' CONNECTION = (CONNECTION_NAME = 'c2')",
                "Permission denied: privilege AccessConnection is required on connection c2 for user 'b'@'%'");
        assertRefused(
                        ErrorCode.STORAGE_OTHER,
                        () -> as("b", "role1", "CREATE STAGE x URL = 's3://databend-toronto' CONNECTION = (CONNECTION_NAME = 'c1')"))
                .hasMessage("invalid input parameter (protocol from connection_name=c1 (azblob) not match with uri protocol (s3).)");
        assertRefused(
                        ErrorCode.STORAGE_OTHER,
                        () -> as("b", "role1",
                                "CREATE STAGE x URL = 's3://databend-toronto' CONNECTION = (CONNECTION_NAME = 'c1' REGION = 'x')"))
                .hasMessage("invalid input parameter (protocol from connection_name=c1 (azblob) not match with uri protocol (s3).)");
        assertRefused(
                        ErrorCode.STORAGE_OTHER,
                        () -> as("b", "role1",
                                "CREATE STAGE x URL = 's3://databend-toronto' CONNECTION = (CONNECTION_NAME = 'c3' REGION = 'x')"))
                .hasMessage("invalid input parameter (connection_name can not be used with other connection options)");
        denied(
                "b",
                "role1",
                "CREATE STAGE x URL = 's3://databend-toronto' CONNECTION = (CONNECTION_NAME = 'c3')",
                "Permission denied: privilege [CreateStage] is required on *.* for user 'b'@'%' with roles [role1]" + NOTE);
        assertRefused(
                        ErrorCode.BAD_ARGUMENTS,
                        () -> as("b", "role1", "CREATE STAGE x URL = 's3://databend-toronto' CONNECTION = (CONNECTION_NAME = 'nope')"))
                .hasMessageStartingWith("fail to get connection_name nope: ");
    }

    @Test
    void who_may_everything_creates_with_the_role_public_too_and_account_admin_owns_it() {
        root("CREATE USER a IDENTIFIED WITH JWT");
        root("GRANT SUPER ON *.* TO a");
        as("a", "public", "CREATE CONNECTION mine STORAGE_TYPE = 's3'");
        as("a", "public", "CREATE STAGE mine");
        assertThat(fixture.catalog.connection("mine").orElseThrow().owner()).isEqualTo("account_admin");
        assertThat(fixture.catalog.stage("mine").orElseThrow().owner()).isEqualTo("account_admin");
        as("a", "public", "DROP CONNECTION mine");
        as("a", "public", "DROP STAGE mine");
    }

    @Test
    void whose_current_role_is_public_creates_nothing_and_is_told_what_to_do() {
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("b", "public", "CREATE CONNECTION d STORAGE_TYPE = 's3'"))
                .hasMessageStartingWith(
                        "Permission denied: privilege [CreateConnection] is required on *.* for user 'b'@'%' with roles [public]" + NOTE)
                .hasMessageContaining("SET ROLE <role>");
    }

    @Test
    void storage_type_is_looked_at_before_a_connection_name() {
        assertRefused(ErrorCode.STORAGE_OTHER, () -> root("CREATE CONNECTION d STORAGE_TYPE = 'azblob2' connection_name = 'c1'"))
                .hasMessage("invalid input parameter (protocol azblob2 is not supported yet.)");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> root("CREATE CONNECTION d STORAGE_TYPE = 's3' connection_name = 'c1'"))
                .hasMessage("invalid input parameter (can not use connection_name when create connection)");
    }

    @Test
    void grants_on_a_connection_are_shown_to_its_owner() {
        assertThat(Fixture.rows(as("b", "role1", "SHOW GRANTS ON CONNECTION c3")))
                .containsExactly(Arrays.asList("OWNERSHIP", "c3", null, "ROLE", "role1", ""));
        assertThat(Fixture.rows(as("b", "role1", "SHOW GRANTS FOR ROLE role1")))
                .containsExactly(
                        Arrays.asList("CREATE CONNECTION", "*.*", null, "ROLE", "role1", "GRANT CREATE CONNECTION ON *.* TO ROLE `role1`"),
                        Arrays.asList("OWNERSHIP", "c1", null, "ROLE", "role1", "GRANT OWNERSHIP ON CONNECTION c1 TO ROLE `role1`"),
                        Arrays.asList("OWNERSHIP", "c3", null, "ROLE", "role1", "GRANT OWNERSHIP ON CONNECTION c3 TO ROLE `role1`"));
    }
}
