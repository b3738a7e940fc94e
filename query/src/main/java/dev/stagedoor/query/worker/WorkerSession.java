package dev.stagedoor.query.worker;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.DuckDb;
import dev.stagedoor.query.duckdb.EngineFunction;
import dev.stagedoor.query.duckdb.EngineQuery;
import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.query.duckdb.QueryErrors;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.duckdb.SuppliedFiles;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One query at the worker's end. One thread receives, so that a cancellation arrives at any time. The query has another, a platform thread:
 * a native call would hold the carrier of a virtual one.
 */
final class WorkerSession {
    /** Stands among what was received for the end of the query. */
    private static final Frame GONE = new Frame(FrameKind.CLOSE, new byte[0]);

    /** How often the server is told how far a query has come. */
    private static final Duration PROGRESS_PERIOD = Duration.ofMillis(250);

    private static final Executor PROGRESS = CompletableFuture.delayedExecutor(PROGRESS_PERIOD.toMillis(), TimeUnit.MILLISECONDS);

    private final Connection connection;
    private final DuckDb duckDb;
    private final DatabaseOptions options;
    /** What the server asks for. */
    private final BlockingQueue<Frame> asked = new LinkedBlockingQueue<>();

    /** What the server has not answered yet, in the order of the questions, which is that of its answers. */
    private final Deque<CompletableFuture<Frame>> questions = new ArrayDeque<>();

    private boolean gone;

    private final Cancellation cancellation = new Cancellation();

    /** Whether the server waits for an answer about the query, and so receives. */
    private volatile boolean awaited = true;

    private volatile boolean over;

    WorkerSession(Connection connection, DuckDb duckDb, DatabaseOptions options) {
        this.connection = connection;
        this.duckDb = duckDb;
        this.options = options;
    }

    /** Receives until the connection ends. @param threads for what calls DuckDB */
    void run(ExecutorService threads) {
        Frame first = connection.receive();
        if (first == null) {
            return;
        }
        switch (first.kind()) {
            case RUN -> {
                QueryTask task = WireValues.task(first.in());
                EngineQuery query = new EngineQuery(task, new Supply(task), cancellation);
                threads.execute(() -> work(query));
                PROGRESS.execute(() -> tellProgress(query, Optional.empty()));
                receive(query);
            }
            case LIST_FUNCTIONS -> {
                threads.execute(() -> {
                    Answer answer = tried(this::functions);
                    send(answer.kind, answer.body);
                });
                connection.receive();
            }
            default -> throw new IllegalStateException("a connection does not begin with " + first);
        }
    }

    private void receive(EngineQuery query) {
        for (Frame frame = connection.receive(); frame != null; frame = connection.receive()) {
            switch (frame.kind()) {
                case CANCEL -> end(query);
                case CLOSE -> leave(query);
                case FETCH -> {
                    awaited = true;
                    asked.add(frame);
                }
                default -> answered(frame);
            }
        }
        leave(query);
    }

    private void tellProgress(EngineQuery query, Optional<EngineQuery.Scanned> told) {
        if (over) {
            return;
        }
        Optional<EngineQuery.Scanned> scanned = awaited ? query.scanned() : told;
        if (!scanned.equals(told)) {
            scanned.ifPresent(progress -> send(FrameKind.PROGRESS, out -> {
                out.putLong(progress.rows());
                out.putLong(progress.ofRows());
            }));
        }
        PROGRESS.execute(() -> tellProgress(query, scanned));
    }

    private void leave(EngineQuery query) {
        asked.add(GONE);
        List<CompletableFuture<Frame>> open;
        synchronized (questions) {
            gone = true;
            open = List.copyOf(questions);
            questions.clear();
        }
        open.forEach(question -> question.complete(GONE));
        end(query);
    }

    private void answered(Frame frame) {
        CompletableFuture<Frame> question;
        synchronized (questions) {
            question = questions.remove();
        }
        question.complete(frame);
    }

    private void end(EngineQuery query) {
        cancellation.cancel();
        query.interrupt();
    }

    /** What goes to the server. */
    private record Answer(FrameKind kind, Connection.Body body, boolean last) {}

    private Answer functions() throws SQLException {
        List<EngineFunction> functions = duckDb.functions();
        return new Answer(FrameKind.FUNCTIONS, out -> WireValues.functions(out, functions), true);
    }

    /** The query from its beginning to its end. A batch is made ready while the server works on the one before. */
    private void work(EngineQuery query) {
        try (query) {
            Answer answer = tried(() -> opened(query));
            answer(answer);
            Cells cells = new Cells(query.schema());
            while (!answer.last) {
                answer = tried(() -> rows(query, cells));
                if (take(asked) == GONE) {
                    return;
                }
                answer(answer);
            }
        } catch (UncheckedIOException _) {
            // The server is gone, so nobody waits for an answer.
        } finally {
            over = true;
            send(FrameKind.CLOSED, _ -> {});
        }
    }

    private void answer(Answer answer) {
        awaited = false;
        connection.send(answer.kind, answer.body);
    }

    private Answer opened(EngineQuery query) throws SQLException {
        query.open(duckDb);
        List<Column> schema = query.schema();
        return new Answer(FrameKind.OPENED, out -> WireValues.columns(out, schema), false);
    }

    private static Answer rows(EngineQuery query, Cells cells) throws SQLException {
        List<Row> rows = query.fetch();
        boolean last = query.isEnded();
        return new Answer(
                FrameKind.ROWS,
                out -> {
                    out.putBoolean(last);
                    cells.write(out, rows);
                },
                last);
    }

    private Answer tried(Callable<Answer> work) {
        try {
            return work.call();
        } catch (Throwable e) {
            Throwable told = told(e);
            return new Answer(FrameKind.FAILED, out -> WireValues.failure(out, told), true);
        }
    }

    private Throwable told(Throwable failure) {
        if (!(failure instanceof SQLException e)) {
            return failure;
        }
        if (QueryErrors.endsDatabase(e)) {
            duckDb.discard();
        }
        try {
            cancellation.check();
            return QueryErrors.translate(e, options);
        } catch (RuntimeException known) {
            return known;
        }
    }

    private void send(FrameKind kind, Connection.Body body) {
        try {
            connection.send(kind, body);
        } catch (UncheckedIOException _) {
            // The server is gone, so nobody waits for it.
        }
    }

    private static Frame take(BlockingQueue<Frame> frames) {
        try {
            return frames.take();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return GONE;
        }
    }

    /** Asks the server for what the query reads. */
    private final class Supply implements QuerySupply {
        private final QueryTask task;
        private final AtomicInteger scans = new AtomicInteger();

        Supply(QueryTask task) {
            this.task = task;
        }

        @Override
        public RowCursor rows(String table, List<Integer> columns) {
            List<Column> schema = task.relations().getOrDefault(table, task.sessionTables().get(table));
            int scan = scans.incrementAndGet();
            var first = ask(FrameKind.OPEN_RELATION, out -> {
                out.putInt(scan);
                WireValues.text(out, table);
                WireValues.numbers(out, columns);
            });
            return new SuppliedRows(scan, new Cells(columns.stream().map(schema::get).toList()), first);
        }

        @Override
        public SuppliedFiles files(String table, Optional<ParquetNeeds> needs) {
            return WireValues.supplied(answer(ask(FrameKind.LIST_FILES, out -> {
                        WireValues.text(out, table);
                        WireNeeds.write(out, needs);
                    }))
                    .in());
        }

        @Override
        public void scanned(long rows, long ofRows) {
            // Told by the session, which looks at the query itself.
        }

        @Override
        public Iterator<byte[]> contents(List<NamedFile> files) {
            CompletableFuture<Frame> first = ask(FrameKind.READ_FILES, out -> WireValues.named(out, files));
            return IntStream.range(0, files.size())
                    .mapToObj(i -> WireValues.content(answer(i == 0 ? first : ask(FrameKind.NEXT_FILE, _ -> {})).in()))
                    .iterator();
        }

        /** Any thread of DuckDB asks. */
        private CompletableFuture<Frame> ask(FrameKind kind, Connection.Body body) {
            CompletableFuture<Frame> question = new CompletableFuture<>();
            synchronized (questions) {
                if (gone) {
                    throw Cancellation.aborted();
                }
                questions.add(question);
                connection.send(kind, body);
            }
            return question;
        }

        private Frame answer(CompletableFuture<Frame> question) {
            Frame answer = question.join();
            switch (answer.kind()) {
                case CLOSE -> throw Cancellation.aborted();
                case FAILED -> throw WireValues.failure(answer.in());
                default -> {
                    return answer;
                }
            }
        }

        /**
         * The rows of one scan, which the server gives in batches. From the second batch on the next one is asked for before this one is
         * read, so that the server finds it meanwhile. A query with a LIMIT seldom reads a second one.
         */
        private final class SuppliedRows implements RowCursor {
            private final int scan;
            private final Cells cells;
            private Iterator<Row> batch;
            private @Nullable CompletableFuture<Frame> ahead;
            private boolean ended;

            SuppliedRows(int scan, Cells cells, CompletableFuture<Frame> first) {
                this.scan = scan;
                this.cells = cells;
                this.batch = read(first);
            }

            private Iterator<Row> read(CompletableFuture<Frame> question) {
                List<Row> rows = cells.read(answer(question).in());
                ended = rows.isEmpty();
                return rows.iterator();
            }

            private CompletableFuture<Frame> askOn() {
                return ask(FrameKind.NEXT_OF_RELATION, out -> out.putInt(scan));
            }

            @Override
            public @Nullable Row next() {
                if (!batch.hasNext() && !ended) {
                    batch = read(ahead == null ? askOn() : ahead);
                    ahead = ended ? null : askOn();
                }
                return batch.hasNext() ? batch.next() : null;
            }

            @Override
            public void close() {
                if (!ended) {
                    ended = true;
                    batch = Collections.emptyIterator();
                    send(FrameKind.CLOSE_RELATION, out -> out.putInt(scan));
                }
            }
        }
    }
}
