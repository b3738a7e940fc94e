package dev.stagedoor.server.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * A request that is answered before its body was read. Closing at once would reset the connection, and many clients would see the reset
 * instead of the answer; so a bounded part of the body is read and thrown away after the answer was sent, and then the connection is closed.
 */
public final class UnreadBody {
    /** How much is thrown away at most. */
    static final long MAX_DRAIN_BYTES = 8L << 20;
    /** How long that may take. */
    static final long MAX_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Bodies up to this length are read and the connection lives on. */
    static final long KEEP_ALIVE_BYTES = 64L << 10;

    private UnreadBody() {}

    /** Tells the client that the connection will be closed when its body is long, or of unknown length. */
    public static void expectDrain(Request request, Response response) {
        long length = request.getLength();
        boolean hasBody = length > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if (hasBody && (length < 0 || length > KEEP_ALIVE_BYTES || expectsContinue(request))) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
    }

    /** A callback for the answer: drains what is left of the body, then completes {@code callback}. */
    public static Callback drained(Request request, Callback callback) {
        if (expectsContinue(request)) {
            return callback;
        }
        return Callback.from(
                Invocable.InvocationType.NON_BLOCKING, () -> new Drain(request, callback).run(), callback::failed);
    }

    /** Such a client has sent nothing of its body yet, and will not when it sees the answer. */
    private static boolean expectsContinue(Request request) {
        return request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    private static final class Drain implements Runnable {
        private final Request request;
        private final Callback callback;
        private final long start = System.nanoTime();
        private long bytes;

        Drain(Request request, Callback callback) {
            this.request = request;
            this.callback = callback;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    callback.succeeded();
                    return;
                }
                bytes += chunk.remaining();
                boolean done = chunk.isLast() || bytes > MAX_DRAIN_BYTES || System.nanoTime() - start > MAX_DRAIN_NANOS;
                chunk.release();
                if (done) {
                    callback.succeeded();
                    return;
                }
            }
        }
    }
}
