package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.WrittenOutput;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.table.FieldStatistics;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.UnknownCommitException;
import dev.stagedoor.table.WrittenFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the rows of queries to files of tables. The files are in the store when a method returns, and belong to no table yet. */
final class TableWriter {
    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

    private final QueryEngine queries;
    private final ObjectStore store;

    /** @param store where the tables lie */
    TableWriter(QueryEngine queries, ObjectStore store) {
        this.queries = queries;
        this.store = store;
    }

    /**
     * Writes rows, of each partition of the table to a file of its own.
     *
     * @param query with the columns of the table, in its order
     * @return no file when there are no rows
     */
    List<WrittenFile> write(Table table, LoadQuery query, StatementContext context) {
        return write(table, query, Optional.empty(), context);
    }

    /**
     * The same, counting rows.
     *
     * @param query with one more column, the name of the file that a row comes from
     * @param rowsByFile is given how many came from each; a file without rows is left out
     */
    List<WrittenFile> write(Table table, LoadQuery query, Map<String, Long> rowsByFile, StatementContext context) {
        return write(table, query, Optional.of(rowsByFile), context);
    }

    private List<WrittenFile> write(Table table, LoadQuery query, Optional<Map<String, Long>> rowsByFile, StatementContext context) {
        table.newDataFile(); // says whether it can be written at all, before the query runs
        List<WrittenFile> files = new ArrayList<>();
        boolean all = false;
        try (WrittenOutput written = queries.write(query, table.fields(), rowsByFile.isPresent(), table.layout(), context)) {
            rowsByFile.ifPresent(rows -> rows.putAll(written.rowsByFile()));
            for (WrittenOutput.DataFile file : written.files()) {
                context.cancellation().check();
                files.add(stored(table, file));
            }
            all = true;
            return files;
        } finally {
            if (!all) {
                discard(files);
            }
        }
    }

    private WrittenFile stored(Table table, WrittenOutput.DataFile file) {
        ObjectKey key = table.newDataFile();
        store.putFile(key, file.path(), PutConditions.NONE);
        var statistics = FieldStatistics.of(table.fields(), file.statistics());
        return new WrittenFile(key, file.bytes(), file.rows(), statistics, file.partition());
    }

    /** Writes the rows of several queries, each to files of its own; when one fails, there are none. */
    List<WrittenFile> writeAll(Table table, List<LoadQuery> parts, StatementContext context) {
        List<WrittenFile> written = new ArrayList<>();
        boolean all = false;
        try {
            for (LoadQuery query : parts) {
                written.addAll(write(table, query, context));
            }
            all = true;
            return written;
        } finally {
            if (!all) {
                discard(written);
            }
        }
    }

    /** Runs a commit of files that were written, and removes them when it fails: but not when nobody knows whether it did. */
    void commit(List<WrittenFile> files, StatementContext context, Runnable commit) {
        boolean unused = true;
        try {
            commit.run();
            unused = false;
        } catch (UnknownCommitException e) {
            unused = false;
            throw e;
        } finally {
            if (unused) {
                discard(files);
            }
        }
        context.progress().wrote(
                files.stream().mapToLong(WrittenFile::rows).sum(), files.stream().mapToLong(WrittenFile::bytes).sum());
    }

    /** Removes files that no table has come to refer to. */
    void discard(Collection<WrittenFile> files) {
        try {
            store.delete(files.stream().map(file -> file.key().value()).toList());
        } catch (StorageException e) {
            LOG.warn("files that were not added to a table could not be deleted", e);
        }
    }
}
