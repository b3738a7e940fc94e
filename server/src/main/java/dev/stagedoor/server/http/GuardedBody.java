package dev.stagedoor.server.http;

import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of an upload, whose last byte a store gets only when the upload may be committed. A store can commit as soon as it has every
 * byte that was announced, or sees the end; before that the guard is asked, and from then on until {@link #close} the upload is in its
 * commit. What a guard throws passes through the store, which then keeps nothing. Used by one thread.
 *
 * <p>The end of the client's bytes is looked for before the guard is asked, so no client holds a commit up.
 */
public final class GuardedBody extends InputStream {
    /** A commit under way, which ends when this is closed. */
    public interface Commit extends AutoCloseable {
        /** One that nobody waits for. */
        Commit FREE = () -> {};

        @Override
        void close();
    }

    /** Decides on an upload. What its methods throw is unchecked. */
    public interface Guard {
        /** So many bytes have come, the last of them just now. */
        void received(int count, long total);

        /** All bytes have come: may they be committed? */
        Commit commit(long total);
    }

    private final InputStream body;
    private final OptionalLong length;
    private final Guard guard;
    private @Nullable Commit commit;
    private int ahead = -1;
    private long bytes;

    /** @param length that was announced, in bytes */
    public GuardedBody(InputStream body, OptionalLong length, Guard guard) {
        this.body = body;
        this.length = length;
        this.guard = guard;
    }

    /**
     * For a store. Asks the guard at once when no byte is announced.
     *
     * @throws StorageException {@code INCOMPLETE_BODY} when not even the end of such a body came
     */
    public ObjectBody toObjectBody() {
        if (length.orElse(-1) == 0) {
            try {
                ahead = body.read();
            } catch (IOException e) {
                throw new StorageException(StorageException.Kind.INCOMPLETE_BODY, "the body broke off before its end", e);
            }
            begin();
        }
        return new ObjectBody(this, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        int read = readBody(buffer, offset, count);
        if (read < 0) {
            begin();
            return read;
        }
        bytes += read;
        guard.received(read, bytes);
        if (bytes == length.orElse(-1)) {
            ahead = body.read();
            begin();
        }
        return read;
    }

    /** A byte beyond what was announced is given out, for the store to refuse. */
    private int readBody(byte[] buffer, int offset, int count) throws IOException {
        if (ahead < 0) {
            return commit != null && length.isPresent() ? -1 : body.read(buffer, offset, count);
        }
        buffer[offset] = (byte) ahead;
        ahead = -1;
        return 1;
    }

    private void begin() {
        if (commit == null) {
            commit = guard.commit(bytes);
        }
    }

    /** The store has answered. */
    @Override
    public void close() {
        if (commit != null) {
            commit.close();
        }
    }
}
