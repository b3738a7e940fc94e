package dev.stagedoor.server.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * A request that is answered before its body was read. Closing at once would reset the connection, and many clients would see the reset
 * instead of the answer: those that look for it only when they have sent everything, and proxies, which make a 502 of it. So the body is
 * read on and thrown away after the answer was sent, within limits, and then the connection is closed.
 *
 * <p>That is so for {@code Expect: 100-continue} too: a client may send without waiting (RFC 9110, section 10.1.1), and Apache httpd passes
 * the header on and does.
 */
public final class UnreadBody {
    /** How much is thrown away at most; a client that sends more without looking loses the answer. */
    static final long MAX_DRAIN_BYTES = 1L << 30;

    /** How long that may take. */
    static final Duration MAX_DRAIN_TIME = Duration.ofSeconds(30);

    /** Without a byte for this long the client has nothing more to send, or waits for the connection to be closed. */
    static final Duration MAX_SILENCE = Duration.ofSeconds(5);

    /** Where a body up to this length has come with its request, the connection lives on. */
    static final long KEEP_ALIVE_BYTES = 64L << 10;

    private UnreadBody() {}

    /**
     * Tells the client that the connection will be closed when its body is long, of unknown length, or has not come yet. Over HTTP/2 only
     * the stream ends.
     */
    public static void expectDrain(Request request, Response response) {
        if (endsConnection(request) || !isHttp2(request) && !hasCome(request)) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
    }

    /**
     * Whether the whole body is here already. What is missing may never come: HAProxy sends nothing more of a request that was answered,
     * and the next one on the same connection, whose first bytes would be taken for the rest of the body. So such a connection must end.
     */
    private static boolean hasCome(Request request) {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return false;
            }
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                return true;
            }
        }
    }

    private static boolean endsConnection(Request request) {
        long length = request.getLength();
        boolean hasBody = length > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        return hasBody && !isHttp2(request) && (length < 0 || length > KEEP_ALIVE_BYTES || expectsContinue(request));
    }

    /** A callback for the answer: drains what is left of the body, then completes {@code callback}. */
    public static Callback drained(Request request, Callback callback) {
        return Callback.from(
                Invocable.InvocationType.NON_BLOCKING, () -> new Drain(request, callback).begin(), callback::failed);
    }

    private static boolean expectsContinue(Request request) {
        return request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    private static boolean isHttp2(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
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

        void begin() {
            if (endsConnection(request)) {
                request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(MAX_SILENCE.toMillis());
            }
            run();
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
                    giveUp();
                    return;
                }
                bytes += chunk.remaining();
                boolean last = chunk.isLast();
                chunk.release();
                if (last) {
                    callback.succeeded();
                    return;
                }
                if (bytes > MAX_DRAIN_BYTES || System.nanoTime() - start > MAX_DRAIN_TIME.toNanos()) {
                    giveUp();
                    return;
                }
            }
        }

        /** The answer is out; failing says only that the connection is of no further use. An HTTP/2 stream is reset either way. */
        private void giveUp() {
            if (isHttp2(request)) {
                callback.succeeded();
            } else {
                callback.failed(new EofException("the rest of the request body is not read"));
            }
        }
    }
}
