package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.DatabaseFile;
import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.sqlite.SqliteDamage;
import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.disk.CommitMark;
import dev.stagedoor.storage.disk.DamagedFileException;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import dev.stagedoor.storage.embedded.IndexTables.Lifetime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an open store consists of, and the order in which it is opened, swept and closed.
 *
 * <p>The index notes whether it was closed properly. If not, uploads may have been cut off, and files that no row refers to are deleted
 * before the store opens.
 */
final class StoreFiles {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFiles.class);

    static final String INDEX = "index.db";
    static final String BLOBS = "blobs";

    private static final int MIN_READERS = 4;

    /** A {@link CommitMark}. */
    static final String COMMITS = "commits";

    private final IndexTables tables;
    private final CommitMark mark;
    private final Lifetime lifetime;
    private final BlobFiles blobs;
    private final StorageThreads threads;
    private final StorageFailures failures;
    private final ReaderPool<IndexReader> readers;
    private final BlobTrash trash;
    private final Compositions compositions;
    private final IndexWriter writer;

    private StoreFiles(
            DatabaseFile database,
            IndexTables tables,
            CommitMark mark,
            Lifetime lifetime,
            BlobFiles blobs,
            DiskReserve reserve,
            StorageFailures failures) {
        this.tables = tables;
        this.mark = mark;
        this.lifetime = lifetime;
        this.blobs = blobs;
        this.failures = failures;
        this.threads = new StorageThreads();
        this.readers = new ReaderPool<>(MIN_READERS, () -> new IndexReader(database.connectReader()), failures);
        this.trash = new BlobTrash(blobs, threads);
        this.compositions = new Compositions(readers, trash, this::apply);
        this.writer = new IndexWriter(tables, mark, blobs, trash, compositions, reserve, failures);
    }

    private Outcome apply(Mutation mutation) {
        return writer.apply(mutation);
    }

    /**
     * @param losses asked before acknowledged changes that are gone are done without
     * @throws StagedoorException {@code INVALID_CONFIG} when something cannot be created, read or written; {@link DamagedFileException}
     *     when the index is there and is none
     */
    static StoreFiles open(Path directory, Durability durability, Disk disk, Losses losses) {
        Path blobRoot = directory.resolve(BLOBS);
        try {
            disk.createDirectory(directory);
            disk.createDirectory(blobRoot);
            DatabaseFile database = IndexDatabase.at(directory.resolve(INDEX), durability);
            Optional<Path> keptOrphans = durability == Durability.NONE ? Optional.empty() : requireAcknowledged(directory, losses);
            IndexTables tables = new IndexTables(database.connectWriter());
            CommitMark mark = null;
            boolean opened = false;
            try {
                disk.forceDirectory(directory);
                disk.forceDirectory(directory.toAbsolutePath().getParent());
                DiskReserve reserve = new DiskReserve(disk, directory);
                mark = openMark(directory, tables.committed(), reserve);
                if (keptOrphans.isPresent()) {
                    mark.note(tables.committed());
                }
                StoreFiles files = openTables(database, tables, mark, blobRoot, keptOrphans, durability, reserve, disk);
                opened = true;
                return files;
            } finally {
                if (!opened) {
                    tables.close();
                    if (mark != null) {
                        mark.close();
                    }
                }
            }
        } catch (IOException | SQLException e) {
            Optional<String> damage = SqliteDamage.of(e);
            if (damage.isPresent()) {
                throw new DamagedFileException(
                        "the store in " + directory + " cannot be opened, its index is damaged: restore the data directory from a backup",
                        damage.get(), e);
            }
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    "the store in " + directory + " cannot be opened (" + e.getMessage()
                            + "): check the disk and the directory's permissions",
                    e);
        }
    }

    /** Of the store in a directory. */
    static CommitCounter counter(Path directory) {
        return new CommitCounter(directory.resolve(INDEX), directory.resolve(COMMITS), "lifetime");
    }

    /**
     * Refuses an index that lacks changes which had returned, unless that is accepted.
     *
     * @return then, where files go that no row refers to, because some of them are what was lost
     */
    private static Optional<Path> requireAcknowledged(Path directory, Losses losses) throws IOException, SQLException {
        long lost = counter(directory).lost();
        if (lost == 0) {
            return Optional.empty();
        }
        losses.require(
                DataPart.STORE,
                "lacks " + CommitCounter.lacking(lost) + " (" + INDEX + "-wal was cut short or removed, or " + INDEX
                        + " is an older one)",
                "uploads and removals of that time are lost; contents in blobs/ that belong to nothing are moved to " + Losses.LOST + "/");
        return Optional.of(losses.newPlace(DataPart.STORE));
    }

    /** A store from before there were marks must open on a full disk, too. */
    private static CommitMark openMark(Path directory, long committed, DiskReserve reserve) throws IOException {
        try {
            return CommitMark.open(directory.resolve(COMMITS), committed);
        } catch (IOException e) {
            if (!reserve.release()) {
                throw e;
            }
            return CommitMark.open(directory.resolve(COMMITS), committed);
        }
    }

    private static StoreFiles openTables(
            DatabaseFile database,
            IndexTables tables,
            CommitMark mark,
            Path blobRoot,
            Optional<Path> keptOrphans,
            Durability durability,
            DiskReserve reserve,
            Disk disk)
            throws IOException, SQLException {
        Lifetime previous = tables.lifetime();
        Lifetime current = new Lifetime(previous.run() + 1, false);
        BlobFiles blobs = new BlobFiles(blobRoot, disk, durability == Durability.FULL, current.run());
        if (previous.clean() && keptOrphans.isEmpty()) {
            blobs.removeEmptyDirectories();
        } else {
            sweep(database, tables, blobs, keptOrphans);
        }
        begin(tables, current, reserve);
        StoreFiles files = new StoreFiles(database, tables, mark, current, blobs, reserve, new StorageFailures(disk, blobRoot));
        files.writer.start();
        files.compositions.drop(files.readers.read(reader -> reader.uploads().dropped()));
        return files;
    }

    /** A store on a full disk must open, or nothing could be read from it or deleted. */
    private static void begin(IndexTables tables, Lifetime lifetime, DiskReserve reserve) throws SQLException {
        try {
            tables.lifetime(lifetime);
            reserve.hold();
        } catch (SQLException e) {
            if (!StorageFailures.isFull(e) || !reserve.release()) {
                throw e;
            }
            tables.lifetime(lifetime);
        }
    }

    private static void sweep(DatabaseFile database, IndexTables tables, BlobFiles blobs, Optional<Path> keptOrphans) throws IOException,
    SQLException {
        int inline = tables.deleteInlineOrphans();
        long[] live;
        try (IndexReader reader = new IndexReader(database.connectReader())) {
            live = reader.liveBlobs();
        }
        BlobFiles.Sweep sweep = blobs.sweep(live, keptOrphans);
        LOG.info("The store was not closed properly; {} {} files and {} contents that nothing refers to",
                keptOrphans.isEmpty() ? "deleted" : "moved away", sweep.deleted(), inline);
        if (sweep.missing() > 0) {
            LOG.error("{} objects or parts have lost their file: restore the data directory from a backup", sweep.missing());
        }
    }

    BlobFiles blobs() {
        return blobs;
    }

    StorageThreads threads() {
        return threads;
    }

    StorageFailures failures() {
        return failures;
    }

    ReaderPool<IndexReader> readers() {
        return readers;
    }

    BlobTrash trash() {
        return trash;
    }

    Compositions compositions() {
        return compositions;
    }

    IndexWriter writer() {
        return writer;
    }

    /** @param quiet whether no operation is under way any more; otherwise the next opening must look for what it left */
    void close(boolean quiet) {
        compositions.close();
        writer.close();
        // An upload that does not end needs the threads to clean up after itself; idle, they end on their own.
        boolean finished = quiet && threads.close();
        readers.close();
        mark.close();
        try (tables) {
            if (finished && !trash.sweepNeeded()) {
                tables.lifetime(new Lifetime(lifetime.run(), true));
            }
            tables.checkpoint();
        } catch (SQLException e) {
            LOG.warn("Could not close the index properly; the next start will take longer", e);
        }
    }
}
