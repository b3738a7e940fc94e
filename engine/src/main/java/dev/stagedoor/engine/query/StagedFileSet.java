package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.row.Row;
import dev.stagedoor.engine.row.RowCursor;
import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.mirror.MirroredFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBConnection;

/** The staged files that one query reads, as local files that stay until it ends. Used by one thread at a time. */
final class StagedFileSet implements AutoCloseable {
    /** Files of one query that are fetched at the same time. */
    static final int FETCHES = 8;

    private final FileSelection selection;
    private final Mirror mirror;
    private final List<MirroredFile> mirrored = new ArrayList<>();
    private final List<StagedView.Local> files = new ArrayList<>();

    StagedFileSet(FileSelection selection, Mirror mirror) {
        this.selection = selection;
        this.mirror = mirror;
    }

    /** Fetches what a source selects, and makes its view. */
    void add(StagedSource source, StatementContext context, DuckDBConnection connection) throws SQLException {
        List<Selected> selected = selection.select(source.part(), context);
        if (files.size() + selected.size() > FileSelection.MAX_FILES) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "a query reads at most " + FileSelection.MAX_FILES + " files");
        }
        List<StagedView.Local> local = fetch(selected, context.cancellation());
        files.addAll(local);
        StagedView.create(source, local, connection, context.cancellation());
    }

    /** Fetches the files that a function looks at, and makes the table of its rows. */
    void add(FileFunction function, StatementContext context, DuckDBConnection connection) throws SQLException {
        List<Selected> selected = selection.select(function.files(), function.mostFiles(), context);
        function.requireReadable(selected);
        List<StagedView.Local> local = fetch(selected, context.cancellation());
        files.addAll(local);
        List<Row> rows = switch (function.kind()) {
            case FileFunction.InferSchema(OptionalLong maxRecords, var _) ->
                InferredSchema.rows(function.format(), maxRecords, local, connection, context.cancellation());
            case FileFunction.InspectParquet _ -> ParquetInspection.rows(local, connection);
        };
        var answer = new StatementResult.Rows(function.schema(), RowCursor.of(rows), List.of());
        RelationLoader.load(new Relation(function.table(), function.schema(), () -> answer), connection, context.cancellation());
    }

    private List<StagedView.Local> fetch(List<Selected> selected, Cancellation cancellation) {
        List<Future<MirroredFile>> fetches = new ArrayList<>(selected.size());
        var failed = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(FETCHES, Thread.ofVirtual().name("mirror-", 0).factory())) {
            for (Selected file : selected) {
                fetches.add(threads.submit(() -> {
                    try {
                        return fetchOne(file, cancellation, failed);
                    } catch (RuntimeException e) {
                        failed.set(true);
                        throw e;
                    }
                }));
            }
        }
        return collect(selected, fetches);
    }

    private MirroredFile fetchOne(Selected file, Cancellation cancellation, AtomicBoolean failed) {
        return mirror.fetch(file.store(), file.object(), () -> {
            cancellation.check();
            if (failed.get()) {
                throw Cancellation.aborted();
            }
        });
    }

    /** Takes every file that came, so that it is let go of; then tells of the first that did not. */
    private List<StagedView.Local> collect(List<Selected> selected, List<Future<MirroredFile>> fetches) {
        List<StagedView.Local> local = new ArrayList<>(selected.size());
        RuntimeException failure = null;
        for (int i = 0; i < fetches.size(); i++) {
            try {
                MirroredFile file = fetches.get(i).get();
                mirrored.add(file);
                local.add(new StagedView.Local(selected.get(i), file.path()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = Cancellation.aborted();
            } catch (ExecutionException e) {
                RuntimeException each = told(e.getCause(), selected.get(i).name());
                failure = failure == null || isOnlyAborted(failure) ? each : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return local;
    }

    private static boolean isOnlyAborted(RuntimeException e) {
        return e instanceof StagedoorException known && known.code() == ErrorCode.ABORTED_QUERY;
    }

    private RuntimeException told(Throwable cause, String name) {
        return switch (cause) {
            case StorageException e when e.kind() == Kind.INSUFFICIENT_STORAGE ->
                new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "the files that queries read at the same time have more than " + (mirror.maxBytes() >> 20)
                                + " MiB, which query.max_mirror_size allows: read fewer files, or try again when fewer queries run",
                        true,
                        e);
            case StorageException e when e.kind() == Kind.PRECONDITION_FAILED ->
                new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "file '" + Messages.shown(name) + "' changed while it was read: run the query again",
                        true,
                        e);
            case StorageException e when e.kind() == Kind.NOT_FOUND ->
                new StagedoorException(
                        ErrorCode.STORAGE_NOT_FOUND,
                        "file '" + Messages.shown(name) + "' was deleted while it was read: run the query again",
                        true,
                        e);
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }

    /** In the user's terms, where it is about one of the files. */
    SQLException translated(SQLException e) {
        FileErrors.of(e, files).ifPresent(known -> {
            throw known;
        });
        return e;
    }

    /** A text of DuckDB's in which each path is the name of the file in its stage, as wide as the path where it is shorter. */
    String named(String text) {
        String named = text;
        for (StagedView.Local local : files) {
            String path = local.path().toString();
            if (named.contains(path)) {
                named = named.replace(path, String.format("%-" + path.length() + "s", Messages.shown(local.file().name())));
            }
        }
        return named;
    }

    /** Lets go of the files. */
    @Override
    public void close() {
        mirrored.forEach(MirroredFile::close);
        mirrored.clear();
    }
}
