package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.Fixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may run a query, and who gives way. A listing that does not go on stands for a call that nothing interrupts. */
class QueryPlacesTest {
    private static final String LARGE = "SELECT * FROM range(1000000)";
    private static final String SMALL = "SELECT 1 FROM range(1)";

    /** Keeps its place until it is read: nobody comes next before. */
    private static final String OF_TWO_BATCHES = "SELECT * FROM range(1500)";

    private static final Statement LISTING = new Statement.Query(
            List.of(new QueryPart.Text("SELECT * FROM "), new QueryPart.ListStage(at("s", ""), Optional.empty())));
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    private static final Principal ANN = new Principal("ann", "public");
    private static final Principal BOB = new Principal("bob", "public");

    private final AtomicLong nanoTime = new AtomicLong();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<RowCursor> open = new ArrayList<>();
    private Fixture fixture;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws IOException {
        start("refusing", Duration.ZERO);
    }

    /** Queries wait so long for a place, by a clock that stands still unless a test moves it. */
    private void startWaiting() throws IOException {
        fixture.close();
        start("waiting", MAX_WAIT);
    }

    private void start(String name, Duration maxWait) throws IOException {
        var queries = new QueryOptions(QueryOptions.DEFAULT.timeout(), QueryOptions.MAX_PER_USER, maxWait, false);
        fixture = new Fixture(
                Files.createDirectory(directory.resolve(name)),
                new EngineOptions(queries, EngineOptions.DEFAULT.accounts()),
                nanoTime::get);
        fixture.createStage("s");
        fixture.store.add("stage/internal/s/f", 1);
    }

    @AfterEach
    void stop() {
        gate.countDown();
        open.forEach(RowCursor::close);
        fixture.close();
    }

    @Test
    void one_user_has_half_of_the_places_and_the_others_go_on() {
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(LARGE, Fixture.ROOT))
                .hasMessageContaining("user 'root' has 8 queries running")
                .hasMessageContaining("query.max_per_user")
                .extracting(e -> ((StagedoorException) e).retryable())
                .isEqualTo(true);
        assertThat(Fixture.rows(query(SMALL, ANN))).hasSize(1);
        open.removeLast().close();
        awaitRow(Fixture.ROOT);
    }

    @Test
    void no_more_queries_run_than_there_are_places_whoever_asks() {
        openResults(Fixture.ROOT, QueryEngine.MAX_RUNNING / 2);
        openResults(ANN, QueryEngine.MAX_RUNNING / 2);
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(SMALL, BOB)).hasMessageContaining("try again");
        open.removeLast().close();
        awaitRow(BOB);
    }

    @Test
    void what_runs_is_shown_when_every_place_is_taken() {
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        assertThat(Fixture.rows(fixture.engine.execute("SHOW PROCESSLIST LIMIT 3", context(Fixture.ROOT)))).isEmpty();
    }

    @Test
    void query_that_needs_a_place_waits_for_a_result_that_is_read_on() throws IOException {
        startWaiting();
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        var readOn = new HashMap<RowCursor, CompletableFuture<Void>>();
        open.forEach(result -> result.readBy(
                () -> readOn.computeIfAbsent(result, _ -> CompletableFuture.runAsync(() -> drain(result))) != null));
        assertThat(Fixture.rows(query(SMALL, Fixture.ROOT))).hasSize(1);
        assertThat(readOn).isNotEmpty();
        readOn.values().forEach(CompletableFuture::join);
    }

    @Test
    void only_results_of_the_user_are_read_on_for_a_user_who_has_as_many_as_one_may() {
        openResults(ANN, 1);
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        var asked = new ArrayList<RowCursor>();
        open.forEach(result -> result.readBy(() -> !asked.add(result)));
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(SMALL, Fixture.ROOT));
        assertThat(asked).isEqualTo(open.subList(1, open.size()));
    }

    @Test
    void results_stay_while_there_is_room() {
        openResults(Fixture.ROOT, 1);
        open.getFirst().readBy(() -> {
            throw new AssertionError("its place is not needed");
        });
        assertThat(Fixture.rows(query(SMALL, Fixture.ROOT))).hasSize(1);
        drain(open.getFirst());
    }

    @Test
    void query_waits_no_longer_than_it_may() throws IOException {
        startWaiting();
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        open.getFirst().readBy(() -> nanoTime.addAndGet(MAX_WAIT.toNanos() / 2) > 0);
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(SMALL, Fixture.ROOT)).hasMessageContaining("8 queries running");
        assertThat(nanoTime).hasValue(MAX_WAIT.toNanos());
    }

    @Test
    void queries_that_compute_are_waited_for_and_nobody_is_overtaken_by_who_came_later() throws IOException {
        startWaiting();
        openResults(ANN, QueryOptions.MAX_PER_USER);
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        var order = new LinkedBlockingQueue<String>();
        CompletableFuture<Void> own = waiting("ann, who has as many as she may", ANN, order);
        List<String> others = List.of("bob", "eve", "joe", "kim", "lee", "max");
        List<CompletableFuture<Void>> waiting = others.stream().map(user -> waiting(user, new Principal(user, "public"), order)).toList();
        // Of root's places one is free: for each of them in turn, while ann waits for one of her own.
        open.removeLast().close();
        waiting.forEach(CompletableFuture::join);
        assertThat(own).isNotDone();
        assertThat(order).containsExactlyElementsOf(others);
        open.removeFirst().close();
        own.join();
    }

    /** A query that has begun to wait when this returns. */
    private CompletableFuture<Void> waiting(String name, Principal user, Queue<String> order) {
        var thread = new AtomicReference<Thread>();
        var done = CompletableFuture.runAsync(
                () -> {
                    RowCursor rows = query(OF_TWO_BATCHES, user).cursor();
                    order.add(name);
                    drain(rows);
                },
                task -> thread.set(Thread.ofPlatform().start(task)));
        await().until(() -> Stream.of(thread.get().getStackTrace()).anyMatch(QueryPlacesTest::isWait));
        return done;
    }

    private static boolean isWait(StackTraceElement frame) {
        return frame.getClassName().equals(QueryPlaces.class.getName()) && frame.getMethodName().equals("await");
    }

    @Test
    void query_that_waits_for_a_place_can_be_ended() throws IOException {
        startWaiting();
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        StatementContext context = context(Fixture.ROOT);
        open.getFirst().readBy(() -> {
            context.cancellation().cancel();
            return true;
        });
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> fixture.query(SMALL, context)).hasMessageContaining("was killed");
    }

    @Test
    void result_holds_a_place_until_its_last_row_is_here() {
        RowCursor large = query(LARGE, Fixture.ROOT).cursor();
        open.add(large);
        assertThat(large.readBy(() -> true)).isTrue();
        drain(large);
        assertThat(large.readBy(() -> true)).isFalse();
    }

    @Test
    void query_that_was_ended_gives_its_place_back_although_its_call_does_not_return() {
        openResults(Fixture.ROOT, QueryOptions.MAX_PER_USER - 1);
        endStuckQuery(Fixture.ROOT);
        assertThat(Fixture.rows(query(SMALL, Fixture.ROOT))).hasSize(1);
    }

    @Test
    void calls_that_do_not_return_are_bounded_and_counted_until_they_return() {
        for (Principal user : List.of(Fixture.ROOT, ANN)) {
            for (int i = 0; i < QueryEngine.MAX_ABANDONED / 2; i++) {
                assertThat(Fixture.rows(query(SMALL, user))).hasSize(1);
                endStuckQuery(Fixture.ROOT.equals(user) ? Fixture.ROOT : new Principal("ann", RoleDefinition.ACCOUNT_ADMIN));
            }
            EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(SMALL, user)).hasMessageContaining("still being wound up");
        }
        assertThat(Fixture.rows(query(SMALL, BOB))).hasSize(1);
        gate.countDown();
        for (Principal user : List.of(Fixture.ROOT, ANN)) {
            awaitRow(user);
        }
        await().untilAsserted(() -> assertThat(fixture.store.openListings).isZero());
    }

    @Test
    void calls_that_one_user_left_behind_together_keep_nobody_else_from_a_place() {
        endStuckQueries(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(SMALL, Fixture.ROOT)).hasMessageContaining("still being wound up");
        openResults(ANN, QueryOptions.MAX_PER_USER);
        assertThat(Fixture.rows(query(SMALL, BOB))).hasSize(1);
    }

    @Test
    void calls_left_behind_beyond_their_bound_take_places() {
        endStuckQueries(Fixture.ROOT, QueryOptions.MAX_PER_USER);
        int left = QueryEngine.MAX_RUNNING - (QueryOptions.MAX_PER_USER - QueryEngine.MAX_ABANDONED);
        openResults(ANN, QueryOptions.MAX_PER_USER);
        openResults(BOB, left - QueryOptions.MAX_PER_USER);
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(SMALL, BOB)).hasMessageContaining("as many as may");
        gate.countDown();
        awaitRow(BOB);
        awaitRow(Fixture.ROOT);
    }

    @Test
    void engine_closes_while_a_call_does_not_return() {
        endStuckQuery(Fixture.ROOT);
        fixture.engine.close();
        EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> query(SMALL, ANN));
    }

    /** Runs a query over a listing that waits at the gate, and kills it. */
    private void endStuckQuery(Principal user) {
        endStuckQueries(user, 1);
    }

    /** Runs several, and kills them when all of them wait. */
    private void endStuckQueries(Principal user, int count) {
        fixture.store.gate = gate;
        int listings = fixture.store.openListings;
        List<StatementContext> contexts = Stream.generate(() -> context(user)).limit(count).toList();
        var answers = contexts.stream()
                .map(context -> CompletableFuture.runAsync(
                        () -> EngineTest.assertRefused(ErrorCode.ABORTED_QUERY, () -> fixture.engine.run(LISTING, context)),
                        task -> Thread.ofPlatform().start(task)))
                .toList();
        await().until(() -> fixture.store.openListings == listings + count);
        contexts.forEach(context -> context.cancellation().cancel());
        answers.forEach(CompletableFuture::join);
    }

    private void openResults(Principal user, int count) {
        for (int i = 0; i < count; i++) {
            open.add(query(LARGE, user).cursor());
        }
    }

    private StatementResult.Rows query(String sql, Principal user) {
        return fixture.query(sql, context(user));
    }

    private static StatementContext context(Principal user) {
        return new StatementContext(user, SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
    }

    private static void drain(RowCursor cursor) {
        while (cursor.next() != null) {
            // On to the next.
        }
    }

    /** A cursor is closed in the background. */
    private void awaitRow(Principal user) {
        await().ignoreException(StagedoorException.class)
                .untilAsserted(() -> assertThat(Fixture.rows(query(SMALL, user))).hasSize(1));
    }
}
