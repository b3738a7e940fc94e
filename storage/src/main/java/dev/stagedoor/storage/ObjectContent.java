package dev.stagedoor.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/**
 * An open object, or a part of one. It stays readable to its end even when the object is overwritten or deleted meanwhile. Must be
 * closed.
 */
public interface ObjectContent extends AutoCloseable {
    /** The whole object, whatever part was asked for. */
    ObjectSummary summary();

    /** The {@code Content-Type} it was put with. */
    Optional<String> contentType();

    /** Offset of the first byte of this part within the object. */
    long offset();

    /** Bytes in this part. */
    long length();

    /** Sends this part, once. */
    void transferTo(OutputStream out) throws IOException;

    /**
     * Sends {@code count} bytes from {@code position} within this part to a channel, possibly without copying them through the heap.
     *
     * @return how many bytes were sent; fewer than {@code count} only when the channel does not take more now
     */
    long transferTo(long position, long count, WritableByteChannel channel) throws IOException;

    @Override
    void close();
}
