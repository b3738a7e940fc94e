package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open blob file. The file lives on until it is closed, even when it is deleted meanwhile. */
final class BlobContent implements ObjectContent {
    private static final Logger LOG = LoggerFactory.getLogger(BlobContent.class);

    /** Two of these for each download through a stream, however slow it is. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final IndexedObject object;
    private final Extent extent;
    private final FileChannel file;
    private final StorageThreads threads;

    BlobContent(IndexedObject object, Extent extent, FileChannel file, StorageThreads threads) {
        this.object = object;
        this.extent = extent;
        this.file = file;
        this.threads = threads;
    }

    @Override
    public ObjectSummary summary() {
        return object.summary();
    }

    @Override
    public Optional<String> contentType() {
        return object.contentType();
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
    public void transferTo(OutputStream out) throws IOException {
        long sent = 0;
        ByteBuffer current = buffer();
        ByteBuffer other = buffer();
        CompletableFuture<Integer> reading = startReading(current, sent);
        while (sent < extent.length()) {
            int read = StorageThreads.await(reading);
            long next = sent + read;
            if (next < extent.length()) {
                reading = startReading(other, next);
            }
            try {
                out.write(current.array(), 0, read);
            } catch (IOException | RuntimeException e) {
                reading.handle((done, failed) -> null).join(); // whoever closes the file must not do so under a read
                throw e;
            }
            sent = next;
            ByteBuffer swap = current;
            current = other;
            other = swap;
        }
    }

    private ByteBuffer buffer() {
        return ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, extent.length()));
    }

    private CompletableFuture<Integer> startReading(ByteBuffer buffer, long position) {
        return threads.start(() -> {
            buffer.clear().limit((int) Math.min(buffer.capacity(), extent.length() - position));
            return fill(buffer, position);
        });
    }

    private int fill(ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            if (file.read(buffer, extent.offset() + position + buffer.position()) < 0) {
                throw new EOFException("the blob of an object ends before its size");
            }
        }
        return buffer.position();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel channel) throws IOException {
        Objects.checkFromIndexSize(position, count, extent.length());
        if (channel instanceof SelectableChannel || channel instanceof FileChannel) {
            return file.transferTo(extent.offset() + position, count, channel); // the kernel copies
        }
        // FileChannel.transferTo would go through 8 KiB at a time for any other channel.
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, count));
        long sent = 0;
        while (sent < count) {
            long at = position + sent;
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - sent));
            threads.call(() -> fill(buffer, at));
            buffer.flip();
            sent += channel.write(buffer);
            if (buffer.hasRemaining()) {
                break;
            }
        }
        return sent;
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
