package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import java.io.EOFException;
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
    private final FileChannel file;
    private final StorageThreads threads;
    private final SendBuffers buffers;

    BlobContent(IndexedObject object, Extent extent, FileChannel file, StorageThreads threads, SendBuffers buffers) {
        this.object = object;
        this.extent = extent;
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

    /** The next buffer is read from the disk while the last one is sent. */
    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        SendBuffers.Lease current = buffers.take(extent.length());
        SendBuffers.Lease other = buffers.take(extent.length() - current.bytes().capacity());
        try {
            send(current, other, out);
        } finally {
            current.giveBack();
            other.giveBack();
        }
    }

    private void send(SendBuffers.Lease first, SendBuffers.Lease second, WritableByteChannel out) throws IOException {
        ByteBuffer current = first.bytes();
        ByteBuffer other = second.bytes();
        long read = 0;
        CompletableFuture<Integer> reading = startReading(current, read);
        while (read < extent.length()) {
            read += StorageThreads.await(reading);
            if (read < extent.length()) {
                reading = startReading(other, read);
            }
            try {
                out.write(current.flip());
            } catch (IOException | RuntimeException e) {
                reading.handle((done, failed) -> null).join(); // neither file nor buffer may be let go of under a read
                throw e;
            }
            ByteBuffer swap = current;
            current = other;
            other = swap;
        }
    }

    private CompletableFuture<Integer> startReading(ByteBuffer buffer, long position) {
        return threads.start(() -> {
            buffer.clear().limit((int) Math.min(buffer.capacity(), extent.length() - position));
            while (buffer.hasRemaining()) {
                if (file.read(buffer, extent.offset() + position + buffer.position()) < 0) {
                    throw new EOFException("the blob of an object ends before its size");
                }
            }
            return buffer.position();
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
