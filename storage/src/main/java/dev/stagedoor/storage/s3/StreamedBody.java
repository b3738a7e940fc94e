package dev.stagedoor.storage.s3;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A body of announced length on its way through, once. Its last byte is withheld until the body has ended and was found right: a store that
 * misses a byte keeps nothing. Remembers why it stopped, because the SDK tells of that in words of its own.
 */
final class StreamedBody extends InputStream {
    private final CheckedBody body;
    private final long length;
    private long given;
    private @Nullable RuntimeException failure;

    /** @param length at least 1 */
    StreamedBody(CheckedBody body, long length) {
        this.body = body;
        this.length = length;
    }

    /** What the body threw, or null. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    /** As the SDK takes it: it comes once. */
    RequestBody once() {
        return RequestBody.fromInputStream(this, length);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
        if (count == 0) {
            return 0;
        }
        if (given == length) {
            return -1;
        }
        try {
            int wanted = (int) Math.min(count, Math.max(1, length - 1 - given));
            int read = body.fill(into, offset, wanted);
            given += read;
            if (given == length) {
                body.expectEnd();
            }
            return read;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** The body belongs to whoever put it, and they close it. */
    @Override
    public void close() {
        // nothing is held
    }
}
