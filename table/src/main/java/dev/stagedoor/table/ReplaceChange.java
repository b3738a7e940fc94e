package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Puts data files in the place of some that a table had when they were written. What others have committed since must be such that this
 * could have come first.
 */
final class ReplaceChange implements TableCommits.Change {
    /** What leaves the rows that were there as they were. */
    private static final Set<String> HARMLESS = Set.of(DataOperations.APPEND, DataOperations.REPLACE);

    private final Table base;
    private final Set<String> gone;
    private final List<DataFile> files;
    private final boolean alone;
    private final TableReader reader;

    /**
     * @param base the table of which the files are
     * @param alone whether nobody may have added rows since
     */
    ReplaceChange(Table base, List<TableFile> gone, List<WrittenFile> files, boolean alone, TableReader reader) {
        this.base = base;
        this.gone = gone.stream().map(file -> reader.locations().location(file.key())).collect(Collectors.toUnmodifiableSet());
        this.files = AppendChange.dataFiles(base, files, reader.locations());
        this.alone = alone;
        this.reader = reader;
    }

    @Override
    public void prepare(Table current, Transaction transaction) {
        AppendChange.requireSamePartitions(current, base);
        boolean sameColumns = current.metadata().currentSchemaId() == base.metadata().currentSchemaId();
        if (!sameColumns || !follows(current)) {
            throw conflict(current, null);
        }
        List<DataFile> old = gone.isEmpty() ? List.of() : reader.dataFiles(current, gone);
        if (old.size() != gone.size()) {
            throw conflict(current, null);
        }
        OverwriteFiles overwrite = transaction.newOverwrite();
        overwrite.set(TableNotes.WRITTEN_SCHEMA, Integer.toString(base.metadata().currentSchemaId()));
        old.forEach(overwrite::deleteFile);
        files.forEach(overwrite::addFile);
        OptionalLong from = base.snapshotId();
        if (from.isPresent()) {
            overwrite.validateFromSnapshot(from.getAsLong()).conflictDetectionFilter(Expressions.alwaysTrue());
            overwrite.validateNoConflictingDeletes();
        }
        try {
            overwrite.commit();
        } catch (ValidationException e) {
            throw conflict(current, e);
        }
    }

    /** Whether the content is what it was, or came from it by harmless commits alone. */
    private boolean follows(Table current) {
        OptionalLong from = base.snapshotId();
        @Nullable Snapshot at = current.metadata().currentSnapshot();
        while (at != null && !from.equals(OptionalLong.of(at.snapshotId()))) {
            if (alone || !HARMLESS.contains(Objects.requireNonNullElse(at.operation(), ""))) {
                return false;
            }
            Long parent = at.parentId();
            Snapshot before = parent == null ? null : current.metadata().snapshot(parent);
            if (parent != null && before == null) {
                return false; // expired
            }
            at = before;
        }
        return at != null || from.isEmpty();
    }

    private static StagedoorException conflict(Table current, @Nullable Exception cause) {
        return new StagedoorException(
                ErrorCode.TABLE_VERSION_MISMATCHED,
                "the table " + current.id() + " was changed while rows of it were to be changed: send the statement again",
                true,
                cause);
    }
}
