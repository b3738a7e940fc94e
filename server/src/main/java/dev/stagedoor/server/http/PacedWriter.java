package dev.stagedoor.server.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** Writes a response, blocking the (virtual) thread, and gives up on a client that takes bytes more slowly than its {@link MinimumRate}. */
public final class PacedWriter {
    /** A larger array would be copied whole into memory outside the heap, which the runtime then keeps. */
    private static final int MAX_ARRAY_BYTES = 256 << 10;

    private final Request request;
    private final Response response;
    private final MinimumRate minimumRate;

    public PacedWriter(Request request, Response response, MinimumRate minimumRate) {
        this.request = request;
        this.response = response;
        this.minimumRate = minimumRate;
    }

    /**
     * Returns when every byte has been handed to the operating system.
     *
     * @param last whether the response ends with these bytes
     * @throws SlowClientException after the connection has been closed
     */
    public void write(boolean last, ByteBuffer bytes) throws IOException {
        while (!bytes.isDirect() && bytes.remaining() > MAX_ARRAY_BYTES) {
            writeOnce(false, bytes.slice(bytes.position(), MAX_ARRAY_BYTES));
            bytes.position(bytes.position() + MAX_ARRAY_BYTES);
        }
        writeOnce(last, bytes);
    }

    private void writeOnce(boolean last, ByteBuffer bytes) throws IOException {
        var written = new CompletableFuture<Void>();
        long limitNanos = minimumRate.nanosFor(bytes.remaining());
        response.write(
                last,
                bytes,
                Callback.from(InvocationType.NON_BLOCKING, () -> written.complete(null), written::completeExceptionally));
        try {
            if (limitNanos == 0) {
                written.get();
            } else {
                written.get(limitNanos, TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            var slow = new SlowClientException("the client took the response at less than " + minimumRate.bytesPerSecond() + " bytes/s");
            request.getConnectionMetaData().getConnection().getEndPoint().close(slow);
            awaitRelease(written);
            throw slow;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while writing the response");
            request.getConnectionMetaData().getConnection().getEndPoint().close(interrupted);
            awaitRelease(written);
            throw interrupted;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new SlowClientException("the client took no byte of the response for the idle time limit");
            }
            throw new IOException("the client went away", e.getCause());
        }
    }

    /** The buffer is the caller's again only when the failed write has let go of it. */
    private static void awaitRelease(CompletableFuture<Void> written) {
        written.exceptionally(ignored -> null).join();
    }
}
