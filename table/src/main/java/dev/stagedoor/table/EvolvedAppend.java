package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;

/**
 * Adds columns to a table. They get the same numbers as when files were written for them, as long as nobody else has changed the columns
 * meanwhile.
 *
 * @param base the table without the columns
 */
record EvolvedAppend(Table base, List<NewColumn> added) {
    /** The table with the columns, within a transaction. */
    Table evolved(Table current, Transaction transaction, TableReader reader) {
        TableMetadata now = current.metadata();
        if (now.currentSchemaId() != base.metadata().currentSchemaId() || now.lastColumnId() != base.metadata().lastColumnId()) {
            throw new StagedoorException(
                    ErrorCode.TABLE_VERSION_MISMATCHED,
                    "the columns of the table " + current.id() + " were changed meanwhile: send the statement again",
                    true,
                    null);
        }
        List<ColumnChange> changes = added.stream()
                .<ColumnChange>map(column -> new ColumnChange.Add(column, Optional.empty(), Optional.empty()))
                .toList();
        new SchemaChange(changes).prepare(current, transaction);
        return new Table(current.id(), ((HasTableOperations) transaction.table()).operations().current(), reader);
    }

    /** These columns, and then an append to a table that has them. */
    TableCommits.Change with(AppendChange append, TableReader reader) {
        return new TableCommits.Change() {
            @Override
            public void prepare(Table current, Transaction transaction) {
                append.prepare(evolved(current, transaction, reader), transaction);
            }

            @Override
            public void lost() {
                append.lost();
            }
        };
    }
}
