package org.apache.hadoop.fs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;

/** A file that is read at any place. Of the methods of a stream ORC's reader calls none. */
public abstract class FSDataInputStream extends DataInputStream {
    protected FSDataInputStream() {
        super(InputStream.nullInputStream());
    }

    /** Fills a part of an array from a place in the file, or fails. */
    public abstract void readFully(long position, byte[] bytes, int offset, int length) throws IOException;

    /**
     * Reads parts of the file, each into a buffer.
     *
     * @param allocate makes a buffer of a size
     */
    public abstract void readVectored(List<? extends FileRange> ranges, IntFunction<ByteBuffer> allocate) throws IOException;

    /** Where the next byte of the stream would come from; there is none. */
    public void seek(long position) throws IOException {
        throw new IOException("this file is read by places");
    }
}
