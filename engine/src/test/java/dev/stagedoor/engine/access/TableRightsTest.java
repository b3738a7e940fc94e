package dev.stagedoor.engine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To whom databases and tables belong, what becomes of what is granted on them, and what is said to whom something is denied. */
class TableRightsTest {
    private static final String NOTE =
            ". Note: Please ensure that your current role have the appropriate permissions to create a new Object";

    private StagedWorld world;
    private Fixture fixture;

    @BeforeEach
    void define(@TempDir Path directory) {
        world = new StagedWorld(directory);
        fixture = world.fixture;
        root("CREATE USER u IDENTIFIED WITH JWT");
        root("CREATE ROLE maker");
        root("CREATE ROLE reader");
        root("GRANT ROLE maker TO u");
        root("CREATE DATABASE d");
        root("CREATE TABLE d.t (a INT)");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static ThrowableAssertAlternative<StagedoorException> assertRefused(ErrorCode code, ThrowingCallable statement) {
        return assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(statement)
                .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    private StatementResult root(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private List<List<@Nullable String>> rows(String sql) {
        return Fixture.rows(root(sql));
    }

    /** Of u, as the role maker. */
    private StatementResult maker(String sql) {
        return fixture.engine.execute(sql, context(Optional.of("maker")));
    }

    private static StatementContext context(Optional<String> role) {
        return new StatementContext(
                new Principal("u", "public"), new SessionState("d", role, Optional.empty(), new TreeMap<>()), Fixture.ORIGIN,
                new Cancellation());
    }

    private void denied(String sql, String message) {
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> fixture.engine.execute(sql, context(Optional.empty()))).withMessage(message);
    }

    @Test
    void denials_are_databends_sentences() {
        String to = " for user 'u'@'%' with roles [maker,public]" + NOTE;
        denied("INSERT INTO d.t VALUES (1)", "Permission denied: privilege [Insert] is required on 'default'.'d'.'t'" + to);
        denied("COPY INTO @~ FROM T", "Permission denied: privilege [Select] is required on 'default'.'d'.'t'" + to);
        denied("DROP DATABASE d", "Permission denied: privilege [Drop] is required on 'default'.'d'.*" + to);
        denied("CREATE TABLE x (a INT)", "Permission denied: privilege [Create] is required on 'default'.'d'.*" + to);
        denied(
                "CREATE DATABASE x",
                "Permission denied: privilege [CreateDatabase] is required on *.* for user 'u'@'%' with roles [public]" + NOTE);
    }

    @Test
    void what_does_not_exist_is_said_not_to_exist() {
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> maker("DROP TABLE d.nope"));
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> maker("TRUNCATE TABLE nope"));
        assertRefused(ErrorCode.UNKNOWN_DATABASE, () -> maker("DROP DATABASE nope"));
        maker("DROP TABLE IF EXISTS d.nope");
        maker("DROP DATABASE IF EXISTS nope");
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> root("GRANT SELECT ON d.nope TO u"));
        assertRefused(ErrorCode.UNKNOWN_DATABASE, () -> root("GRANT SELECT ON nope.* TO u"));
    }

    @Test
    void what_is_created_belongs_to_the_current_role_and_never_to_everybody() {
        root("GRANT CREATE ON d.* TO ROLE maker");
        root("GRANT CREATE DATABASE ON *.* TO ROLE maker");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> fixture.engine.execute("CREATE TABLE x (a INT)", context(Optional.empty())))
                .withMessageContaining("A new table belongs to the current role");
        maker("CREATE TABLE x (a INT)");
        maker("CREATE TABLE IF NOT EXISTS t (a INT)");
        maker("CREATE DATABASE m");
        maker("CREATE DATABASE IF NOT EXISTS d");
        assertThat(fixture.catalog.grants().ownedBy("maker"))
                .containsExactlyInAnyOrder(new GrantObject.Table("d", "x"), new GrantObject.Database("m"));
        assertThat(fixture.catalog.grants().ownedBy("account_admin"))
                .containsExactlyInAnyOrder(new GrantObject.Table("d", "t"), new GrantObject.Database("d"));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> root("DROP ROLE maker")).withMessageContaining("'default'.'d'.'x'");
        maker("GRANT SELECT ON x TO ROLE reader");
        maker("DROP TABLE x");
        maker("DROP DATABASE m");
        root("DROP ROLE maker");
    }

    @Test
    void grants_end_with_the_table_and_do_not_come_back_with_its_name() {
        root("GRANT SELECT ON d.t TO ROLE reader");
        root("DROP TABLE d.t");
        assertThat(fixture.catalog.grants().within(new GrantObject.Database("d"))).hasSize(1);
        root("CREATE TABLE d.t (a INT)");
        assertThat(rows("SHOW GRANTS ON TABLE d.t")).hasSize(1);
        root("GRANT SELECT ON d.t TO ROLE reader");
        root("CREATE OR REPLACE TABLE d.t (b INT)");
        assertThat(rows("SHOW GRANTS ON TABLE d.t")).hasSize(1);
        root("GRANT SELECT ON d.t TO ROLE reader");
        root("DROP DATABASE d");
        assertThat(fixture.catalog.grants().within(new GrantObject.Database("d"))).isEmpty();
    }

    @Test
    void grants_go_with_the_table_to_its_new_name() {
        root("GRANT SELECT ON d.t TO ROLE reader");
        root("CREATE TABLE d.taken (a INT)");
        assertRefused(ErrorCode.TABLE_ALREADY_EXISTS, () -> root("RENAME TABLE d.t TO d.taken"));
        assertThat(rows("SHOW GRANTS ON TABLE d.t")).hasSize(2);
        assertThat(rows("SHOW GRANTS ON TABLE d.taken")).hasSize(1);
        root("RENAME TABLE d.t TO d.v");
        assertThat(fixture.catalog.grants().on(new GrantObject.Table("d", "t"))).isEmpty();
        assertThat(rows("SHOW GRANTS ON TABLE d.v")).hasSize(2);
        assertRefused(ErrorCode.UNKNOWN_DATABASE, () -> root("RENAME TABLE d.v TO nope.v"));
        assertThat(rows("SHOW GRANTS ON TABLE d.v")).hasSize(2);
    }

    @Test
    void grants_are_shown_as_statements_that_make_them_again() {
        root("GRANT INSERT, SELECT ON d.t TO ROLE reader");
        root("GRANT CREATE, DROP ON DATABASE d TO ROLE reader");
        root("GRANT OWNERSHIP ON d.t TO ROLE reader");
        assertThat(rows("SHOW GRANTS FOR ROLE reader"))
                .containsExactly(
                        Arrays.asList("DROP,CREATE", "d", null, "ROLE", "reader", "GRANT DROP,CREATE ON d.* TO ROLE `reader`"),
                        Arrays.asList("SELECT,INSERT", "d.t", null, "ROLE", "reader", "GRANT SELECT,INSERT ON d.t TO ROLE `reader`"),
                        Arrays.asList("OWNERSHIP", "d.t", null, "ROLE", "reader", "GRANT OWNERSHIP ON d.t TO ROLE `reader`"));
        root("GRANT SELECT ON DATABASE d TO u");
        root("REVOKE INSERT ON d.t FROM ROLE reader");
        assertThat(rows("SHOW GRANTS ON TABLE d.t")).extracting(List::getFirst).containsExactly("SELECT", "OWNERSHIP");
    }
}
