package dev.stagedoor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements look a stage up once, and act on what authorization was asked about. */
class StageLookupTest {
    private static final Principal ANN = new Principal("ann", "anns");

    private final List<String> lookedUp = new ArrayList<>();
    private Runnable afterLookup = () -> {};
    private Fixture fixture;

    @BeforeEach
    void open(@TempDir Path directory) {
        fixture = new Fixture(directory, this::watched);
        root("CREATE ROLE anns; CREATE ROLE guests; CREATE USER ann IDENTIFIED BY 'secret'; GRANT ROLE anns TO ann");
        root("CREATE STAGE s; GRANT OWNERSHIP ON STAGE s TO ROLE anns");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Catalog watched(Catalog catalog) {
        return (Catalog) Proxy.newProxyInstance(
                Catalog.class.getClassLoader(),
                new Class<?>[] {Catalog.class},
                (_, method, arguments) -> watched(catalog, method, arguments));
    }

    private Object watched(Catalog catalog, Method method, Object[] arguments) throws Throwable {
        try {
            Object answer = method.invoke(catalog, arguments);
            if (method.getName().equals("stage") && arguments[0] instanceof String name) {
                lookedUp.add(name);
                Runnable next = afterLookup;
                afterLookup = () -> {};
                next.run();
            }
            return answer;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void root(String sql) {
        fixture.engine.execute(sql, Fixture.context());
    }

    private Prepared prepared(Principal principal, String sql) {
        return fixture.engine.prepare(
                sql, new StatementContext(principal, SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRESIGN @s/f",
                "PRESIGN UPLOAD @s/f",
                "LIST @s",
                "REMOVE @s/in/",
                "SELECT name FROM list_stage(location => '@s')",
                "SELECT a.name FROM list_stage(location => '@s') a, list_stage(location => '@s/in/') b",
                "ALTER STAGE s SET COMMENT = 'c'",
                "ALTER STAGE IF EXISTS s SET COMMENT = 'c'",
                "GRANT READ ON STAGE s TO ROLE guests",
                "REVOKE PRESIGN ON STAGE s"
            })
    void statement_looks_its_stage_up_once(String sql) {
        for (Principal principal : List.of(ANN, Fixture.ROOT)) {
            Prepared prepared = prepared(principal, sql);
            lookedUp.clear();
            Fixture.drain(prepared.run());
            assertThat(lookedUp).as(principal.user()).containsExactly("s");
        }
    }

    /** Its format is looked up, and its files. */
    @Test
    void query_of_staged_files_looks_its_stage_up_once() {
        for (Principal principal : List.of(ANN, Fixture.ROOT)) {
            Prepared prepared = prepared(principal, "SELECT $1 FROM @s/none/");
            lookedUp.clear();
            EngineTest.assertRefused(ErrorCode.SEMANTIC, prepared::run).hasMessageContaining("no files found");
            assertThat(lookedUp).as(principal.user()).containsExactly("s");
        }
    }

    @Test
    void upload_through_the_server_looks_its_stage_up_once() {
        lookedUp.clear();
        fixture.engine.uploadTarget(Fixture.at("s", "f"), ANN);
        assertThat(lookedUp).containsExactly("s");
    }

    /** DROP STAGE revokes what it knows of, and ids that were given until the stage was gone. */
    @ParameterizedTest
    @ValueSource(strings = {"DROP STAGE s", "CREATE OR REPLACE STAGE s"})
    void url_of_a_stage_that_ends_after_the_look_up_is_revoked(String end) {
        for (Principal principal : List.of(ANN, Fixture.ROOT)) {
            root("CREATE STAGE IF NOT EXISTS s; GRANT OWNERSHIP ON STAGE s TO ROLE anns");
            Prepared prepared = prepared(principal, "PRESIGN UPLOAD @s/f");
            afterLookup = () -> root(end);
            PresignId id = ((StatementResult.Rows) prepared.run()).presigned().getFirst();
            assertThat(fixture.ledger.find(id).orElseThrow().outcome()).isEqualTo(PresignRecord.Outcome.REVOKED);
        }
    }

    @Test
    void statement_does_not_act_on_a_stage_that_took_the_place_of_its_own() {
        Prepared prepared = prepared(ANN, "ALTER STAGE IF EXISTS s SET COMMENT = 'hers'");
        root("DROP STAGE s");
        afterLookup = () -> root("CREATE STAGE s COMMENT = 'another'");
        prepared.run();
        assertThat(fixture.catalog.stage("s").orElseThrow().comment()).isEqualTo("another");
    }

    @Test
    void look_up_forgets_at_the_end_of_a_statement() {
        fixture.store.objects.put(
                "stage/internal/t/f", new ObjectSummary("stage/internal/t/f", 1, Optional.empty(), Fixture.NOW));
        Prepared text = prepared(Fixture.ROOT, "CREATE STAGE t; LIST @t; DROP STAGE t; CREATE STAGE t; LIST @t");
        List<StatementResult> results = new ArrayList<>();
        do {
            results.add(text.run());
        } while (text.advance());
        assertThat(Fixture.rows(results.getLast())).isEmpty();
    }
}
