package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.InspectedDatabase;
import dev.stagedoor.sqlite.SqliteDamage;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import dev.stagedoor.storage.embedded.VerifyReport.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Reads the content of every object of a store that nobody has open, and compares it with what its row says. */
final class ContentVerifier {
    /** A digest a core: the disk is faster than one. */
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    /** Contents read ahead of the threads; those in the index are in memory meanwhile. */
    private static final int MAX_WAITING = 64;

    private static final int BUFFER_BYTES = 256 << 10;

    private final DataVerifier verifier;
    private final BlobFiles blobs;
    private final Path index;
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private IndexReader.Totals totals = new IndexReader.Totals(0, 0);
    private BlobFiles.Strays strays = new BlobFiles.Strays(0, 0);

    ContentVerifier(DataVerifier verifier, Path store) {
        this.verifier = verifier;
        this.blobs = new BlobFiles(store.resolve(StoreFiles.BLOBS), LocalDisk.INSTANCE, false, 0);
        this.index = store.resolve(StoreFiles.INDEX);
    }

    long objects() {
        return objects.get();
    }

    long bytes() {
        return bytes.get();
    }

    BlobFiles.Strays strays() {
        return strays;
    }

    void run() throws IOException {
        try (var database = InspectedDatabase.open(index)) {
            Connection connection = database.connection();
            if (IndexDatabase.hasCurrentSchema(connection)) {
                read(connection);
            }
        } catch (SQLException e) {
            verifier.found(Kind.DATABASE_DAMAGED, "store/" + StoreFiles.INDEX, SqliteDamage.clause(e));
        }
    }

    private void read(Connection connection) throws SQLException, IOException {
        var waiting = new Semaphore(MAX_WAITING);
        try (IndexReader reader = new IndexReader(connection);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            totals = reader.totals();
            strays = blobs.strays(reader.liveBlobs());
            String after = "";
            for (List<String> keys = reader.keys(after, IndexListing.BATCH); !keys.isEmpty(); keys =
                    reader.keys(after, IndexListing.BATCH)) {
                for (String key : keys) {
                    IndexedObject object = reader.find(key).orElseThrow();
                    PieceChecksums checksums = object.place() instanceof Place.Blob(long id, PieceChecksums _)
                            ? reader.pieces(id, new Extent(0, object.size()))
                            : PieceChecksums.NONE;
                    waiting.acquireUninterruptibly();
                    threads.execute(() -> {
                        try {
                            check(object, checksums);
                        } finally {
                            waiting.release();
                        }
                    });
                }
                after = keys.getLast();
            }
        }
    }

    private void check(IndexedObject object, PieceChecksums checksums) {
        switch (object.place()) {
            case Place.Inline(byte[] content, PieceChecksums crc) -> {
                Digester md5 = Digester.of(Checksum.Algorithm.MD5);
                md5.update(content, content.length);
                if (compare(object, content.length, md5.digest(), "in the index") && crc.firstDamage(ByteBuffer.wrap(content), 0) >= 0) {
                    checksumsDiffer(object);
                }
                bytes.addAndGet(content.length);
            }
            case Place.Blob(long id, PieceChecksums _) -> checkBlob(object, id, checksums);
        }
        objects.incrementAndGet();
        progress();
    }

    /** Reads the numbers under the lock: otherwise the last report could have the older ones. */
    private synchronized void progress() {
        verifier.contents(objects.get(), totals.objects(), bytes.get(), totals.bytes());
    }

    private boolean compare(IndexedObject object, long size, byte[] md5, String where) {
        if (size != object.size()) {
            verifier.found(Kind.SIZE_DIFFERS, object.key(), "its content " + where + " has " + size + " bytes instead of " + object.size());
            return false;
        }
        if (!Arrays.equals(md5, object.md5())) {
            verifier.found(Kind.DIGEST_DIFFERS, object.key(), "its content " + where + " has another MD5 than what was put");
            return false;
        }
        return true;
    }

    private void checkBlob(IndexedObject object, long id, PieceChecksums expected) {
        String where = "in store/" + StoreFiles.BLOBS + "/" + blobs.root().relativize(blobs.path(id));
        Digester md5 = Digester.of(Checksum.Algorithm.MD5);
        var pieces = new PieceChecksums.Computation();
        long size = 0;
        if (Files.exists(blobs.path(id)) && !Files.isRegularFile(blobs.path(id))) {
            // Opening a pipe would wait for whoever writes to it.
            verifier.found(Kind.UNREADABLE, object.key(), "its content " + where + " is no regular file");
            return;
        }
        try (InputStream in = Files.newInputStream(blobs.path(id))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                md5.update(buffer, read);
                pieces.update(buffer, read);
                size += read;
                bytes.addAndGet(read);
                progress();
            }
        } catch (NoSuchFileException e) {
            verifier.found(Kind.CONTENT_MISSING, object.key(), "its content " + where + " is missing");
            return;
        } catch (IOException e) {
            verifier.found(Kind.UNREADABLE, object.key(), "its content " + where + " cannot be read (" + e.getMessage() + ")");
            return;
        }
        if (compare(object, size, md5.digest(), where) && !expected.isNone()
                && !Arrays.equals(expected.crc32c(), pieces.finish().crc32c())) {
            checksumsDiffer(object);
        }
    }

    private void checksumsDiffer(IndexedObject object) {
        verifier.found(Kind.CHECKSUMS_DIFFER, object.key(), "the checksums of its content in the index are damaged");
    }
}
