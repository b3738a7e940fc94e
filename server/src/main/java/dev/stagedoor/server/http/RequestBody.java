package dev.stagedoor.server.http;

import java.io.IOException;
import java.util.Arrays;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A small request body, read whole and never beyond a limit. For one thread at a time. */
public final class RequestBody {
    private static final int FIRST_BUFFER_BYTES = 8 << 10;

    private final Request request;
    private final int maxBytes;
    private final MinimumRate minimumRate;
    private byte @Nullable [] begun;
    private int length;
    private boolean ended;

    /** @param maxBytes the longest that is read */
    public RequestBody(Request request, int maxBytes, MinimumRate minimumRate) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.minimumRate = minimumRate;
    }

    /**
     * The whole body.
     *
     * @throws HttpRefusal as {@link #read()}
     */
    public static byte[] read(Request request, int maxBytes, MinimumRate minimumRate) {
        return new RequestBody(request, maxBytes, minimumRate).read();
    }

    /**
     * The whole body, if it was announced with a length up to {@code mostBytes} and has come. Waits for nothing. Otherwise null, and
     * {@link #read} gives it.
     */
    public byte @Nullable [] ifHere(int mostBytes) {
        long announced = request.getLength();
        if (announced < 0 || announced > Math.min(mostBytes, maxBytes)) {
            return null;
        }
        byte[] body = new byte[(int) announced];
        begun = body;
        while (!ended) {
            Content.Chunk chunk = request.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return null;
            }
            int count = chunk.remaining();
            chunk.getByteBuffer().get(body, length, count);
            length += count;
            ended = chunk.isLast();
            chunk.release();
        }
        return body;
    }

    /**
     * The whole body; waits for it.
     *
     * @throws HttpRefusal 413 when it is longer than the limit (no more than that was kept in memory), 400 when it broke off, 408 when it
     *     came too slowly
     */
    public byte[] read() {
        long announced = request.getLength();
        if (announced > maxBytes) {
            throw tooLong(maxBytes);
        }
        byte[] body = begun == null ? new byte[announced >= 0 ? (int) announced : Math.min(FIRST_BUFFER_BYTES, maxBytes)] : begun;
        if (ended) {
            return body;
        }
        try {
            return readInto(body, new PacedInputStream(request, minimumRate));
        } catch (SlowClientException e) {
            throw new HttpRefusal(408, 408, e.getMessage());
        } catch (IOException e) {
            throw HttpRefusal.badRequest("the request body could not be read to its end");
        }
    }

    private byte[] readInto(byte[] first, PacedInputStream in) throws IOException {
        byte[] body = first;
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
