package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.InspectedDatabase;
import dev.stagedoor.sqlite.SqliteDamage;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.UploadUnderWay;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the content of every object, and of every part of an upload under way, of a store that nobody has open, and compares it with what
 * its row says.
 */
final class ContentVerifier {
    /** A digest a core: the disk is faster than one. */
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    /** Contents read ahead of the threads; those in the index are in memory meanwhile. */
    private static final int MAX_WAITING = 64;

    /** Rows of parts that are read at a time; those in the index come with their contents. */
    private static final int PARTS = 64;

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

    /**
     * What is in one place.
     *
     * @param key of the object that it is of, or will be
     * @param what it is, after "its"
     * @param checksums of a blob; none for content in the index, which has its own
     */
    private record Content(String key, String what, long size, byte[] md5, Place place, PieceChecksums checksums) {}

    /** Hands contents to the threads, few at a time. */
    private final class Checking {
        private final IndexReader reader;
        private final ExecutorService threads;
        private final Semaphore waiting = new Semaphore(MAX_WAITING);

        Checking(IndexReader reader, ExecutorService threads) {
            this.reader = reader;
            this.threads = threads;
        }

        /** @param whole whether it is all of an object */
        void check(String key, String what, long size, byte[] md5, Place place, boolean whole) throws SQLException {
            PieceChecksums checksums = place instanceof Place.Blob(long id, PieceChecksums _)
                    ? reader.pieces(id, new Extent(0, size))
                    : PieceChecksums.NONE;
            var content = new Content(key, what, size, md5, place, checksums);
            waiting.acquireUninterruptibly();
            threads.execute(() -> {
                try {
                    ContentVerifier.this.check(content);
                    if (whole) {
                        objects.incrementAndGet();
                    }
                    progress();
                } finally {
                    waiting.release();
                }
            });
        }

        /** @param object empty for parts of an upload under way */
        void parts(String key, long composition, Optional<IndexedObject> object) throws SQLException {
            Digester md5 = Digester.of(Checksum.Algorithm.MD5);
            long size = 0;
            int number = 0;
            int count = 0;
            for (List<StoredPart> parts = reader.uploads().contents(composition, 0, PARTS); !parts.isEmpty(); parts =
                    reader.uploads().contents(composition, number + 1, PARTS)) {
                for (StoredPart part : parts) {
                    if (object.isPresent() && part.start() != size) {
                        verifier.found(Kind.SIZE_DIFFERS, key, "its part " + part.number() + " begins at " + part.start() + " instead of "
                                + size);
                    }
                    String what = "part " + part.number() + (object.isPresent() ? "" : " of an upload under way");
                    check(key, what, part.size(), part.md5(), part.place(), false);
                    md5.update(part.md5(), part.md5().length);
                    size += part.size();
                    count++;
                    number = part.number();
                }
            }
            if (object.isPresent()) {
                compareParts(object.get(), new IndexedObject(key, size, md5.digest(), object.get().lastModified(),
                        object.get().attributes(), new Place.Composed(composition, count)));
            }
        }
    }

    private void compareParts(IndexedObject object, IndexedObject found) {
        if (found.size() != object.size()) {
            verifier.found(Kind.SIZE_DIFFERS, object.key(), "its parts have " + found.size() + " bytes together instead of "
                    + object.size());
        } else if (!found.summary().etag().equals(object.summary().etag())) {
            verifier.found(Kind.DIGEST_DIFFERS, object.key(), "its parts have another MD5 together than what was put");
        }
        objects.incrementAndGet();
    }

    private void read(Connection connection) throws SQLException, IOException {
        try (IndexReader reader = new IndexReader(connection);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            totals = reader.totals();
            strays = blobs.strays(reader.liveBlobs());
            var checking = new Checking(reader, threads);
            String after = "";
            for (List<String> keys = reader.keys(after, IndexListing.BATCH); !keys.isEmpty(); keys =
                    reader.keys(after, IndexListing.BATCH)) {
                for (String key : keys) {
                    IndexedObject object = reader.find(key).orElseThrow();
                    if (object.place() instanceof Place.Composed composed) {
                        checking.parts(key, composed.id(), Optional.of(object));
                    } else {
                        checking.check(key, "content", object.size(), object.md5(), object.place(), true);
                    }
                }
                after = keys.getLast();
            }
            for (IndexedUpload upload : uploads(reader)) {
                checking.parts(upload.upload().key().value(), upload.composition(), Optional.empty());
            }
        }
    }

    private static List<IndexedUpload> uploads(IndexReader reader) throws SQLException {
        return reader.uploads().scan("", UploadUnderWay.Position.BEGINNING, Integer.MAX_VALUE);
    }

    private void check(Content content) {
        switch (content.place()) {
            case Place.Inline(byte[] stored, PieceChecksums crc) -> {
                Digester md5 = Digester.of(Checksum.Algorithm.MD5);
                md5.update(stored, stored.length);
                if (compare(content, stored.length, md5.digest(), "in the index")
                        && crc.firstDamage(ByteBuffer.wrap(stored), 0) >= 0) {
                    checksumsDiffer(content);
                }
                bytes.addAndGet(stored.length);
            }
            case Place.Blob(long id, PieceChecksums _) -> checkBlob(content, id);
            case Place.Composed _ -> throw new IllegalStateException("a part has no parts");
        }
    }

    /** Reads the numbers under the lock: otherwise the last report could have the older ones. */
    private synchronized void progress() {
        verifier.contents(objects.get(), totals.objects(), bytes.get(), totals.bytes());
    }

    private boolean compare(Content content, long size, byte[] md5, String where) {
        if (size != content.size()) {
            verifier.found(Kind.SIZE_DIFFERS, content.key(),
                    its(content, where) + " has " + size + " bytes instead of " + content.size());
            return false;
        }
        if (!Arrays.equals(md5, content.md5())) {
            verifier.found(Kind.DIGEST_DIFFERS, content.key(), its(content, where) + " has another MD5 than what was put");
            return false;
        }
        return true;
    }

    private static String its(Content content, String where) {
        return "its " + content.what() + " " + where;
    }

    private void checkBlob(Content content, long id) {
        String where = "in store/" + StoreFiles.BLOBS + "/" + blobs.root().relativize(blobs.path(id));
        Digester md5 = Digester.of(Checksum.Algorithm.MD5);
        var pieces = new PieceChecksums.Computation();
        long size = 0;
        if (Files.exists(blobs.path(id)) && !Files.isRegularFile(blobs.path(id))) {
            // Opening a pipe would wait for whoever writes to it.
            verifier.found(Kind.UNREADABLE, content.key(), its(content, where) + " is no regular file");
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
            verifier.found(Kind.CONTENT_MISSING, content.key(), its(content, where) + " is missing");
            return;
        } catch (IOException e) {
            verifier.found(Kind.UNREADABLE, content.key(), its(content, where) + " cannot be read (" + e.getMessage() + ")");
            return;
        }
        if (compare(content, size, md5.digest(), where) && !content.checksums().isNone()
                && !Arrays.equals(content.checksums().crc32c(), pieces.finish().crc32c())) {
            checksumsDiffer(content);
        }
    }

    private void checksumsDiffer(Content content) {
        verifier.found(Kind.CHECKSUMS_DIFFER, content.key(), "the checksums of its " + content.what() + " in the index are damaged");
    }
}
