package dev.stagedoor.engine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.sql.StatementParser;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is remembered of grants is never older than the grants. */
class AccessCacheTest extends EngineTest {
    private static final Principal USER = new Principal("u", "public");

    private void root(String sql) {
        fixture.engine.execute(sql, Fixture.context());
    }

    private static StatementContext context(Principal principal) {
        return new StatementContext(principal, SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
    }

    @Test
    void what_one_may_is_derived_once_until_a_grant_changes() {
        root("CREATE STAGE s");
        AccessCache cache = new AccessCache(fixture.catalog);
        Access before = cache.of(USER, SessionState.DEFAULT);
        assertThat(cache.of(new Principal("u", "public"), SessionState.DEFAULT)).isSameAs(before);
        root("GRANT READ ON STAGE s TO ROLE public");
        Access after = cache.of(USER, SessionState.DEFAULT);
        assertThat(after.stages()).containsKey("s");
        assertThat(before.stages()).isEmpty();
        assertThat(cache.remembered()).isEqualTo(1);
    }

    @Test
    void administrator_at_first_sight_costs_no_look_at_the_grants() {
        AccessCache cache = new AccessCache(fixture.catalog);
        assertThat(cache.of(Fixture.ROOT, SessionState.DEFAULT)).isSameAs(Access.ADMIN);
        assertThat(cache.remembered()).isZero();
    }

    @Test
    void no_more_is_remembered_than_the_limit() {
        AccessCache cache = new AccessCache(fixture.catalog);
        for (int i = 0; i < 3 * AccessCache.MAX_REMEMBERED; i++) {
            cache.of(new Principal("u" + i, "public"), SessionState.DEFAULT);
            assertThat(cache.remembered()).isLessThanOrEqualTo(AccessCache.MAX_REMEMBERED);
        }
        cache.of(USER, new SessionState("default", Optional.empty(), Optional.of(List.of("x".repeat(1000))), new TreeMap<>()));
        assertThat(cache.remembered()).isLessThanOrEqualTo(AccessCache.MAX_REMEMBERED);
    }

    @Test
    void role_that_was_dropped_is_stale_although_no_grant_changed() {
        fixture.catalog.createRole(new RoleDefinition("r", "root", Fixture.NOW));
        var session = new SessionState("default", Optional.of("r"), Optional.empty(), new TreeMap<>());
        AccessCache cache = new AccessCache(fixture.catalog);
        assertThat(cache.of(Fixture.ROOT, session).currentRole()).isEqualTo("r");
        fixture.catalog.dropRole("r");
        assertRefused(ErrorCode.INVALID_ROLE, () -> cache.of(Fixture.ROOT, session));
    }

    /** A grant that was taken away before a statement began does not let it through, however many statements keep the cache warm. */
    @Test
    void revoked_grant_is_gone_for_the_next_statement_under_load() throws Exception {
        root("CREATE STAGE s");
        AtomicBoolean stop = new AtomicBoolean();
        try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
            List<Future<?>> busy = List.of(
                    readers.submit(() -> presignUntil(stop)),
                    readers.submit(() -> presignUntil(stop)),
                    readers.submit(() -> presignUntil(stop)));
            for (int i = 0; i < 50; i++) {
                root("GRANT READ ON STAGE s TO ROLE public");
                fixture.engine.run(StatementParser.parse("PRESIGN @s/a"), context(USER));
                root("REVOKE READ ON STAGE s FROM ROLE public");
                assertRefused(
                        ErrorCode.PERMISSION_DENIED,
                        () -> fixture.engine.run(StatementParser.parse("PRESIGN @s/a"), context(USER)));
            }
            stop.set(true);
            for (Future<?> reader : busy) {
                reader.get();
            }
        }
    }

    private void presignUntil(AtomicBoolean stop) {
        while (!stop.get()) {
            try {
                fixture.engine.run(StatementParser.parse("PRESIGN @s/a"), context(USER));
            } catch (StagedoorException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            }
        }
    }
}
