package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.FileLocations;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;

/** Puts data files in the place of all rows that a table had when they were written. */
final class OverwriteChange implements TableCommits.Change {
    private final Table base;
    private final List<DataFile> files;

    /** @param base the table whose rows go */
    OverwriteChange(Table base, List<WrittenFile> files, FileLocations locations) {
        this.base = base;
        this.files = AppendChange.dataFiles(base, files, locations);
    }

    @Override
    public void prepare(Table current, Transaction transaction) {
        AppendChange.requireSamePartitions(current, base);
        boolean sameColumns = current.metadata().currentSchemaId() == base.metadata().currentSchemaId();
        if (!sameColumns || !current.snapshotId().equals(base.snapshotId())) {
            throw new StagedoorException(
                    ErrorCode.TABLE_VERSION_MISMATCHED,
                    "the table " + current.id() + " was changed while its rows were to be replaced: send the statement again",
                    true,
                    null);
        }
        OverwriteFiles overwrite = transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
        overwrite.set(TableNotes.WRITTEN_SCHEMA, Integer.toString(base.metadata().currentSchemaId()));
        files.forEach(overwrite::addFile);
        overwrite.commit();
    }
}
