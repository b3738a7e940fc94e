package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.ObjectPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A part of an object, read a chunk at a time; two chunks are in memory at most. The first chunk is there when this exists. An object that
 * is replaced while a longer part is read fails the reading, for the binding cannot ask for the rest of a version: bytes of two versions
 * are never sent as one.
 */
final class OpendalContent implements ObjectPart.Content {
    /** Bytes asked for at once. */
    static final int CHUNK_BYTES = 4 * 1024 * 1024;

    /** Reads chunks of one version of an object. */
    interface Chunks {
        /**
         * Begins to read.
         *
         * @throws dev.stagedoor.storage.StorageException of the store
         */
        Chunk read(long offset, int length);
    }

    /** A chunk being read. */
    @FunctionalInterface
    interface Chunk {
        /**
         * @throws dev.stagedoor.storage.StorageException {@code UNAVAILABLE} when the object is not the same any more
         */
        byte[] await();
    }

    private final ObjectPart part;
    private final byte[] first;
    private final Chunks chunks;

    OpendalContent(ObjectPart part, byte[] first, Chunks chunks) {
        this.part = part;
        this.first = first;
        this.chunks = chunks;
    }

    @Override
    public ObjectPart part() {
        return part;
    }

    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        long end = part.offset() + part.length();
        byte[] chunk = first;
        long position = part.offset() + chunk.length;
        while (position < end) {
            int wanted = (int) Math.min(CHUNK_BYTES, end - position);
            Chunk following = chunks.read(position, wanted);
            write(chunk, out);
            chunk = following.await();
            position += wanted;
        }
        write(chunk, out);
    }

    private static void write(byte[] bytes, WritableByteChannel out) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        do {
            out.write(buffer);
        } while (buffer.hasRemaining());
    }

    @Override
    public void close() {}
}
