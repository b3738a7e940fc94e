package org.apache.hadoop.fs;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A part of a file, and the bytes of it when they have come. */
public interface FileRange {
    long getOffset();

    int getLength();

    CompletableFuture<ByteBuffer> getData();

    /** A part that is not read yet. */
    static FileRange createFileRange(long offset, int length) {
        return new Part(offset, length, new CompletableFuture<>());
    }

    /** What {@link #createFileRange} gives. */
    record Part(long getOffset, int getLength, CompletableFuture<ByteBuffer> getData) implements FileRange {}
}
