package dev.stagedoor.engine.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.LoadQuery.ChosenTable;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.TableName;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.sql.TableStatement.Delete;
import dev.stagedoor.sql.TableStatement.Merge;
import dev.stagedoor.sql.TableStatement.Update;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.table.WrittenFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DELETE, UPDATE and MERGE. The files that have rows to change are written anew, and take the place of the old ones in one commit; no other
 * file is touched. When others have changed rows of the table meanwhile, the statement begins anew: no change is lost, and none is made on
 * rows that were not read. Statements of this server on one table take turns.
 */
final class TableMutations {
    /** How often a statement begins anew when others have changed the table meanwhile. */
    private static final int MAX_TRIES = 10;

    /** Files of more bytes are not written anew into one. */
    private static final long MAX_BATCH_BYTES = 256L << 20;

    /** How often a wait for another statement looks whether this one was ended. */
    private static final long LOOK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(TableMutations.class);

    private final Warehouse warehouse;
    private final TableNames names;
    private final QueryEngine queries;
    private final TableWriter writer;
    private final TableOwnership ownership;

    /** One for each table that has a statement at work. */
    private final Cache<TableId, ReentrantLock> turns = Caffeine.newBuilder().weakValues().build();

    TableMutations(
            Warehouse warehouse, SystemDatabases databases, QueryEngine queries, TableWriter writer, TableOwnership ownership) {
        this.warehouse = warehouse;
        this.names = new TableNames(warehouse, databases);
        this.queries = queries;
        this.writer = writer;
        this.ownership = ownership;
    }

    /** How many rows were changed. */
    private record Counts(long inserted, long updated, long deleted) {}

    /** @param most changes of one row */
    private record Hits(List<TableFile> files, long updated, long deleted, long most) {
        long rows() {
            return files.stream().mapToLong(TableFile::rows).sum();
        }
    }

    StatementResult delete(Delete statement, StatementContext context) {
        Counts counts = statement.condition().isEmpty()
                ? repeat(statement, statement.table(), this::deleteAll, context)
                : repeat(statement, statement.table(), table -> change(RowDeletion.of(table, statement), context), context);
        return told(List.of("deleted"), List.of(counts.deleted));
    }

    StatementResult update(Update statement, StatementContext context) {
        Counts counts = repeat(statement, statement.table(), table -> change(RowUpdate.of(table, statement), context), context);
        return told(List.of("updated"), List.of(counts.updated));
    }

    /** A kind of change has a column in the result when a clause of the statement is of it. */
    StatementResult merge(Merge statement, StatementContext context) {
        boolean[] kinds = new boolean[3];
        Counts counts = repeat(statement, statement.table(), table -> {
            RowMerge merge = RowMerge.of(table, statement);
            kinds[0] = !merge.notMatched().isEmpty();
            kinds[1] = merge.matched().stream().anyMatch(clause -> !clause.delete());
            kinds[2] = merge.matched().stream().anyMatch(RowMerge.Matched::delete);
            return change(merge, context);
        }, context);
        List<String> words = List.of("inserted", "updated", "deleted");
        List<Long> numbers = List.of(counts.inserted, counts.updated, counts.deleted);
        List<String> shown = new ArrayList<>();
        List<Long> cells = new ArrayList<>();
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i]) {
                shown.add(words.get(i));
                cells.add(numbers.get(i));
            }
        }
        return told(shown, cells);
    }

    private static StatementResult told(List<String> words, List<Long> counts) {
        List<Column> columns = words.stream().map(word -> Column.of("number of rows " + word, Scalar.UINT64)).toList();
        return new StatementResult.Rows(columns, RowCursor.of(Row.of(counts.toArray())), List.of());
    }

    private Counts repeat(TableStatement statement, TableName name, Function<Table, Counts> change, StatementContext context) {
        ReentrantLock turn = turns.get(names.id(name, context.session()), _ -> new ReentrantLock());
        await(turn, context.cancellation());
        try {
            for (int tries = 1; ; tries++) {
                Table table = names.require(name, context.session());
                ownership.require(statement, context);
                try {
                    return change.apply(table);
                } catch (StagedoorException e) {
                    if (e.code() != ErrorCode.TABLE_VERSION_MISMATCHED || tries == MAX_TRIES) {
                        throw e;
                    }
                    LOG.debug("a statement begins anew: others have changed the table", e);
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private static void await(ReentrantLock turn, Cancellation cancellation) {
        try {
            while (!turn.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancellation.aborted();
        }
    }

    /** No row is looked at. */
    private Counts deleteAll(Table table) {
        long rows = table.files().stream().mapToLong(TableFile::rows).sum();
        if (rows > 0) {
            warehouse.overwrite(table, List.of());
        }
        return new Counts(0, 0, rows);
    }

    private Counts change(RowChange change, StatementContext context) {
        Table table = change.target().table();
        List<TableFile> files = table.files();
        LoadQuery.Fixed fixed = queries.fixed(change.reads(), table, context);
        Hits hits = change.found().map(query -> hits(files, query(change, query, files, fixed), context))
                .orElse(new Hits(List.of(), 0, 0, 1));
        if (hits.most > 1) {
            throw new StagedoorException(
                    ErrorCode.UNRESOLVABLE_CONFLICT,
                    "multi rows from source match one and the same row in the target_table multi times: let the condition choose one");
        }
        List<LoadQuery> anew = batches(table, hits.files).stream().map(batch -> query(change, change.kept(), batch, fixed)).toList();
        List<WrittenFile> kept = writer.writeAll(table, anew, context);
        List<WrittenFile> all = new ArrayList<>(kept);
        all.addAll(added(change, files, fixed, kept, context));
        if (!hits.files.isEmpty() || !all.isEmpty()) {
            writer.commit(all, context, () -> warehouse.replace(table, hits.files, all, change.added().isPresent()));
        }
        long rows = rows(kept);
        return new Counts(rows(all) - rows, hits.updated, change instanceof RowDeletion ? hits.rows() - rows : hits.deleted);
    }

    private List<WrittenFile> added(
            RowChange change, List<TableFile> files, LoadQuery.Fixed fixed, List<WrittenFile> kept, StatementContext context) {
        boolean done = false;
        try {
            List<LoadQuery> added = change.added().map(query -> query(change, query, files, fixed)).stream().toList();
            List<WrittenFile> written = writer.writeAll(change.target().table(), added, context);
            done = true;
            return written;
        } finally {
            if (!done) {
                writer.discard(kept);
            }
        }
    }

    private static LoadQuery query(RowChange change, List<QueryPart> parts, List<TableFile> files, LoadQuery.Fixed fixed) {
        return fixed.query(parts, change.target().name(), new ChosenTable(change.target().table(), files, true));
    }

    private Hits hits(List<TableFile> files, LoadQuery query, StatementContext context) {
        List<TableFile> hit = new ArrayList<>();
        long updated = 0;
        long deleted = 0;
        long most = 1;
        try (RowCursor rows = queries.query(query, context).cursor()) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                hit.add(files.get(Math.toIntExact(number(row, 0))));
                updated += number(row, 1);
                deleted += number(row, 2);
                most = Math.max(most, number(row, 3));
            }
        }
        return new Hits(hit, updated, deleted, most);
    }

    private static long number(Row row, int column) {
        return ((Number) Objects.requireNonNull(row.cell(column))).longValue();
    }

    private static long rows(List<WrittenFile> files) {
        return files.stream().mapToLong(WrittenFile::rows).sum();
    }

    /** As many files as one query reads. Each lies in one partition: a query does not write to more than it may. */
    private static List<List<TableFile>> batches(Table table, List<TableFile> files) {
        int most = files.isEmpty() || table.layout().partitions().isEmpty() ? Integer.MAX_VALUE : FileLayout.MAX_PARTITIONS;
        List<List<TableFile>> batches = new ArrayList<>();
        long bytes = 0;
        for (TableFile file : files) {
            if (batches.isEmpty() || bytes + file.size() > MAX_BATCH_BYTES || batches.getLast().size() == most) {
                batches.add(new ArrayList<>());
                bytes = 0;
            }
            batches.getLast().add(file);
            bytes += file.size();
        }
        return batches;
    }
}
