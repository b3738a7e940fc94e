package dev.stagedoor.storage;

import java.io.IOException;
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

    /**
     * Sends this part, once.
     *
     * @param out takes every byte of a buffer before its {@code write} returns, as a blocking channel does, and keeps no reference to it
     * @throws IOException what {@code out} threw, or the disk's failure; how much was sent is not known then
     */
    void transferTo(WritableByteChannel out) throws IOException;

    @Override
    void close();
}
