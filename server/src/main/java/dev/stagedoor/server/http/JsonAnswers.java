package dev.stagedoor.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends JSON, in one write with its length. */
public final class JsonAnswers {
    public static final HttpField CONTENT_TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    /** Answers hold what only this user may see, presigned URLs among it (RFC 9111, section 5.2.2.5). */
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField CHALLENGE =
            new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"stagedoor\", charset=\"UTF-8\"");
    /** Fits the buffers of every operating system: sending it waits for nobody. */
    private static final int SMALL_BYTES = 16 << 10;

    private record ErrorAnswer(ErrorDetails error) {}

    private record ErrorDetails(int code, String message) {}

    private JsonAnswers() {}

    /** Sends a record with status 200: its components are the keys, in snake_case. */
    public static void send(Response response, Callback callback, Object answer) {
        send(response, callback, 200, AnswerJson.of(answer));
    }

    /** Sends {@code body} with status {@code status}; completes {@code callback} when it is on its way. */
    public static void send(Response response, Callback callback, int status, ByteBuffer body) {
        response.setStatus(status);
        putHeaders(response, body);
        response.write(true, body, callback);
    }

    private static void putHeaders(Response response, ByteBuffer body) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(CONTENT_TYPE);
        headers.put(NO_STORE);
        headers.put(NO_SNIFFING);
        headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
    }

    /** Whether {@link #sendPaced} of that answer may wait for the client. */
    public static boolean mayWait(JsonBuffer answer) {
        return answer.length() > SMALL_BYTES;
    }

    /**
     * Sends a body that may be large with status 200, and waits until the client has taken it: one that takes it slowly must not hold it
     * for ever.
     *
     * @throws IOException when the client went away or was too slow
     */
    public static void sendPaced(
            Request request, Response response, Callback callback, MinimumRate minimumRate, ByteBuffer body) throws IOException {
        if (body.remaining() <= SMALL_BYTES) {
            send(response, callback, 200, body);
            return;
        }
        response.setStatus(200);
        putHeaders(response, body);
        new PacedWriter(request, response, minimumRate).write(true, body);
        callback.succeeded();
    }

    /** {@code {"error":{"code":…,"message":…}}} */
    public static ByteBuffer error(int code, String message) {
        return AnswerJson.of(new ErrorAnswer(new ErrorDetails(code, message)));
    }

    /** Answers with an error, and takes care that the client sees it even while it is still sending. */
    public static void refuse(Request request, Response response, Callback callback, HttpRefusal refusal) {
        if (refusal.status() == 401) {
            response.getHeaders().put(CHALLENGE);
        }
        refusal.retryAfterSeconds().ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
        UnreadBody.expectDrain(request, response);
        send(response, UnreadBody.drained(request, callback), refusal.status(), error(refusal.code(), refusal.getMessage()));
    }
}
