package dev.stagedoor.query.worker;

import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A query that runs in a worker, at the server's end. One thread at a time opens it and fetches; any thread may cancel it meanwhile.
 * Closed when nobody else uses it.
 */
public final class WorkerQuery implements AutoCloseable {
    /** Rows of a relation that go to the worker at once: as many as DuckDB takes at once. */
    private static final int BATCH_ROWS = 2048;

    /** How often it is looked whether a query that was closed has ended. */
    private static final long LOOK_MILLIS = 100;

    /** After so many looks its worker is ended. */
    private static final int LOOKS_BEFORE_KILLED = 10;

    private final Worker worker;
    private final Connection connection;
    private final QueryTask task;
    private final QuerySupply supply;
    private final String user;
    private List<Column> schema = List.of();
    private Cells cells = new Cells(List.of());
    private final Map<Integer, OpenRelation> relations = new HashMap<>();
    private Iterator<byte[]> contents = Collections.emptyIterator();
    private @Nullable RuntimeException supplyFailure;
    private volatile boolean waiting;
    private boolean ended;

    WorkerQuery(Worker worker, Connection connection, QueryTask task, QuerySupply supply, String user) {
        this.worker = worker;
        this.connection = connection;
        this.task = task;
        this.supply = supply;
        this.user = user;
    }

    /**
     * Starts the query, and gives the worker what it asks for.
     *
     * @throws dev.stagedoor.errors.StagedoorException what is wrong with the query, or with what it reads; 1043 when the worker ended
     */
    public void open() {
        send(FrameKind.RUN, out -> WireValues.task(out, task));
        schema = WireValues.columns(answer().in());
        cells = new Cells(schema);
    }

    /** The columns; nullable unless it is known that they are not. */
    public List<Column> schema() {
        return schema;
    }

    /**
     * The next rows; none when there are no more, which {@link #isEnded} may tell before.
     *
     * @throws dev.stagedoor.errors.StagedoorException as {@link #open}
     */
    public List<Row> fetch() {
        if (ended) {
            return List.of();
        }
        send(FrameKind.FETCH, _ -> {});
        ByteBuffer answer = answer().in();
        ended = answer.get() != 0;
        List<Row> rows = cells.read(answer);
        if (ended) {
            closeRelations();
        }
        return rows;
    }

    /** Whether no rows come any more. */
    public boolean isEnded() {
        return ended;
    }

    /** Asks the worker to end it: opening it or fetching then fails. To be repeated until that has happened. */
    public void cancel() {
        try {
            connection.send(FrameKind.CANCEL);
        } catch (UncheckedIOException _) {
            // Then it has ended.
        }
    }

    /** Whether it is the worker that is waited for, not what the server gives it. */
    public boolean waitsForWorker() {
        return waiting;
    }

    /** Ends the worker. Other queries in it end with it. */
    public void kill() {
        worker.kill(Worker.Death.STUCK);
    }

    private void send(FrameKind kind, Connection.Body body) {
        try {
            connection.send(kind, body);
        } catch (UncheckedIOException _) {
            throw worker.lost();
        }
    }

    /** Serves the worker until it answers. */
    private Frame answer() {
        while (true) {
            Frame frame = receive();
            switch (frame.kind()) {
                case OPEN_RELATION -> openRelation(frame.in());
                case NEXT_OF_RELATION -> {
                    int scan = frame.in().getInt();
                    supply(() -> nextOfRelation(scan));
                }
                case CLOSE_RELATION -> closeRelation(frame.in().getInt());
                case LIST_FILES -> {
                    ByteBuffer asked = frame.in();
                    String table = WireValues.text(asked);
                    Optional<ParquetNeeds> needs = WireNeeds.read(asked);
                    supply(() -> {
                        var files = supply.files(table, needs);
                        send(FrameKind.FILES, out -> WireValues.supplied(out, files));
                    });
                }
                case PROGRESS -> {
                    ByteBuffer progress = frame.in();
                    supply.scanned(progress.getLong(), progress.getLong());
                }
                case READ_FILES -> {
                    List<NamedFile> named = WireValues.named(frame.in());
                    supply(() -> {
                        contents = supply.contents(named);
                        nextContent();
                    });
                }
                case NEXT_FILE -> supply(this::nextContent);
                case FAILED -> {
                    ended = true;
                    closeRelations();
                    throw supplyFailure != null ? supplyFailure : WireValues.failure(frame.in());
                }
                default -> {
                    return frame;
                }
            }
        }
    }

    private void nextContent() {
        byte[] content = contents.next();
        send(FrameKind.CONTENT, out -> out.put(content));
    }

    private Frame receive() {
        waiting = true;
        try {
            Frame frame = connection.receive();
            if (frame == null) {
                throw worker.lost();
            }
            return frame;
        } finally {
            waiting = false;
        }
    }

    /** A relation that the worker reads. */
    private record OpenRelation(RowCursor rows, Cells cells) {}

    private void openRelation(ByteBuffer asked) {
        int scan = asked.getInt();
        String table = WireValues.text(asked);
        List<Integer> columns = WireValues.numbers(asked);
        List<Column> all = task.relations().getOrDefault(table, task.sessionTables().get(table));
        Cells read = new Cells(columns.stream().map(all::get).toList());
        supply(() -> {
            relations.put(scan, new OpenRelation(supply.rows(table, columns), read));
            nextOfRelation(scan);
        });
    }

    private void nextOfRelation(int scan) {
        OpenRelation open = Objects.requireNonNull(relations.get(scan), "no such scan");
        List<Row> rows = new ArrayList<>();
        for (Row row = open.rows.next(); row != null; row = rows.size() < BATCH_ROWS ? open.rows.next() : null) {
            rows.add(row);
        }
        if (rows.isEmpty()) {
            closeRelation(scan);
        }
        send(FrameKind.ROWS, out -> open.cells.write(out, rows));
    }

    private void closeRelations() {
        List.copyOf(relations.keySet()).forEach(this::closeRelation);
    }

    private void closeRelation(int scan) {
        OpenRelation open = relations.remove(scan);
        if (open != null) {
            open.rows.close();
        }
    }

    /** The worker is told that it failed, and gives up; the error itself stays here. */
    private void supply(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            supplyFailure = e;
            send(FrameKind.FAILED, out -> WireValues.failure(out, e));
        }
    }

    /** Returns when the worker has let go of the query, or was ended because it does not. */
    @Override
    public void close() {
        try (connection) {
            closeRelations();
            connection.send(FrameKind.CLOSE);
            var closed = CompletableFuture.runAsync(this::awaitClosed, work -> Thread.ofVirtual().name("closing").start(work));
            for (int looks = 0; !isDone(closed) && worker.isAlive(); looks++) {
                if (looks == LOOKS_BEFORE_KILLED) {
                    worker.kill(Worker.Death.STUCK);
                } else {
                    cancel();
                }
            }
        } catch (UncheckedIOException _) {
            // Then it has ended.
        } finally {
            worker.left(user);
        }
    }

    private void awaitClosed() {
        Frame frame = connection.receive();
        while (frame != null && frame.kind() != FrameKind.CLOSED) {
            frame = connection.receive();
        }
    }

    private static boolean isDone(CompletableFuture<Void> closed) {
        try {
            closed.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (Exception _) {
            return true;
        }
    }
}
