package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open object that is in files. */
final class BlobContent implements ObjectContent {
    private static final Logger LOG = LoggerFactory.getLogger(BlobContent.class);

    private final IndexedObject object;
    private final Extent extent;
    private final PieceSource source;
    private final StorageThreads threads;
    private final SendBuffers buffers;

    /**
     * @param extent what is sent of it
     * @param source reads the extent; closed with this
     */
    BlobContent(IndexedObject object, Extent extent, PieceSource source, StorageThreads threads, SendBuffers buffers) {
        this.object = object;
        this.extent = extent;
        this.source = source;
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
        long begin = source.begin();
        long end = source.end();
        SendBuffers.Lease current = buffers.take(end - begin);
        // A buffer is not filled beyond the end of a part, so what is left for the other one may be more than that.
        long left = object.place() instanceof Place.Composed ? end - begin : end - begin - current.bytes().capacity();
        SendBuffers.Lease other = buffers.take(left);
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
        CompletableFuture<Integer> reading = startReading(current, read);
        while (read < end) {
            long from = read;
            read += StorageThreads.await(reading);
            if (read < end) {
                reading = startReading(other, read);
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

    private CompletableFuture<Integer> startReading(ByteBuffer buffer, long position) {
        return threads.start(() -> source.read(buffer, position));
    }

    @Override
    public void close() {
        source.close();
    }
}
