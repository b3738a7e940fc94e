package dev.stagedoor.storage;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * An open object, or a part of one. It stays readable to its end even when the object is overwritten or deleted meanwhile. Must be
 * closed.
 */
public interface ObjectContent extends AutoCloseable {
    /** The whole object, whatever part was asked for. */
    ObjectSummary summary();

    /** What it was put with, as far as the store keeps it. */
    ObjectAttributes attributes();

    /** Offset of the first byte of this part within the object. */
    long offset();

    /** Bytes in this part. */
    long length();

    /** Bytes before this part that come from the store although nobody asked for them, since it sends objects whole. */
    default long skipped() {
        return 0;
    }

    /**
     * Sends this part, once.
     *
     * @param out takes every byte of a buffer before its {@code write} returns, as a blocking channel does, and keeps no reference to it
     * @throws StorageException {@code DAMAGED}, before a damaged byte is sent, when the store can tell; whole pieces before it may have
     *     been sent
     * @throws IOException what {@code out} threw, or the disk's failure; how much was sent is not known then
     */
    void transferTo(WritableByteChannel out) throws IOException;

    @Override
    void close();
}
