package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.duckdb.StagedFile;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.mirror.MirroredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** The staged files that one query reads, as local files that stay until it ends. Used by one thread at a time, and closed by any. */
final class StagedFileSet implements AutoCloseable {
    /** Files of one query that are fetched at the same time. */
    static final int FETCHES = 8;

    private final FileSelection selection;
    private final Mirror mirror;
    private final List<MirroredFile> mirrored = new ArrayList<>();
    private int files;
    private boolean closed;

    StagedFileSet(FileSelection selection, Mirror mirror) {
        this.selection = selection;
        this.mirror = mirror;
    }

    /** Fetches what a location selects. */
    List<StagedFile> fetch(StagedFiles location, StatementContext context) {
        List<Selected> selected = selection.select(location, context);
        files += selected.size();
        if (files > FileSelection.MAX_FILES) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "a query reads at most " + FileSelection.MAX_FILES + " files");
        }
        return fetch(selected, context.cancellation());
    }

    /** Fetches what a function over files looks at. */
    List<StagedFile> fetch(FileFunction function, StagedFiles location, StatementContext context) {
        List<Selected> selected = selection.select(location, function.mostFiles(), context);
        function.requireFew(selected.size());
        selected.forEach(file -> function.requireReadable(file.name(), file.object().size()));
        return fetch(selected, context.cancellation());
    }

    private List<StagedFile> fetch(List<Selected> selected, Cancellation cancellation) {
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
    private List<StagedFile> collect(List<Selected> selected, List<Future<MirroredFile>> fetches) {
        List<StagedFile> local = new ArrayList<>(selected.size());
        RuntimeException failure = null;
        for (int i = 0; i < fetches.size(); i++) {
            try {
                MirroredFile file = fetches.get(i).get();
                keep(file);
                local.add(known(selected.get(i), file));
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

    private static StagedFile known(Selected selected, MirroredFile file) {
        ObjectSummary object = selected.object();
        return new StagedFile(file.path(), selected.name(), object.size(), object.etag(), object.lastModified());
    }

    private synchronized void keep(MirroredFile file) {
        if (closed) {
            file.close();
        } else {
            mirrored.add(file);
        }
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
                        "file '" + ShownText.of(name) + "' changed while it was read: run the query again",
                        true,
                        e);
            case StorageException e when e.kind() == Kind.NOT_FOUND ->
                new StagedoorException(
                        ErrorCode.STORAGE_NOT_FOUND,
                        "file '" + ShownText.of(name) + "' was deleted while it was read: run the query again",
                        true,
                        e);
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }

    /** Lets go of the files. */
    @Override
    public synchronized void close() {
        closed = true;
        mirrored.forEach(MirroredFile::close);
        mirrored.clear();
    }
}
