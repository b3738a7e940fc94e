package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import dev.stagedoor.storage.embedded.IndexTables.Lifetime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
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

    private final IndexTables tables;
    private final Lifetime lifetime;
    private final BlobFiles blobs;
    private final StorageThreads threads;
    private final StorageFailures failures;
    private final IndexReaders readers;
    private final BlobTrash trash;
    private final IndexWriter writer;

    private StoreFiles(
            IndexDatabase database,
            IndexTables tables,
            Lifetime lifetime,
            BlobFiles blobs,
            DiskReserve reserve,
            StorageFailures failures) {
        this.tables = tables;
        this.lifetime = lifetime;
        this.blobs = blobs;
        this.failures = failures;
        this.threads = new StorageThreads();
        this.readers = new IndexReaders(database, failures);
        this.trash = new BlobTrash(blobs, threads);
        this.writer = new IndexWriter(tables, blobs, trash, reserve, failures);
    }

    /** @throws StagedoorException {@code INVALID_CONFIG} when something cannot be created, read or written */
    static StoreFiles open(Path directory, Durability durability, Disk disk) {
        Path blobRoot = directory.resolve("blobs");
        try {
            disk.createDirectory(directory);
            disk.createDirectory(blobRoot);
            IndexDatabase database = new IndexDatabase(directory.resolve("index.db"), durability);
            IndexTables tables = new IndexTables(database.connectWriter());
            boolean opened = false;
            try {
                disk.forceDirectory(directory);
                disk.forceDirectory(directory.toAbsolutePath().getParent());
                DiskReserve reserve = new DiskReserve(disk, directory);
                StoreFiles files = openTables(database, tables, blobRoot, durability, reserve, disk);
                opened = true;
                return files;
            } finally {
                if (!opened) {
                    tables.close();
                }
            }
        } catch (IOException | SQLException e) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    "the store in " + directory + " cannot be opened (" + e.getMessage() + "): check the disk and the directory's permissions",
                    e);
        }
    }

    private static StoreFiles openTables(
            IndexDatabase database, IndexTables tables, Path blobRoot, Durability durability, DiskReserve reserve, Disk disk)
            throws IOException, SQLException {
        Lifetime previous = tables.lifetime();
        Lifetime current = new Lifetime(previous.run() + 1, false);
        BlobFiles blobs = new BlobFiles(blobRoot, disk, durability == Durability.FULL, current.run());
        if (previous.clean()) {
            blobs.removeEmptyDirectories();
        } else {
            sweep(database, tables, blobs);
        }
        begin(tables, current, reserve);
        StoreFiles files = new StoreFiles(database, tables, current, blobs, reserve, new StorageFailures(disk, blobRoot));
        files.writer.start();
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

    private static void sweep(IndexDatabase database, IndexTables tables, BlobFiles blobs) throws IOException, SQLException {
        int inline = tables.deleteInlineOrphans();
        long[] live;
        try (IndexReader reader = new IndexReader(database.connectReader())) {
            live = reader.liveBlobs();
        }
        BlobFiles.Sweep sweep = blobs.sweep(live);
        LOG.info("The store was not closed properly; deleted {} files and {} contents that no object refers to", sweep.deleted(), inline);
        if (sweep.missing() > 0) {
            LOG.error("{} objects have lost their file: restore the data directory from a backup", sweep.missing());
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

    IndexReaders readers() {
        return readers;
    }

    BlobTrash trash() {
        return trash;
    }

    IndexWriter writer() {
        return writer;
    }

    /** @param quiet whether no operation is under way any more; otherwise the next opening must look for what it left */
    void close(boolean quiet) {
        writer.close();
        // An upload that does not end needs the threads to clean up after itself; idle, they end on their own.
        boolean finished = quiet && threads.close();
        readers.close();
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
