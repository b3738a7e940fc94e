package dev.stagedoor.query.worker;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.EngineFunction;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.QueryTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes in which queries run: none until the first query, then as many as there are users with queries at the same time, up to a
 * limit. One in which nothing runs is ended after a while. Safe for use by many threads.
 */
public final class Workers implements AutoCloseable {
    /** A worker in which nothing runs is ended after so long. */
    static final Duration IDLE = Duration.ofSeconds(60);

    /** How often the memory of workers is looked at. */
    private static final long WATCH_MILLIS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** In the workers' directory, what their queries write for the server. */
    private static final String OUTPUT = "out";

    /** For whom the server itself asks. */
    private static final String NOBODY = "";

    private final WorkerProcess.Launcher launcher;
    private final int max;
    private final MemoryLimits limits;
    private final Optional<Path> output;
    private final List<Worker> workers = new ArrayList<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("worker-watch").factory());
    private boolean watching;
    private boolean closed;

    /**
     * @param max how many there are at the same time
     * @param limits of each of them
     */
    public Workers(WorkerProcess.Launcher launcher, int max, MemoryLimits limits) {
        this(launcher, max, limits, Optional.empty());
    }

    private Workers(WorkerProcess.Launcher launcher, int max, MemoryLimits limits, Optional<Path> output) {
        this.launcher = launcher;
        this.max = max;
        this.limits = limits;
        this.output = output;
    }

    /**
     * In child JVMs with the class path of this one.
     *
     * @param directory where they keep their files; made if it is not there. What is in it is deleted: a server that was killed left it
     * @param max how many there are at the same time
     * @param spillBytes how much they may put on disk for queries that outgrow their memory, all of them together; 0 for none
     */
    public static Workers inChildProcesses(Path directory, DatabaseOptions options, int max, long spillBytes) {
        var launcher = ChildProcess.launcher(directory, options.writingTo(directory.resolve(OUTPUT)), spillBytes / max);
        return new Workers(launcher, max, MemoryLimits.of(options), Optional.of(directory.resolve(OUTPUT)));
    }

    /** One worker on threads of this JVM, for tests and for a look at what a worker does. It cannot be ended while DuckDB computes. */
    public static Workers inThisProcess(DatabaseOptions options) {
        return new Workers(() -> new WorkerThreads(options), 1, MemoryLimits.NONE, options.writable());
    }

    /**
     * A query in the worker where the user has others already; else in one where nobody has, which is started if need be; else where the
     * fewest are.
     *
     * @return not yet open
     * @throws dev.stagedoor.errors.StagedoorException 1043 when the worker cannot be started, or the server is shutting down
     */
    public WorkerQuery start(QueryTask task, QuerySupply supply, String user) {
        return reserved(user).start(task, supply, user);
    }

    /**
     * Where a query may write a file: a name that no file has yet. The file is the caller's to delete; what is left is deleted when the
     * server starts.
     */
    public Path newOutput() {
        Path directory = output.orElseThrow(() -> new IllegalStateException("these workers write nothing"));
        try {
            return Files.createDirectories(directory).toRealPath().resolve(UUID.randomUUID().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of what queries write cannot be made", e);
        }
    }

    private synchronized Worker reserved(String user) {
        Worker worker = choose(user);
        worker.reserve(user);
        return worker;
    }

    private Worker choose(String user) {
        if (closed) {
            throw Cancellation.aborted();
        }
        workers.removeIf(worker -> !worker.isAlive() || endIfSwollen(worker));
        return workers.stream()
                .filter(worker -> worker.isOf(user))
                .findFirst()
                .or(() -> workers.stream().filter(worker -> worker.load() == 0).findFirst())
                .or(() -> workers.size() < max ? Optional.of(add()) : Optional.empty())
                .orElseGet(() -> workers.stream().min(Comparator.comparingInt(Worker::load)).orElseThrow());
    }

    /** What queries that have ended left of a worker shall not end the next one. */
    private static boolean endIfSwollen(Worker worker) {
        if (worker.load() > 0 || !worker.isSwollen()) {
            return false;
        }
        worker.kill(Worker.Death.NOT_NEEDED);
        return true;
    }

    /** One that is there already, if any is: it is not for a user's query. */
    private synchronized Worker any() {
        Worker any = workers.stream().filter(Worker::isAlive).findFirst().orElseGet(() -> choose(NOBODY));
        any.reserve(NOBODY);
        return any;
    }

    private Worker add() {
        Worker worker = new Worker(launcher, limits);
        workers.add(worker);
        if (!watching) {
            watching = true;
            watch.scheduleWithFixedDelay(this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
        return worker;
    }

    /** What goes wrong with one worker does not end the watch over the others. */
    private void look() {
        for (Worker worker : snapshot()) {
            try {
                endIfIdle(worker);
                worker.watch();
            } catch (RuntimeException e) {
                LOG.warn("a worker for queries could not be looked at", e);
            }
        }
    }

    private synchronized List<Worker> snapshot() {
        return List.copyOf(workers);
    }

    private synchronized void endIfIdle(Worker worker) {
        if (workers.contains(worker) && endIfSwollen(worker)) {
            workers.remove(worker);
        } else if (worker.isIdle(IDLE.toNanos())) {
            workers.remove(worker);
            worker.kill(Worker.Death.NOT_NEEDED);
        }
    }

    /** The scalar and aggregate functions that a query may call, each once. */
    public List<EngineFunction> functions() {
        Worker worker = any();
        try (Connection connection = worker.connect()) {
            connection.send(FrameKind.LIST_FUNCTIONS);
            Frame answer = connection.receive();
            if (answer == null) {
                throw worker.lost();
            }
            if (answer.kind() == FrameKind.FAILED) {
                throw WireValues.failure(answer.in());
            }
            return WireValues.functions(answer.in());
        } finally {
            worker.left(NOBODY);
        }
    }

    /** Whether there is a worker. */
    public synchronized boolean isStarted() {
        return workers.stream().anyMatch(Worker::isStarted);
    }

    /** Ends all workers; the queries in them fail. */
    @Override
    public void close() {
        watch.shutdown();
        List<Worker> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(workers);
            workers.clear();
        }
        all.forEach(worker -> worker.kill(Worker.Death.NOT_NEEDED));
        all.forEach(Worker::awaitEnd);
    }
}
