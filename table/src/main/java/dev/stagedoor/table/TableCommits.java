package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.StoreFileIO;
import dev.stagedoor.table.name.NameDatabase;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.metrics.MetricsReporter;

/** Changes tables, one commit each, against other processes that do so too. */
final class TableCommits {
    /** How often a commit is prepared because another came first each time: half a minute. */
    static final int MAX_ATTEMPTS = 40;

    /** Iceberg logs a report of each commit, unless it is given to somebody. */
    static final MetricsReporter NO_REPORTS = _ -> {};

    private static final Duration MIN_WAIT = Duration.ofMillis(10);
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    /** Within this process commits to one table wait for each other: only those of other processes collide. */
    private static final int LOCKS = 64;

    private final StoreFileIO files;
    private final NameDatabase names;
    private final Function<TableId, Optional<Table>> tables;
    private final Function<TableMetadata, TableMetadata> kept;
    private final TableReader reader;
    private final int maxAttempts;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /**
     * @param tables gives a table as it is now
     * @param kept is told of metadata that was committed
     * @param maxAttempts {@link #MAX_ATTEMPTS}, or fewer where others are known to come first
     */
    TableCommits(
            StoreFileIO files, NameDatabase names, TableReader reader, Function<TableId, Optional<Table>> tables,
            Function<TableMetadata, TableMetadata> kept, int maxAttempts) {
        this.files = files;
        this.names = names;
        this.reader = reader;
        this.tables = tables;
        this.kept = kept;
        this.maxAttempts = maxAttempts;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** A change that may have to be prepared several times. Everything it writes must be new with each attempt. */
    interface Change {
        /**
         * Adds what is to be changed to the transaction.
         *
         * @param current the table it is applied to, and to no other
         */
        void prepare(Table current, Transaction transaction);

        /** This attempt was not committed: nothing refers to what it wrote. */
        default void lost() {}
    }

    /**
     * Commits a change.
     *
     * @param uuid the table must still have; empty for any of its name
     * @return the table after it
     * @throws StagedoorException 1025 when there is no such table any more; 2009 when others' commits did not end; what the change throws
     * @throws UnknownCommitException when it is not known whether it was committed
     */
    Table commit(TableId id, Optional<UUID> uuid, Change change) {
        ReentrantLock lock = locks[Math.floorMod(id.hashCode(), LOCKS)];
        lock.lock();
        try {
            for (int attempt = 0; attempt < maxAttempts; attempt++) {
                Table current = tables.apply(id)
                        .filter(table -> uuid.isEmpty() || table.uuid().equals(uuid.get()))
                        .orElseThrow(() -> TableErrors.unknownTable(id));
                Optional<TableMetadata> committed = attempt(id, current, change);
                if (committed.isPresent()) {
                    return new Table(id, kept.apply(committed.get()), reader);
                }
                pause(attempt);
            }
        } finally {
            lock.unlock();
        }
        throw new StagedoorException(
                ErrorCode.TABLE_VERSION_MISMATCHED,
                "other commits to the table " + id + " came first " + maxAttempts + " times: send the statement again",
                true,
                null);
    }

    /** @return empty when another commit came first */
    private Optional<TableMetadata> attempt(TableId id, Table current, Change change) {
        String from = current.metadata().metadataFileLocation();
        var operations = new PinnedOperations(
                id, current.metadata(), files, location -> names.move(id.database(), id.name(), from, location));
        Transaction transaction = Transactions.newTransaction(id.toString(), operations, NO_REPORTS);
        try {
            change.prepare(current, transaction);
            transaction.commitTransaction();
            return Optional.of(operations.current());
        } catch (PinnedOperations.ConflictException _) {
            change.lost();
            return Optional.empty();
        } catch (CommitStateUnknownException e) {
            throw new UnknownCommitException(id, e);
        } catch (RuntimeException e) {
            operations.settle();
            change.lost();
            throw e;
        }
    }

    /** Twice as long with each attempt, and a random part of it, so that two who collided do not meet again. */
    private static void pause(int attempt) {
        long longest = Math.min(MAX_WAIT.toMillis(), MIN_WAIT.toMillis() << Math.min(attempt, 20));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StagedoorException(ErrorCode.ABORTED_QUERY, "the statement was ended while it waited for other commits", e);
        }
    }
}
