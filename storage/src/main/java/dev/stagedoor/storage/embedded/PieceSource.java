package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a part of an object is read from, whole pieces at a time, each of which is checked. For one thread at a time. */
interface PieceSource {
    /** The position in the object of the piece that holds the first byte that is asked for. */
    long begin();

    /** The position behind the piece that holds the last byte that is asked for. */
    long end();

    /**
     * Fills a buffer with whole pieces from a position on, as many as it has room for, but no more than up to the end, nor to that of a
     * file.
     *
     * @param buffer has room for a piece; what it held is written over
     * @param position of a piece in the object
     * @return how many bytes, at least one, before {@link #end}
     * @throws DamagedBlobException when a piece is not as it was written
     */
    int read(ByteBuffer buffer, long position) throws IOException;

    /** Gives back what is open. More than once is no error. */
    void close();
}
