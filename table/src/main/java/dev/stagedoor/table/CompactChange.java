package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.FileLocations;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/** Puts data files in the place of others that have the same rows. What others add meanwhile stays. */
final class CompactChange implements TableCommits.Change {
    private final Table base;
    private final Set<String> replaced;
    private final List<DataFile> files;
    private final TableReader reader;

    /** @param base the table from which the rows were read, and for whose columns the files were written */
    CompactChange(Table base, List<TableFile> replaced, List<WrittenFile> files, TableReader reader) {
        FileLocations locations = reader.locations();
        this.base = base;
        this.replaced = replaced.stream().map(file -> locations.location(file.key())).collect(Collectors.toSet());
        this.files = AppendChange.dataFiles(base, files, locations);
        this.reader = reader;
    }

    @Override
    public void prepare(Table current, Transaction transaction) {
        AppendChange.requireSamePartitions(current, base);
        if (current.metadata().currentSchemaId() != base.metadata().currentSchemaId()) {
            throw changed(current, null);
        }
        List<DataFile> old = reader.dataFiles(current, replaced);
        if (old.size() != replaced.size()) {
            throw changed(current, null);
        }
        // The files are as they were, and nothing of the table is deleted in files beside them: no history needs to be looked at.
        RewriteFiles rewrite = transaction.newRewrite().validateFromSnapshot(current.snapshotId().orElseThrow());
        rewrite.set(TableNotes.WRITTEN_SCHEMA, Integer.toString(base.metadata().currentSchemaId()));
        old.forEach(rewrite::deleteFile);
        files.forEach(rewrite::addFile);
        boolean all = current.files().size() == old.size();
        try {
            rewrite.commit();
        } catch (ValidationException e) {
            throw changed(current, e);
        }
        if (all) {
            long snapshot = transaction.table().currentSnapshot().snapshotId();
            TableNotes.setSameSchema(snapshot, base.metadata().currentSchemaId(), transaction.updateProperties());
        }
    }

    private static StagedoorException changed(Table current, @Nullable Exception cause) {
        return new StagedoorException(
                ErrorCode.TABLE_VERSION_MISMATCHED,
                "the table " + current.id() + " was changed while its files were joined: send the statement again",
                true,
                cause);
    }
}
