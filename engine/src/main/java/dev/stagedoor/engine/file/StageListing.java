package dev.stagedoor.engine.file;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignLedger.ArrivalWatch;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.row.UtcMillis;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.ListFiles;
import dev.stagedoor.sql.Statement.RemoveFiles;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** LIST, REMOVE and the rows of list_stage. */
public final class StageListing {
    /** How many keys are deleted at once; S3's own limit of DeleteObjects. */
    static final int REMOVE_BATCH = 1000;

    /** What LIST and list_stage answer. {@code md5} is the ETag as the store gives it, quotes included. */
    public static final List<Column> SCHEMA = List.of(
            Column.string("name"),
            Column.of("size", Scalar.UINT64),
            Column.nullableString("md5"),
            Column.string("last_modified"),
            Column.nullableString("creator"));

    private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4);

    private final StageResolver resolver;
    private final UriPlaces urls;
    private final PresignLedger ledger;

    public StageListing(StageResolver resolver, UriPlaces urls, PresignLedger ledger) {
        this.resolver = resolver;
        this.urls = urls;
        this.ledger = ledger;
    }

    public StatementResult list(ListFiles statement, StatementContext context) {
        return rows(statement.location(), statement.pattern(), context);
    }

    /**
     * The files of a location as rows, read from the store as they are asked for.
     *
     * @param pattern the empty pattern matches the exact file alone
     */
    public StatementResult.Rows rows(FileLocation location, Optional<String> pattern, StatementContext context) {
        return rows(location, pattern, ALL, context);
    }

    /** As {@link #rows(FileLocation, Optional, StatementContext)}, some of the columns; the others are not computed. */
    public StatementResult.Rows rows(
            FileLocation location, Optional<String> pattern, List<Integer> columns, StatementContext context) {
        StageResolver.Place place = place(location, context);
        Optional<FilePattern> compiled = pattern.map(FilePattern::of);
        FileCursor files = new FileCursor(files(place, compiled, context.cancellation()), columns);
        List<Column> schema = columns.stream().map(SCHEMA::get).toList();
        return new StatementResult.Rows(schema, files, location instanceof StagePath path ? hints(path, files) : List.of());
    }

    private static List<String> hints(StagePath path, FileCursor files) {
        return PatternHint.isWorthwhile(path) && files.isEmpty() ? PatternHint.of(path).stream().toList() : List.of();
    }

    /** Where the files of a location lie. */
    StageResolver.Place place(FileLocation location, StatementContext context) {
        return switch (location) {
            case StagePath path -> resolver.place(path, context);
            case UriLocation uri -> urls.place(uri);
        };
    }

    /** Whoever walks the files of a store elsewhere tells the ledger what has arrived there; of its own, the door tells more. */
    StageFiles files(StageResolver.Place place, Optional<FilePattern> pattern, Cancellation cancellation) {
        ArrivalWatch watch = place.isBehindDoor() ? ArrivalWatch.NONE : place.scope().map(ledger::watch).orElse(ArrivalWatch.NONE);
        return new StageFiles(place, pattern, watch, cancellation);
    }

    /** Deletes what LIST would show, except that an empty pattern here is none. A warning tells how many files and bytes went. */
    public StatementResult remove(RemoveFiles statement, StatementContext context) {
        StageResolver.Place place = resolver.place(statement.location(), context);
        Optional<FilePattern> pattern =
                statement.pattern().filter(text -> !text.isEmpty()).map(FilePattern::of);
        Removal removed = remove(place, pattern, context.cancellation());
        List<String> warnings = new ArrayList<>(List.of(removed.summary()));
        if (removed.files == 0) {
            PatternHint.of(statement.location()).ifPresent(warnings::add);
        }
        return new StatementResult.Done(Optional.empty(), warnings);
    }

    /** Deletes every file of an internal stage. */
    public void removeInternalStage(String stage, Cancellation cancellation) {
        remove(resolver.wholeInternalStage(stage), Optional.empty(), cancellation);
    }

    /** Deletes every file of a user's own stage. */
    public void removeUserStage(String user, Cancellation cancellation) {
        remove(resolver.wholeUserStage(user), Optional.empty(), cancellation);
    }

    private Removal remove(StageResolver.Place place, Optional<FilePattern> pattern, Cancellation cancellation) {
        Removal removal = new Removal(place.store(), place.root().length());
        try (StageFiles files = files(place, pattern, cancellation)) {
            for (ObjectSummary file = files.next(); file != null; file = files.next()) {
                removal.add(file);
            }
        }
        removal.finish();
        return removal;
    }

    /** Deletes in batches and remembers what could not be. */
    private static final class Removal {
        private final ObjectStore store;
        private final int rootLength;
        private final List<String> batch = new ArrayList<>(REMOVE_BATCH);
        private long files;
        private long bytes;
        private long failed;
        private DeleteReport.@Nullable Failure first;

        Removal(ObjectStore store, int rootLength) {
            this.store = store;
            this.rootLength = rootLength;
        }

        void add(ObjectSummary file) {
            files++;
            bytes += file.size();
            batch.add(file.key());
            if (batch.size() == REMOVE_BATCH) {
                flush();
            }
        }

        private void flush() {
            List<DeleteReport.Failure> failures = store.delete(List.copyOf(batch)).failures();
            batch.clear();
            failed += failures.size();
            if (first == null && !failures.isEmpty()) {
                first = failures.getFirst();
            }
        }

        String summary() {
            return files == 0 ? "No file was removed." : files + (files == 1 ? " file" : " files") + " removed, " + bytes
                    + (bytes == 1 ? " byte." : " bytes.");
        }

        void finish() {
            if (!batch.isEmpty()) {
                flush();
            }
            if (first != null) {
                throw new StagedoorException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        failed + (failed == 1 ? " file" : " files") + " could not be removed, the first of them '"
                                + ShownText.of(first.key().substring(rootLength)) + "' (" + first.reason()
                                + "); all others are gone. Run the statement again to try the rest.",
                        true,
                        null);
            }
        }
    }

    private static final class FileCursor implements RowCursor {
        private final StageFiles files;
        private final UtcMillis lastModified = new UtcMillis();
        private final int[] columns;
        private @Nullable ObjectSummary first;

        FileCursor(StageFiles files, List<Integer> columns) {
            this.files = files;
            this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
        }

        /** Looks for the first file; to be asked before any row. */
        boolean isEmpty() {
            try {
                first = files.next();
                return first == null;
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        @Override
        public @Nullable Row next() {
            ObjectSummary file = first == null ? files.next() : first;
            first = null;
            if (file == null) {
                return null;
            }
            @Nullable Object[] cells = new @Nullable Object[columns.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(file, columns[i]);
            }
            return Row.of(cells);
        }

        /** As the columns stand in {@link #SCHEMA}; nobody is known as the creator. */
        private @Nullable Object cell(ObjectSummary file, int column) {
            return switch (column) {
                case 0 -> files.name(file);
                case 1 -> file.size();
                case 2 -> file.etag().orElse(null);
                case 3 -> lastModified.text(file.lastModified());
                default -> null;
            };
        }

        @Override
        public void close() {
            files.close();
        }
    }
}
