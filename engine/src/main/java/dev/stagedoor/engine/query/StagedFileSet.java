package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.duckdb.StagedFile;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.mirror.Beginning;
import dev.stagedoor.storage.mirror.FetchReport;
import dev.stagedoor.storage.mirror.FileFailedException;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.mirror.MirroredFile;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The staged files that one query reads, as local files that stay until it ends. Used by one thread at a time, and closed by any. */
final class StagedFileSet implements AutoCloseable {
    /** @param name in its stage */
    private record Read(MirroredFile file, String name) {}

    private final FileSelection selection;
    private final Mirror mirror;
    private final List<Read> mirrored = new ArrayList<>();
    private int files;
    private boolean closed;

    StagedFileSet(FileSelection selection, Mirror mirror) {
        this.selection = selection;
        this.mirror = mirror;
    }

    /**
     * Fetches what a location selects.
     *
     * @param needs what is read of Parquet files
     * @param planned whether of those only the footer is read
     */
    List<StagedFile> fetch(StagedFiles location, Optional<ParquetNeeds> needs, boolean planned, StatementContext context) {
        return fetchChosen(selection.select(location, context), needs, planned, context);
    }

    /** Fetches files that were chosen before. */
    List<StagedFile> fetchChosen(List<Selected> selected, Optional<ParquetNeeds> needs, boolean planned, StatementContext context) {
        files += selected.size();
        if (files > FileSelection.MAX_FILES) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "a query reads at most " + FileSelection.MAX_FILES + " files");
        }
        return fetch(selected, needs, planned, _ -> Optional.empty(), context);
    }

    /** Fetches what a function over files looks at. */
    List<StagedFile> fetch(FileFunction function, StagedFiles location, Optional<ParquetNeeds> needs, StatementContext context) {
        return fetchChosen(function, selection.select(location, function.mostFiles(), context), needs, context);
    }

    /** The same of files that were chosen before: the first ones of them. */
    List<StagedFile> fetchChosen(
            FileFunction function, List<Selected> chosen, Optional<ParquetNeeds> needs, StatementContext context) {
        List<Selected> selected = chosen.subList(0, Math.min(chosen.size(), function.mostFiles()));
        function.requireFew(selected.size());
        selected.forEach(file -> function.requireReadable(file.name(), file.object().size()));
        return fetch(selected, needs, false, file -> FirstRecords.of(function, file.name()), context);
    }

    private List<StagedFile> fetch(
            List<Selected> selected,
            Optional<ParquetNeeds> needs,
            boolean planned,
            Function<Selected, Optional<Beginning>> beginning,
            StatementContext context) {
        context.progress().expect(selected.stream().mapToLong(file -> file.object().size()).sum());
        List<Mirror.Wanted> wanted = selected.stream()
                .map(file -> new Mirror.Wanted(file.store(), file.object(), needs, planned, beginning.apply(file)))
                .toList();
        List<MirroredFile> files;
        try {
            files = mirror.fetch(wanted, context.cancellation()::check, context.progress()::fetched);
        } catch (FileFailedException e) {
            throw told(e.failure(), selected.get(e.file()).name());
        }
        List<StagedFile> local = new ArrayList<>(files.size());
        for (int i = 0; i < files.size(); i++) {
            keep(new Read(files.get(i), selected.get(i).name()));
            local.add(known(selected.get(i), files.get(i)));
        }
        return local;
    }

    /**
     * To be called before the last rows are given out, and when the query failed.
     *
     * @throws StagedoorException 4000 when a file was written to while it was read
     */
    void requireUnchanged() {
        for (Read read : read()) {
            try {
                read.file().requireUnchanged();
            } catch (StorageException e) {
                throw told(e, read.name());
            }
        }
    }

    private synchronized List<Read> read() {
        return List.copyOf(mirrored);
    }

    private static StagedFile known(Selected selected, MirroredFile file) {
        ObjectSummary object = selected.object();
        FetchReport report = file.report();
        var use = new StagedFile.FileUse(report.missing(), report.rowGroups(), report.skippedRowGroups());
        return new StagedFile(file.path(), selected.name(), object.size(), object.etag(), object.lastModified(), use);
    }

    private synchronized void keep(Read read) {
        if (closed) {
            read.file().close();
        } else {
            mirrored.add(read);
        }
    }

    private StagedoorException told(StorageException e, String name) {
        return switch (e.kind()) {
            case INSUFFICIENT_STORAGE ->
                new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "the files that queries read at the same time have more than " + (mirror.maxBytes() >> 20)
                                + " MiB, which query.max_mirror_size allows: read fewer files, or try again when fewer queries run",
                        true,
                        e);
            case PRECONDITION_FAILED ->
                new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "file '" + ShownText.of(name) + "' changed while it was read: run the query again",
                        true,
                        e);
            case NOT_FOUND ->
                new StagedoorException(
                        ErrorCode.STORAGE_NOT_FOUND,
                        "file '" + ShownText.of(name) + "' was deleted while it was read: run the query again",
                        true,
                        e);
            default -> e;
        };
    }

    /** Lets go of the files. */
    @Override
    public synchronized void close() {
        closed = true;
        mirrored.forEach(read -> read.file().close());
        mirrored.clear();
    }
}
