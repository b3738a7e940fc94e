package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open blob file. The file lives on until it is closed, even when it is deleted meanwhile. */
final class BlobContent implements ObjectContent {
    private static final Logger LOG = LoggerFactory.getLogger(BlobContent.class);

    private final IndexedObject object;
    private final Extent extent;
    private final PieceChecksums checksums;
    private final FileChannel file;
    private final StorageThreads threads;
    private final SendBuffers buffers;

    /** @param checksums of the pieces that the extent touches */
    BlobContent(
            IndexedObject object, Extent extent, PieceChecksums checksums, FileChannel file, StorageThreads threads, SendBuffers buffers) {
        this.object = object;
        this.extent = extent;
        this.checksums = checksums;
        this.file = file;
        this.threads = threads;
        this.buffers = buffers;
    }

    @Override
    public ObjectSummary summary() {
        return object.summary();
    }

    @Override
    public ObjectAttributes attributes() {
        return object.attributes();
    }

    @Override
    public long offset() {
        return extent.offset();
    }

    @Override
    public long length() {
        return extent.length();
    }

    /**
     * The next buffer is read from the disk, and checked, while the last one is sent. Whole pieces are read, so that all of them can be
     * checked; of the first and the last one only what was asked for is sent.
     */
    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        if (extent.length() == 0) {
            return;
        }
        long begin = PieceChecksums.begin(extent.offset());
        long end = PieceChecksums.end(extent.offset() + extent.length(), object.size());
        SendBuffers.Lease current = buffers.take(end - begin);
        SendBuffers.Lease other = buffers.take(end - begin - current.bytes().capacity());
        try {
            send(begin, end, current.bytes(), other.bytes(), out);
        } catch (DamagedBlobException e) {
            LOG.error("The object '{}' is damaged: {}; stagedoor verify lists everything that is", object.key(), e.getMessage());
            throw new StorageException(Kind.DAMAGED,
                    "the file is damaged on the disk of the server: restore it from a backup or upload it again", e);
        } finally {
            current.giveBack();
            other.giveBack();
        }
    }

    private void send(long begin, long end, ByteBuffer first, ByteBuffer second, WritableByteChannel out) throws IOException {
        ByteBuffer current = first;
        ByteBuffer other = second;
        long read = begin;
        CompletableFuture<Integer> reading = startReading(current, read, end);
        while (read < end) {
            long from = read;
            read += StorageThreads.await(reading);
            if (read < end) {
                reading = startReading(other, read, end);
            }
            try {
                out.write(wanted(current.flip(), from));
            } catch (IOException | RuntimeException e) {
                reading.handle((done, failed) -> null).join(); // neither file nor buffer may be let go of under a read
                throw e;
            }
            ByteBuffer swap = current;
            current = other;
            other = swap;
        }
    }

    /** What of a buffer, whose first byte has this position in the blob, lies in the extent. */
    private ByteBuffer wanted(ByteBuffer bytes, long position) {
        long last = extent.offset() + extent.length() - position;
        bytes.limit((int) Math.min(bytes.limit(), last));
        return bytes.position((int) Math.max(0, extent.offset() - position));
    }

    private CompletableFuture<Integer> startReading(ByteBuffer buffer, long position, long end) {
        return threads.start(() -> {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
            while (buffer.hasRemaining()) {
                if (file.read(buffer, position + buffer.position()) < 0) {
                    throw new DamagedBlobException("its file ends before its size");
                }
            }
            int filled = buffer.position();
            long damage = checksums.firstDamage(buffer.duplicate().flip(), position);
            if (damage >= 0) {
                throw new DamagedBlobException("its checksum differs in the " + PieceChecksums.PIECE_BYTES + " bytes from "
                        + damage + " on");
            }
            return filled;
        });
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("Could not close a blob", e);
        }
    }
}
