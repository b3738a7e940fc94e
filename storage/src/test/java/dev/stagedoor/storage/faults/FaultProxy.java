package dev.stagedoor.storage.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Stands before an HTTP server and does to each request what it is told, on a connection of its own. The {@code Host} header is passed on
 * as it came, so that signatures stay right.
 */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Deque<Fault> next = new ConcurrentLinkedDeque<>();
    private final List<ProxiedRequest> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Fault always = Fault.NONE;

    /** @param server what stands behind it */
    public FaultProxy(URI server) throws IOException {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("fault-proxy").start(this::accept);
    }

    /** Where clients find it. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** What happens to the next requests, before {@link #always}. */
    public void next(Fault fault, int times) {
        for (int i = 0; i < times; i++) {
            next.add(fault);
        }
    }

    /** What happens to every request from now on. */
    public void always(Fault fault) {
        always = fault;
    }

    /** Counts down when the proxy closes: what stalls waits for it. */
    public CountDownLatch end() {
        return end;
    }

    /** Every request so far, whatever happened to it. */
    public List<ProxiedRequest> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().name("fault-proxy").start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Optional<ProxiedRequest> request =
                    ProxiedRequest.read(new BufferedInputStream(client.getInputStream()), client.getOutputStream());
            if (request.isPresent()) {
                requests.add(request.get());
                Fault fault = Optional.ofNullable(next.poll()).orElse(always);
                fault.happen(new Exchange(request.get(), client, server));
            }
        } catch (IOException clientWentAway) {
            // As a proxy does: the client has seen it already.
            open.remove(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    @Override
    public void close() {
        end.countDown();
        try {
            listener.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
