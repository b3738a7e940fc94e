package dev.stagedoor.query.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a socket: the kind in one byte, the length of the body in four, the body. Any thread may send; one thread at a time receives,
 * beside those that send.
 */
final class Connection implements AutoCloseable {
    /** Longest body. A batch of rows ends long before; a single row may come near it. */
    static final int MAX_BODY_BYTES = 256 << 20;

    private static final int HEAD_BYTES = 5;

    private final SocketChannel channel;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    private final Object sending = new Object();

    Connection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Writes the body of a frame. */
    @FunctionalInterface
    interface Body {
        void write(FrameBuffer out);
    }

    /** @throws UncheckedIOException when the other end is gone */
    void send(FrameKind kind) {
        send(kind, _ -> {});
    }

    /** @throws UncheckedIOException when the other end is gone */
    void send(FrameKind kind, Body body) {
        try {
            FrameBuffer bytes = new FrameBuffer();
            bytes.put(new byte[HEAD_BYTES]);
            body.write(bytes);
            ByteBuffer frame = bytes.toByteBuffer();
            frame.put(0, (byte) kind.ordinal()).putInt(1, frame.limit() - HEAD_BYTES);
            synchronized (sending) {
                while (frame.hasRemaining()) {
                    channel.write(frame);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The next frame.
     *
     * @return null when the other end is gone
     * @throws IllegalStateException for what is no frame
     */
    @Nullable Frame receive() {
        try {
            head.clear();
            if (!fill(head)) {
                return null;
            }
            FrameKind kind = FrameKind.of(head.get(0));
            int length = head.getInt(1);
            if (length < 0 || length > MAX_BODY_BYTES) {
                throw new IllegalStateException("a frame of " + length + " bytes");
            }
            ByteBuffer body = ByteBuffer.allocate(length);
            return fill(body) ? new Frame(kind, body.array()) : null;
        } catch (IOException _) {
            return null;
        }
    }

    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
