package dev.stagedoor.server.http;

import java.io.IOException;
import java.util.Arrays;
import org.eclipse.jetty.server.Request;

/** Small request bodies, read whole and never beyond a limit. */
public final class RequestBody {
    private static final int FIRST_BUFFER_BYTES = 8 << 10;

    private RequestBody() {}

    /**
     * The whole body.
     *
     * @throws HttpRefusal 413 when it is longer than {@code maxBytes} (no more than that was kept in memory), 400 when it broke off, 408
     *     when it came too slowly
     */
    public static byte[] read(Request request, int maxBytes, Pace pace) {
        long announced = request.getLength();
        if (announced > maxBytes) {
            throw tooLong(maxBytes);
        }
        try {
            byte[] body = new byte[announced >= 0 ? (int) announced : Math.min(FIRST_BUFFER_BYTES, maxBytes)];
            return readInto(body, new PacedInputStream(request, pace), maxBytes);
        } catch (SlowClientException e) {
            throw new HttpRefusal(408, 408, e.getMessage());
        } catch (IOException e) {
            throw HttpRefusal.badRequest("the request body could not be read to its end");
        }
    }

    private static byte[] readInto(byte[] first, PacedInputStream in, int maxBytes) throws IOException {
        byte[] body = first;
        int length = 0;
        while (true) {
            if (length == body.length) {
                int next = in.read();
                if (next < 0) {
                    return body;
                }
                if (length >= maxBytes) {
                    throw tooLong(maxBytes);
                }
                body = Arrays.copyOf(body, (int) Math.min(maxBytes, Math.max(FIRST_BUFFER_BYTES, length * 2L)));
                body[length++] = (byte) next;
            }
            int count = in.read(body, length, body.length - length);
            if (count < 0) {
                return Arrays.copyOf(body, length);
            }
            length += count;
        }
    }

    private static HttpRefusal tooLong(int maxBytes) {
        return HttpRefusal.tooLarge("the request body", maxBytes, RequestLimits.MAX_BODY_SETTING);
    }
}
