package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob being written. One thread appends blocks; one executor writes the file while another computes each digest, all from
 * the same blocks. Ends with {@link #finish} or {@link #discard}, exactly one of them.
 */
final class BlobUpload {
    private static final Logger LOG = LoggerFactory.getLogger(BlobUpload.class);

    /** How far reading may run ahead of the slowest of writing and digesting. */
    private static final int MAX_BLOCKS_UNDER_WAY = 8;

    /**
     * After so many bytes the disk is asked to begin, so that the last sync finds little left to do: waiting to the end would put the
     * whole write-out after the last byte.
     */
    private static final long WRITE_OUT_BYTES = 16L << 20;

    private record Digesting(Digester digester, SerialExecutor executor) {}

    private final BlobFiles files;
    private final StorageThreads threads;
    private final long id;
    private final FileChannel channel;
    private final SerialExecutor writing;
    private final Map<Checksum.Algorithm, Digesting> digesting = new EnumMap<>(Checksum.Algorithm.class);
    private final Semaphore underWay = new Semaphore(MAX_BLOCKS_UNDER_WAY);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private CompletableFuture<Void> writeOut = CompletableFuture.completedFuture(null); // only in tasks of the writing executor
    private long sinceWriteOut; // only in tasks of the writing executor
    // only in tasks of the writing executor, until it has finished
    private final PieceChecksums.Computation checksums = new PieceChecksums.Computation();

    private BlobUpload(BlobFiles files, StorageThreads threads, long id, FileChannel channel, Collection<Checksum.Algorithm> algorithms) {
        this.files = files;
        this.threads = threads;
        this.id = id;
        this.channel = channel;
        this.writing = new SerialExecutor(threads.disk());
        for (Checksum.Algorithm algorithm : algorithms) {
            digesting.put(algorithm, new Digesting(Digester.of(algorithm), new SerialExecutor(threads.digest())));
        }
    }

    /** Creates the file. */
    static BlobUpload begin(BlobFiles files, StorageThreads threads, Collection<Checksum.Algorithm> algorithms) throws IOException {
        long id = files.newId();
        FileChannel channel = threads.call(() -> files.create(id));
        return new BlobUpload(files, threads, id, channel, algorithms);
    }

    long id() {
        return id;
    }

    /**
     * Takes over a filled block, even when this throws. Waits while too many are under way.
     *
     * @throws IOException when writing an earlier block has failed
     */
    void append(Block block) throws IOException {
        underWay.acquireUninterruptibly();
        IOException failed = failure.get();
        if (failed != null) {
            underWay.release();
            block.discard();
            throw failed;
        }
        block.handTo(1 + digesting.size());
        writing.execute(() -> {
            write(block);
            release(block);
        });
        for (Digesting digest : digesting.values()) {
            digest.executor().execute(() -> {
                digest.digester().update(block.bytes(), block.length());
                release(block);
            });
        }
    }

    private void release(Block block) {
        if (block.release()) {
            underWay.release();
        }
    }

    /** Returns when every byte is on the disk; the directory entry is not yet. */
    Map<Checksum.Algorithm, byte[]> finish() throws IOException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        writing.execute(() -> {
            closeDurably();
            written.complete(null);
        });
        Map<Checksum.Algorithm, byte[]> digests = new EnumMap<>(Checksum.Algorithm.class);
        digesting.forEach((algorithm, digest) -> {
            CompletableFuture<byte[]> done = new CompletableFuture<>();
            digest.executor().execute(() -> done.complete(digest.digester().digest()));
            digests.put(algorithm, done.join());
        });
        written.join();
        IOException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return digests;
    }

    /** Of everything that was written; once, after {@link #finish}. */
    PieceChecksums checksums() {
        return checksums.finish();
    }

    /**
     * Deletes the file. Also right after a failed {@link #finish}.
     *
     * @return false when it is still there, for the next sweep
     */
    boolean discard() {
        failure.compareAndSet(null, new IOException("discarded"));
        CompletableFuture<Void> closed = new CompletableFuture<>();
        writing.execute(() -> {
            closeAfterFailure();
            closed.complete(null);
        });
        closed.join();
        try {
            threads.call(() -> {
                files.delete(id);
                return null;
            });
            return true;
        } catch (IOException e) {
            LOG.warn("Could not delete the unfinished blob {}; it will be swept at the next start", Long.toHexString(id), e);
            return false;
        }
    }

    private void write(Block block) {
        if (failure.get() != null) {
            return;
        }
        checksums.update(block.bytes(), block.length());
        try {
            files.disk().write(channel, ByteBuffer.wrap(block.bytes(), 0, block.length()));
        } catch (IOException e) {
            failure.compareAndSet(null, e);
            return;
        } catch (OutOfMemoryError e) {
            // Writing from the heap needs a direct buffer. One upload fails; the executor, and whoever waits for it, go on.
            failure.compareAndSet(null, new IOException("out of direct memory", e));
            return;
        }
        sinceWriteOut += block.length();
        if (sinceWriteOut >= WRITE_OUT_BYTES && writeOut.isDone()) {
            sinceWriteOut = 0;
            writeOut = CompletableFuture.runAsync(this::force, threads.disk());
        }
    }

    /** An error here is the only notice of lost bytes: the system does not repeat it at the next sync. */
    private void force() {
        try {
            files.force(channel);
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void closeDurably() {
        if (failure.get() == null) {
            force();
        }
        closeAfterFailure();
    }

    private void closeAfterFailure() {
        writeOut.join(); // closing the file under a sync would fail the sync
        try {
            channel.close();
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** The digests every upload needs: MD5 for the ETag, and what was announced. */
    static Collection<Checksum.Algorithm> algorithms(List<Checksum> announced) {
        Map<Checksum.Algorithm, Boolean> all = new EnumMap<>(Checksum.Algorithm.class);
        all.put(Checksum.Algorithm.MD5, true);
        announced.forEach(checksum -> all.put(checksum.algorithm(), true));
        return all.keySet();
    }
}
