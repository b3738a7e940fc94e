package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a file of this machine a blob, by a second name (a hard link). Its bytes are read for the digests while they are synced, and not
 * written again. Whatever fails, the second name is gone.
 */
final class BlobAdoption {
    private static final Logger LOG = LoggerFactory.getLogger(BlobAdoption.class);

    private static final int STEP_BYTES = BlockPool.LARGE_BYTES;

    private final StoreFiles files;
    private final OpenGate gate;

    BlobAdoption(StoreFiles files, OpenGate gate) {
        this.files = files;
        this.gate = gate;
    }

    /**
     * Adopts a file.
     *
     * @param bytes its size
     * @return empty when the file system gives it no second name among the blobs
     * @throws StorageException {@code BAD_DIGEST}, {@code INSUFFICIENT_STORAGE}; no name is kept
     */
    Optional<StoredBody> adopt(Path file, long bytes, List<Checksum> announced) {
        long id = files.blobs().newId();
        boolean complete = false;
        try {
            if (!link(file, id)) {
                complete = true;
                return Optional.empty();
            }
            StoredBody body = body(id, bytes, announced);
            complete = true;
            return Optional.of(body);
        } catch (IOException e) {
            throw files.failures().write(e);
        } finally {
            if (!complete) {
                files.trash().delete(List.of(id)).join();
            }
        }
    }

    private boolean link(Path file, long id) throws IOException {
        try {
            files.threads().call(() -> {
                files.blobs().link(file, id);
                return null;
            });
            return true;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            LOG.debug("{} is copied: it cannot be made a blob", file, e);
            return false;
        }
    }

    private StoredBody body(long id, long bytes, List<Checksum> announced) throws IOException {
        FileChannel channel = files.threads().call(() -> files.blobs().open(id));
        CompletableFuture<Void> synced = files.threads().start(() -> {
            files.blobs().force(channel);
            return null;
        });
        Map<Checksum.Algorithm, CompletableFuture<byte[]>> digesting = new EnumMap<>(Checksum.Algorithm.class);
        for (Checksum.Algorithm algorithm : BlobUpload.algorithms(announced)) {
            Digester digester = Digester.of(algorithm);
            digesting.put(algorithm, files.threads().start(() -> {
                read(channel, bytes, digester::update);
                return digester.digest();
            }));
        }
        try {
            var checksums = new PieceChecksums.Computation();
            files.threads().call(() -> {
                read(channel, bytes, checksums::update);
                return null;
            });
            Map<Checksum.Algorithm, byte[]> digests = new EnumMap<>(Checksum.Algorithm.class);
            for (var digest : digesting.entrySet()) {
                digests.put(digest.getKey(), StorageThreads.await(digest.getValue()));
            }
            BodyReceiver.refuseDifference(announced, digests);
            StorageThreads.await(synced);
            return new StoredBody(digests.get(Checksum.Algorithm.MD5), new Place.Blob(id, checksums.finish()));
        } finally {
            // Closing the file under a sync would fail the sync; under a reader, the reader.
            synced.exceptionally(_ -> null).join();
            digesting.values().forEach(digest -> digest.exceptionally(_ -> new byte[0]).join());
            channel.close();
        }
    }

    private interface Taker {
        void take(byte[] bytes, int length);
    }

    private void read(FileChannel channel, long bytes, Taker taker) throws IOException {
        byte[] step = new byte[STEP_BYTES];
        for (long at = 0; at < bytes; ) {
            gate.refuseWhenClosed();
            int read = channel.read(ByteBuffer.wrap(step), at);
            if (read < 0) {
                throw new EOFException("the file has become shorter");
            }
            taker.take(step, read);
            at += read;
        }
        if (channel.size() != bytes) {
            throw new IOException("the file has another size than before");
        }
    }
}
