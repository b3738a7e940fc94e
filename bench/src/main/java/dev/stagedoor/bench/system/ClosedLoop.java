package dev.stagedoor.bench.system;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A closed-loop HTTP/1.1 load generator on one thread: a fixed number of keep-alive connections, one request under way on each. It does as
 * little as it can, because it shares the machine with what it measures: requests are ready-made bytes, and of a response it reads the
 * status and the length.
 */
public final class ClosedLoop {
    private static final int RESPONSE_BUFFER_BYTES = 64 << 10;

    private final InetSocketAddress server;
    private final int connections;

    /** What a run gave. */
    public record Outcome(long requests, long failures, double seconds, Latencies latencies) {
        public double perSecond() {
            return requests / seconds;
        }
    }

    public ClosedLoop(InetSocketAddress server, int connections) {
        this.server = server;
        this.connections = connections;
    }

    /**
     * Sends requests until {@code duration} is over or {@code requests} gives null.
     *
     * @param requests complete requests, head and body; the buffers are read from their position and not changed
     */
    public Outcome run(Supplier<ByteBuffer> requests, Duration duration) throws IOException {
        var latencies = new Latencies();
        long failures = 0;
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        try (var selector = Selector.open()) {
            int open = 0;
            for (int i = 0; i < connections; i++) {
                var exchange = new Exchange(SocketChannel.open(server));
                exchange.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                exchange.channel.configureBlocking(false);
                exchange.channel.register(selector, SelectionKey.OP_READ, exchange);
                if (exchange.begin(requests.get())) {
                    open++;
                } else {
                    exchange.channel.close();
                }
            }
            while (open > 0) {
                selector.select();
                var ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    var key = ready.next();
                    ready.remove();
                    var exchange = (Exchange) key.attachment();
                    if (!exchange.advance(key)) {
                        continue;
                    }
                    long now = System.nanoTime();
                    latencies.record(now - exchange.startedAt);
                    if (exchange.status != 200) {
                        failures++;
                    }
                    if (now >= end || !exchange.begin(requests.get())) {
                        exchange.channel.close();
                        open--;
                    }
                }
            }
        }
        return new Outcome(latencies.total(), failures, (System.nanoTime() - start) / 1e9, latencies);
    }

    /** One connection and the request under way on it. */
    private static final class Exchange {
        final SocketChannel channel;
        final ByteBuffer response = ByteBuffer.allocateDirect(RESPONSE_BUFFER_BYTES);
        ByteBuffer unsent = ByteBuffer.allocate(0);
        long startedAt;
        int status;
        /** Bytes of the body still to come; -1 while the head is not complete. */
        long bodyLeft;

        Exchange(SocketChannel channel) {
            this.channel = channel;
        }

        boolean begin(@Nullable ByteBuffer request) throws IOException {
            if (request == null) {
                return false;
            }
            startedAt = System.nanoTime();
            bodyLeft = -1;
            response.clear();
            unsent = request.duplicate();
            channel.write(unsent);
            return true;
        }

        /** Returns true when the response is complete. */
        boolean advance(SelectionKey key) throws IOException {
            if (unsent.hasRemaining()) {
                channel.write(unsent);
                key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            }
            int read = channel.read(response);
            if (read < 0) {
                throw new EOFException("the server closed a connection in the middle of a request");
            }
            if (bodyLeft < 0) {
                int bodyStart = headEnd();
                if (bodyStart < 0) {
                    return false;
                }
                parseHead(bodyStart);
                bodyLeft -= response.position() - bodyStart;
            } else {
                bodyLeft -= read;
            }
            response.clear();
            return bodyLeft == 0;
        }

        private int headEnd() {
            for (int i = 3; i < response.position(); i++) {
                if (response.get(i) == '\n' && response.get(i - 1) == '\r' && response.get(i - 2) == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        private void parseHead(int length) throws IOException {
            byte[] bytes = new byte[length];
            response.get(0, bytes);
            var head = new String(bytes, StandardCharsets.ISO_8859_1);
            status = Integer.parseInt(head, 9, 12, 10);
            int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length:");
            if (at < 0) {
                throw new IOException("a response without Content-Length: " + head.lines().findFirst().orElse(""));
            }
            bodyLeft = Long.parseLong(head.substring(at + 17, head.indexOf('\r', at + 2)).strip());
        }
    }
}
