package dev.stagedoor.bench.system;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One large PUT or GET over a socket of its own, costing the client as little as it can. */
final class Transfer {
    private static final int BLOCK_BYTES = 1 << 20;

    private Transfer() {}

    /** Sends {@code bytes} random bytes; gives the seconds from connecting to the answer. */
    static double put(URI url, long bytes) throws IOException {
        byte[] random = new byte[BLOCK_BYTES];
        new Random(7).nextBytes(random);
        var block = SqlClient.direct(random);
        long start = System.nanoTime();
        try (var channel = SocketChannel.open(Home.address(url))) {
            write(channel, ByteBuffer.wrap(head("PUT", url, "Content-Length: " + bytes + "\r\n")));
            for (long left = bytes; left > 0; left -= BLOCK_BYTES) {
                write(channel, block.duplicate().limit((int) Math.min(left, BLOCK_BYTES)));
            }
            var answer = ByteBuffer.allocate(64 << 10);
            while (indexOfBody(answer) < 0) {
                if (channel.read(answer) < 0) {
                    throw new EOFException("no answer to the PUT");
                }
            }
            requireOk(answer);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Receives the first {@code bytes} bytes of an object over each of so many connections; gives the seconds until all have ended. */
    static double get(URI url, long bytes, int connections) throws IOException {
        long start = System.nanoTime();
        var downloads = new ArrayList<Future<?>>();
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            for (int i = 0; i < connections; i++) {
                downloads.add(threads.submit(() -> {
                    receive(url, bytes);
                    return null;
                }));
            }
        }
        for (Future<?> download : downloads) {
            if (download.state() != Future.State.SUCCESS) {
                throw new IOException("a download failed", download.exceptionNow());
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void receive(URI url, long bytes) throws IOException {
        var buffer = ByteBuffer.allocateDirect(BLOCK_BYTES);
        try (var channel = SocketChannel.open(Home.address(url))) {
            write(channel, ByteBuffer.wrap(head("GET", url, "Range: bytes=0-" + (bytes - 1) + "\r\n")));
            int body = -1;
            while (body < 0) {
                if (channel.read(buffer) < 0) {
                    throw new EOFException("no answer to the GET");
                }
                body = indexOfBody(buffer);
            }
            requireOk(buffer);
            long got = buffer.position() - body;
            while (got < bytes) {
                buffer.clear();
                int read = channel.read(buffer);
                if (read < 0) {
                    throw new EOFException("the body ended after " + got + " bytes");
                }
                got += read;
            }
        }
    }

    /** A whole PUT in one buffer, for keep-alive connections. */
    static ByteBuffer putRequest(URI url, byte[] body) {
        return SqlClient.direct(head("PUT", url, "Content-Length: " + body.length + "\r\n"), body);
    }

    /** A whole GET in one buffer, for keep-alive connections. */
    static ByteBuffer getRequest(URI url) {
        return SqlClient.direct(head("GET", url, ""));
    }

    private static byte[] head(String method, URI url, String headers) {
        var target = url.getRawPath() + "?" + url.getRawQuery();
        return (method + " " + target + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static int indexOfBody(ByteBuffer buffer) {
        for (int i = 3; i < buffer.position(); i++) {
            if (buffer.get(i) == '\n' && buffer.get(i - 1) == '\r' && buffer.get(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static void requireOk(ByteBuffer answer) throws IOException {
        var text = StandardCharsets.ISO_8859_1.decode(answer.duplicate().flip()).toString();
        var status = text.lines().findFirst().orElse("");
        if (!status.toUpperCase(Locale.ROOT).startsWith("HTTP/1.1 20")) {
            throw new IOException("answered " + status);
        }
    }
}
