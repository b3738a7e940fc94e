package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.LoadQuery.ChosenTable;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.table.WrittenFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** OPTIMIZE TABLE … COMPACT: joins small files of a table into large ones. */
final class TableCompaction {
    /** How large a file is to be. */
    private static final long TARGET_BYTES = 128L << 20;

    /** Files that one query reads. */
    private static final int MAX_FILES_OF_GROUP = 5000;

    /** Groups that are committed together: two gigabytes, which are lost when others get in between. */
    private static final int GROUPS_OF_COMMIT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(TableCompaction.class);

    private final Warehouse warehouse;
    private final TableWriter writer;

    TableCompaction(Warehouse warehouse, TableWriter writer) {
        this.warehouse = warehouse;
        this.writer = writer;
    }

    /**
     * What was done.
     *
     * @param joined files that are no longer the table's
     * @param written files in their place
     */
    record Report(long joined, long written) {
        private Report plus(Report other) {
            return new Report(joined + other.joined, written + other.written);
        }
    }

    /** When others remove files meanwhile, or purge what is read, the rest is looked at anew. */
    Report compact(Table table, StatementContext context) {
        Report done = new Report(0, 0);
        Table current = table;
        for (int tries = 1; ; tries++) {
            try (Warehouse.Writing _ = warehouse.writing()) {
                List<List<TableFile>> groups = current.smallFiles(TARGET_BYTES, MAX_FILES_OF_GROUP);
                for (int from = 0; from < groups.size(); from += GROUPS_OF_COMMIT) {
                    List<List<TableFile>> next = groups.subList(from, Math.min(groups.size(), from + GROUPS_OF_COMMIT));
                    done = done.plus(join(current, next, context));
                }
                return done;
            } catch (StagedoorException e) {
                Table now = warehouse.table(table.id());
                boolean changed = e.code() == ErrorCode.TABLE_VERSION_MISMATCHED
                        || e.code() == ErrorCode.STORAGE_NOT_FOUND && !now.snapshotId().equals(current.snapshotId());
                if (!changed || tries == TableLoading.MAX_TRIES) {
                    throw e;
                }
                LOG.debug("OPTIMIZE begins anew: others have changed the table", e);
                current = now;
            }
        }
    }

    /** In one commit. */
    private Report join(Table table, List<List<TableFile>> groups, StatementContext context) {
        List<WrittenFile> written = writer.writeAll(table, groups.stream().map(group -> rows(table, group)).toList(), context);
        List<TableFile> joined = groups.stream().flatMap(List::stream).toList();
        writer.commit(written, context, () -> {
            requireSameRows(table, joined, written);
            warehouse.compact(table, joined, written);
        });
        return new Report(joined.size(), written.size());
    }

    private static LoadQuery rows(Table table, List<TableFile> files) {
        TableId id = table.id();
        String sql = SqlText.name(id.database()) + "." + SqlText.name(id.name());
        var ref = new QueryPart.TableRef(Optional.of(id.database()), id.name(), Optional.empty(), sql);
        return new LoadQuery(
                List.of(new QueryPart.Text("SELECT * FROM "), ref), Map.of(), Map.of(ref, new ChosenTable(table, files)));
    }

    /** The files that are replaced are gone once nobody reads the content of before: nothing may be missing in those that stay. */
    private static void requireSameRows(Table table, List<TableFile> joined, List<WrittenFile> written) {
        long before = joined.stream().mapToLong(TableFile::rows).sum();
        long after = written.stream().mapToLong(WrittenFile::rows).sum();
        if (before != after) {
            throw new StagedoorException(
                    ErrorCode.STORAGE_OTHER,
                    "the files of the table " + table.id() + " have " + after + " rows, and its metadata say " + before
                            + ": nothing was changed");
        }
    }
}
