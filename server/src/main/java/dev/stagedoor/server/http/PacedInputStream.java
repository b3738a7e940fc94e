package dev.stagedoor.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as a stream that blocks its (virtual) thread and gives up on a client slower than its {@link MinimumRate}. The
 * first read is what makes Jetty answer {@code Expect: 100-continue}. One thread at a time.
 */
public final class PacedInputStream extends InputStream {
    private final Request request;
    private final MinimumRate minimumRate;
    private final Semaphore available = new Semaphore(0);
    private Content.@Nullable Chunk chunk;
    private @Nullable IOException failure;
    private boolean ended;
    private long waitedNanos;
    private long windowBytes;

    public PacedInputStream(Request request, MinimumRate minimumRate) {
        this.request = request;
        this.minimumRate = minimumRate;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        Content.Chunk current = nextChunk();
        if (current == null) {
            return -1;
        }
        int count = Math.min(length, current.remaining());
        current.getByteBuffer().get(buffer, offset, count);
        if (!current.hasRemaining()) {
            release(current);
        }
        return count;
    }

    /** A chunk with bytes left in it, or null at the end. */
    private Content.@Nullable Chunk nextChunk() throws IOException {
        while (true) {
            if (failure != null) {
                throw failure;
            }
            if (chunk != null) {
                return chunk;
            }
            if (ended) {
                return null;
            }
            Content.Chunk next = request.read();
            if (next == null) {
                await();
            } else if (Content.Chunk.isFailure(next)) {
                fail(next.getFailure());
            } else if (next.hasRemaining()) {
                windowBytes += next.remaining();
                chunk = next;
            } else {
                release(next);
            }
        }
    }

    private void release(Content.Chunk done) {
        ended = done.isLast();
        chunk = null;
        done.release();
    }

    private void await() throws IOException {
        long start = System.nanoTime();
        request.demand(available::release);
        try {
            available.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new InterruptedIOException("interrupted while waiting for the request body");
            throw failure;
        }
        waitedNanos += System.nanoTime() - start;
        if (waitedNanos >= minimumRate.window().toNanos()) {
            if (windowBytes < minimumRate.bytesPerWindow()) {
                fail(new SlowClientException("the request body came in at less than " + minimumRate.bytesPerSecond() + " bytes/s"));
            }
            waitedNanos = 0;
            windowBytes = 0;
        }
    }

    private void fail(Throwable cause) throws IOException {
        failure = switch (cause) {
            case SlowClientException slow -> slow;
            case TimeoutException timeout -> new SlowClientException("no byte of the request body came for the idle time limit");
            default -> new IOException("the request body broke off", cause);
        };
        throw failure;
    }
}
