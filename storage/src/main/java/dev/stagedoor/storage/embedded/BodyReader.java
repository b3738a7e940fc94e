package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Cuts a body into blocks and holds it to its announced length and to the store's limit. Used by one thread. */
final class BodyReader {
    /** A body that arrives faster than this gets large blocks; a slower one would keep them from others while it waits. */
    private static final long FAST_BYTES_PER_SECOND = 4L << 20;

    private final ObjectBody body;
    private final String what;
    private final long maxBytes;
    private final BlockPool pool;
    private long total;
    private boolean fast;
    private boolean ended;

    /**
     * @param what it is, with its article
     * @throws StorageException {@code ENTITY_TOO_LARGE} when more is announced than allowed, before anything is read
     */
    BodyReader(ObjectBody body, String what, long maxBytes, BlockPool pool) {
        this.body = body;
        this.what = what;
        this.maxBytes = maxBytes;
        this.pool = pool;
        if (body.length().orElse(0) > maxBytes) {
            throw tooLarge();
        }
    }

    /** Bytes read so far. */
    long total() {
        return total;
    }

    /** Whether the end has been seen. A block that is not full is the last one. */
    boolean ended() {
        return ended;
    }

    /**
     * The next block, full unless it is the last; null at the end. The first is a small one.
     *
     * @throws StorageException {@code INCOMPLETE_BODY}, {@code ENTITY_TOO_LARGE}
     */
    @Nullable Block next() {
        if (ended) {
            return null;
        }
        Block block = fast ? pool.large() : pool.small();
        boolean kept = false;
        try {
            long start = System.nanoTime();
            int filled = fill(block.bytes());
            long elapsed = Math.max(1, System.nanoTime() - start);
            fast = filled * TimeUnit.SECONDS.toNanos(1) / elapsed >= FAST_BYTES_PER_SECOND;
            block.length(filled);
            kept = filled > 0;
            return kept ? block : null;
        } catch (IOException e) {
            throw new StorageException(Kind.INCOMPLETE_BODY, "the body broke off after " + total + " bytes", e);
        } finally {
            if (!kept) {
                block.discard();
            }
        }
    }

    private int fill(byte[] bytes) throws IOException {
        int filled = 0;
        while (filled < bytes.length) {
            int read = body.content().read(bytes, filled, bytes.length - filled);
            if (read < 0) {
                ended = true;
                refuseShort();
                break;
            }
            filled += read;
            total += read;
            refuseLong();
        }
        return filled;
    }

    private void refuseShort() {
        if (total < body.length().orElse(total)) {
            throw new StorageException(
                    Kind.INCOMPLETE_BODY,
                    "the body ended after " + total + " of " + body.length().getAsLong() + " announced bytes");
        }
    }

    private void refuseLong() {
        if (total > body.length().orElse(total)) {
            throw new StorageException(
                    Kind.INCOMPLETE_BODY, "the body is longer than the " + body.length().getAsLong() + " announced bytes");
        }
        if (total > maxBytes) {
            throw tooLarge();
        }
    }

    private StorageException tooLarge() {
        return new StorageException(Kind.ENTITY_TOO_LARGE, what + " may have at most " + maxBytes + " bytes");
    }
}
