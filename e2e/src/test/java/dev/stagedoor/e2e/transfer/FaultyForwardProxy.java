package dev.stagedoor.e2e.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy of the test's, which hands requests on, a connection each, and knows all of them. What it does to one the test says by the
 * request's head.
 */
final class FaultyForwardProxy implements AutoCloseable {
    private static final Pattern TARGET = Pattern.compile("(?i)^([A-Z]+) http://([^/ ]+)(\\S*) HTTP/1[.]1\r\n");
    private static final int BLOCK_BYTES = 64 << 10;

    /** What happens to a request. */
    sealed interface Fault {
        /** Handed on as it is. */
        record None() implements Fault {}

        /** Answered with this status, and not handed on. */
        record Answer(int status) implements Fault {}

        /** The connection ends after so many bytes of the body that is sent, or of the answer. */
        record CutAfter(int bytes) implements Fault {}

        /** Nothing more moves after so many bytes of the answer, until the proxy ends. */
        record StallAfter(int bytes) implements Fault {}
    }

    private final ServerSocket listener;
    private final Function<String, Fault> faults;
    private final List<String> heads = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param faults what happens to a request, by its head */
    FaultyForwardProxy(Function<String, Fault> faults) {
        this.faults = faults;
        try {
            this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The heads of all requests so far whose first line contains the text. */
    List<String> requests(String text) {
        synchronized (heads) {
            return heads.stream().filter(head -> head.substring(0, head.indexOf('\r')).contains(text)).toList();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // The proxy ends.
            return;
        }
    }

    private void serve(Socket client) {
        try (client) {
            Optional<String> head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            synchronized (heads) {
                heads.add(head.get());
            }
            handOn(client, head.get(), faults.apply(head.get()));
        } catch (IOException e) {
            // Either side has ended the connection.
            return;
        } finally {
            open.remove(client);
        }
    }

    private void handOn(Socket client, String head, Fault fault) throws IOException {
        if (fault instanceof Fault.Answer(int status)) {
            String answer = "HTTP/1.1 " + status + " Fault\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            return;
        }
        Matcher target = TARGET.matcher(head);
        if (!target.find()) {
            throw new IOException("not for a proxy: " + head);
        }
        String[] authority = target.group(2).split(":");
        String rest = head.substring(target.end()).replaceAll("(?im)^(connection|proxy-[a-z-]+):.*\r\n", "");
        String forwarded = target.group(1) + " " + target.group(3) + " HTTP/1.1\r\nConnection: close\r\n" + rest;
        try (Socket server = new Socket(authority[0], Integer.parseInt(authority[1]))) {
            open.add(server);
            server.getOutputStream().write(forwarded.getBytes(StandardCharsets.ISO_8859_1));
            boolean sends = target.group(1).equals("PUT");
            Thread.ofVirtual().start(() -> copy(client, server, sends ? fault : new Fault.None()));
            copy(server, client, sends ? new Fault.None() : fault);
            open.remove(server);
        }
    }

    /** Until one side ends, or the fault is due. */
    private static void copy(Socket from, Socket to, Fault fault) {
        long left = switch (fault) {
            case Fault.CutAfter(int bytes) -> bytes;
            case Fault.StallAfter(int bytes) -> bytes;
            default -> Long.MAX_VALUE;
        };
        byte[] block = new byte[BLOCK_BYTES];
        try {
            for (int count = from.getInputStream().read(block); count >= 0; count = from.getInputStream().read(block)) {
                to.getOutputStream().write(block, 0, (int) Math.min(count, left));
                to.getOutputStream().flush();
                left -= count;
                if (left <= 0) {
                    if (fault instanceof Fault.StallAfter) {
                        from.getInputStream().transferTo(OutputStream.nullOutputStream());
                        to.getInputStream().read();
                    }
                    from.close();
                    to.close();
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // Either side has ended the connection.
            return;
        }
    }

    private static Optional<String> head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return Optional.of(head.toString(StandardCharsets.ISO_8859_1));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
