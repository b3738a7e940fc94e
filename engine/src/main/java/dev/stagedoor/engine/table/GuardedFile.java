package dev.stagedoor.engine.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file on its way into a store, which gets its last byte only when it may be stored: a store can commit as soon as it has every byte
 * that was announced.
 */
final class GuardedFile extends InputStream {
    /** Asked between the last two reads. What it throws is unchecked, and passes through the store, which then keeps nothing. */
    @FunctionalInterface
    interface Guard {
        /** @return closed when the store has answered */
        Commit commit();
    }

    /** A commit under way. */
    interface Commit extends AutoCloseable {
        @Override
        void close();
    }

    private static final Commit NOT_BEGUN = () -> {};

    private final InputStream content;
    private final Guard guard;
    private long left;
    private boolean begun;
    private Commit commit = NOT_BEGUN;

    GuardedFile(Path file, long length, Guard guard) throws IOException {
        this.content = Files.newInputStream(file);
        this.left = length;
        this.guard = guard;
        beginAtEnd();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int read = content.read(buffer, offset, count);
        left -= Math.max(read, 0);
        beginAtEnd();
        return read;
    }

    private void beginAtEnd() {
        if (left <= 0 && !begun) {
            begun = true;
            commit = guard.commit();
        }
    }

    /** The store has answered. */
    @Override
    public void close() throws IOException {
        commit.close();
        content.close();
    }
}
