package dev.stagedoor.query.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.duckdb.SuppliedFiles;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real worker processes, ended in every way. */
class WorkersTest {
    private static final String ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";
    private static final long ROWS = 25_000;
    private static final long MEMORY_BYTES = 128L << 20;
    private static final long MAX_SPILL_BYTES = 256L << 20;

    /** DuckDB keeps a block or two in a file that it goes on with. */
    private static final long MAX_LEFT_BYTES = 1 << 20;


    private final List<ChildProcess> started = new ArrayList<>();
    private Path directory;
    private Workers workers;

    @BeforeEach
    void start(@TempDir Path parent) throws IOException {
        directory = parent.resolve("workers");
        workers = workers(Long.MAX_VALUE);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    private Workers workers(long maxResidentBytes) throws IOException {
        Path readable = Files.createDirectories(directory.resolveSibling("readable"));
        var launcher = ChildProcess.launcher(directory, new DatabaseOptions(MEMORY_BYTES, 2, readable, 1L << 30), MAX_SPILL_BYTES);
        return new Workers(
                () -> {
                    ChildProcess child = (ChildProcess) launcher.launch();
                    started.add(child);
                    return child;
                },
                2,
                new MemoryLimits(maxResidentBytes, maxResidentBytes / 2));
    }

    @Test
    void worker_reads_relations_from_the_server_and_gives_rows_back() {
        assertThat(rows("SELECT count(*), sum(n) FROM temp.main.numbers", "ann"))
                .containsExactly(Row.of(ROWS, BigDecimal.valueOf(ROWS * (ROWS - 1) / 2)));
        assertThat(rows("SELECT range FROM range(10000)", "ann")).hasSize(10_000);
        assertThat(started).hasSize(1);
    }

    @Test
    void queries_of_two_users_run_in_two_processes_and_the_death_of_one_leaves_the_other() {
        try (WorkerQuery ann = open("SELECT range FROM range(1000000)", "ann");
                WorkerQuery bob = open("SELECT range FROM range(1000000)", "bob")) {
            assertThat(started).hasSize(2);
            started.getFirst().kill();
            assertRefused(() -> all(ann)).withMessageContaining("ended unexpectedly");
            assertThat(all(bob)).isEqualTo(1_000_000);
        }
        assertThat(rows("SELECT 1", "ann")).hasSize(1);
    }

    @Test
    void worker_that_takes_too_much_memory_is_ended_and_the_query_told_why() throws IOException {
        workers.close();
        workers = workers(1);
        assertRefused(() -> rows(ENDLESS, "ann")).withMessageContaining("MiB and were ended").withMessageContaining("query.memory");
    }

    /** Counts texts that cannot be told apart before all of them are there, and of which each takes 320 bytes. */
    private static String distinct(long bytes) {
        return "SELECT count(*), max(length(t)) FROM (SELECT DISTINCT array_to_string([md5((n * 10 + k)::varchar) for k in"
                + " range(10)], '') AS t FROM range(" + bytes / 320 + ") r(n))";
    }

    @Test
    void query_that_outgrows_the_memory_goes_on_on_disk() {
        long bytes = MEMORY_BYTES + MAX_SPILL_BYTES / 4;
        assertThat(rows(distinct(bytes), "ann")).containsExactly(Row.of(bytes / 320, 320L));
    }

    @Test
    void query_that_outgrows_the_disk_names_the_limit_and_leaves_little() {
        assertRefused(() -> rows(distinct(2 * (MEMORY_BYTES + MAX_SPILL_BYTES)), "ann"))
                .withMessageContaining("may take 256 MiB there")
                .withMessageContaining("query.max_spill_size");
        await().untilAsserted(() -> assertThat(spilled(started.getFirst())).isLessThan(MAX_LEFT_BYTES));
        assertThat(rows("SELECT 1", "ann")).hasSize(1);
        assertThat(started).hasSize(1);
    }

    private static long spilled(ChildProcess worker) throws IOException {
        try (Stream<Path> files = Files.list(worker.directory().resolve("spill"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void query_whose_worker_cannot_be_started_says_so() {
        try (Workers none = new Workers(
                () -> {
                    throw new IOException("no room");
                },
                1,
                MemoryLimits.NONE)) {
            assertRefused(() -> none.start(task("SELECT 1"), new Numbers(), "ann")).withMessageContaining("can be started");
        }
    }

    /** Half of the limit is what a worker has that has hardly begun. */
    @Test
    void worker_that_queries_left_with_much_memory_gets_no_other_query() throws IOException {
        workers.close();
        workers = workers(200L << 20);
        assertThat(rows("SELECT 1", "ann")).hasSize(1);
        assertThat(rows("SELECT 1", "bob")).hasSize(1);
        assertThat(started).hasSize(2);
        await().until(() -> !started.getFirst().isAlive());
    }

    @Test
    void query_that_is_cancelled_ends_and_its_worker_goes_on() {
        WorkerQuery query = workers.start(task(ENDLESS), new Numbers(), "ann");
        var opening = CompletableFuture.runAsync(query::open);
        await().until(() -> {
            query.cancel();
            return opening.isDone();
        });
        assertThat(opening.isCompletedExceptionally()).isTrue();
        query.close();
        assertThat(rows("SELECT 1", "ann")).hasSize(1);
        assertThat(started).hasSize(1);
    }

    /** A process that is stopped stands for one that computes in a call that nothing interrupts. */
    @Test
    void worker_that_does_not_let_go_of_a_query_is_ended() throws Exception {
        WorkerQuery query = open("SELECT range FROM range(1000000)", "ann");
        stopProcess();
        query.close();
        await().until(() -> !started.getFirst().isAlive());
        assertThat(rows("SELECT 1", "ann")).hasSize(1);
    }

    @Test
    void worker_ends_with_its_server_and_leaves_no_file() throws IOException {
        rows("SELECT 1", "ann");
        started.getFirst().closeInput();
        await().until(() -> !started.getFirst().isAlive());
        await().until(() -> isEmpty(directory));
    }

    @Test
    void worker_gets_nothing_of_the_environment_and_its_socket_is_the_owners_alone() throws IOException {
        rows("SELECT 1", "ann");
        ChildProcess child = started.getFirst();
        assertThat(Files.readString(Path.of("/proc", Long.toString(child.pid()), "environ"))).doesNotContain("PATH=", "HOME=");
        assertThat(Files.getPosixFilePermissions(child.directory())).extracting(Enum::name).allMatch(name -> name.startsWith("OWNER"));
    }

    @Test
    void worker_gives_way_to_the_server() throws IOException {
        rows("SELECT 1", "ann");
        int own = niceness(ProcessHandle.current().pid());
        assertThat(niceness(started.getFirst().pid())).isEqualTo(Math.min(own + ChildProcess.NICENESS, 19));
    }

    private static int niceness(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    @Test
    void failing_relation_fails_the_query_with_its_own_error() {
        var supply = new Numbers() {
            @Override
            public RowCursor rows(String table, List<Integer> columns) {
                throw new StagedoorException(ErrorCode.STORAGE_UNAVAILABLE, "the store is away");
            }
        };
        try (WorkerQuery query = workers.start(task("SELECT * FROM temp.main.numbers"), supply, "ann")) {
            assertThatExceptionOfType(StagedoorException.class)
                    .isThrownBy(query::open)
                    .withMessage("the store is away")
                    .matches(e -> e.code() == ErrorCode.STORAGE_UNAVAILABLE);
        }
    }

    @Test
    void streamed_relation_gives_its_rows_to_every_scan_and_closes_them() {
        var supply = new Numbers();
        String twice = "SELECT count(*), sum(a.n) FROM temp.main.numbers a JOIN temp.main.numbers b ON a.n = b.n";
        try (WorkerQuery query = workers.start(task(twice, Set.of("numbers")), supply, "ann")) {
            query.open();
            assertThat(query.fetch()).containsExactly(Row.of(ROWS, BigDecimal.valueOf(ROWS * (ROWS - 1) / 2)));
        }
        assertThat(supply.opened).hasValue(2);
        assertThat(supply.closed).hasValue(2);
    }

    @Test
    void streamed_relation_is_read_no_further_than_the_query_needs() {
        var supply = new Numbers();
        try (WorkerQuery query = workers.start(task("SELECT n FROM temp.main.numbers LIMIT 3", Set.of("numbers")), supply, "ann")) {
            query.open();
            assertThat(query.fetch()).hasSize(3);
        }
        assertThat(supply.given.get()).isLessThan((int) ROWS);
        assertThat(supply.closed).hasValue(1);
    }

    @Test
    void streamed_relation_that_fails_midway_fails_the_query_with_its_own_error() {
        var supply = new Numbers() {
            @Override
            public RowCursor rows(String table, List<Integer> columns) {
                return super.rows(table, columns).map(row -> {
                    if (row.cell(0).equals(1500L)) {
                        throw new StagedoorException(ErrorCode.STORAGE_UNAVAILABLE, "the store went away");
                    }
                    return row;
                });
            }
        };
        try (WorkerQuery query = workers.start(task("SELECT sum(n) FROM temp.main.numbers", Set.of("numbers")), supply, "ann")) {
            assertThatExceptionOfType(StagedoorException.class)
                    .isThrownBy(() -> {
                        query.open();
                        query.fetch();
                    })
                    .withMessage("the store went away");
        }
        assertThat(supply.opened.get()).isPositive();
        assertThat(supply.closed).hasValue(supply.opened.get());
    }

    @Test
    void functions_are_told_without_a_query() {
        assertThat(workers.functions()).extracting("name").contains("upper", "sum").doesNotContain("read_csv");
    }

    /** Returns when each of its threads has stopped: the signal is sent before they have. */
    private void stopProcess() throws IOException, InterruptedException {
        String pid = Long.toString(started.getFirst().pid());
        new ProcessBuilder("kill", "-STOP", pid).inheritIO().start().waitFor();
        await().until(() -> {
            try (Stream<Path> threads = Files.list(Path.of("/proc", pid, "task"))) {
                return threads.allMatch(WorkersTest::isStopped);
            }
        });
    }

    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private WorkerQuery open(String sql, String user) {
        WorkerQuery query = workers.start(task(sql), new Numbers(), user);
        query.open();
        return query;
    }

    private List<Row> rows(String sql, String user) {
        List<Row> rows = new ArrayList<>();
        try (WorkerQuery query = open(sql, user)) {
            for (List<Row> batch = query.fetch(); !batch.isEmpty(); batch = query.fetch()) {
                rows.addAll(batch);
            }
        }
        return rows;
    }

    private static long all(WorkerQuery query) {
        long count = 0;
        for (List<Row> batch = query.fetch(); !batch.isEmpty(); batch = query.fetch()) {
            count += batch.size();
        }
        return count;
    }

    private static ThrowableAssertAlternative<StagedoorException> assertRefused(ThrowingCallable work) {
        return assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(work)
                .matches(e -> e.code() == ErrorCode.ABORTED_QUERY && e.retryable());
    }

    private static QueryTask task(String sql) {
        return task(sql, Set.of());
    }

    private static QueryTask task(String sql, Set<String> streamed) {
        var relations = new LinkedHashMap<String, List<Column>>();
        relations.put("numbers", Numbers.SCHEMA);
        var none = new LinkedHashMap<String, List<Column>>();
        return new QueryTask(
                "", sql, relations, streamed, none, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), ZoneId.of("UTC"));
    }

    private static class Numbers implements QuerySupply {
        static final List<Column> SCHEMA = List.of(Column.of("n", Scalar.INT64));

        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger given = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public RowCursor rows(String table, List<Integer> columns) {
            opened.incrementAndGet();
            RowCursor rows = RowCursor.of(LongStream.range(0, ROWS).mapToObj(n -> Row.of(n)).iterator());
            return new RowCursor() {
                @Override
                public @Nullable Row next() {
                    given.incrementAndGet();
                    return rows.next();
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }

        @Override
        public SuppliedFiles files(String table, Optional<ParquetNeeds> needs) {
            return SuppliedFiles.all(List.of());
        }

        @Override
        public void scanned(long rows, long ofRows) {}

        @Override
        public Iterator<byte[]> contents(List<NamedFile> files) {
            return Collections.emptyIterator();
        }
    }
}
