package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a store and passes everything on. It counts each byte that the store sends, heads of answers included. */
final class CountingProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ServerSocketChannel listener;
    private final InetSocketAddress store;
    private final AtomicLong bytes = new AtomicLong();

    private CountingProxy(ServerSocketChannel listener, InetSocketAddress store) {
        this.listener = listener;
        this.store = store;
    }

    static CountingProxy before(URI store) throws IOException {
        var listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var proxy = new CountingProxy(listener, Home.address(store));
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    URI endpoint() throws IOException {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) listener.getLocalAddress()).getPort());
    }

    /** How many bytes came since it was last asked. */
    long takeBytes() {
        return bytes.getAndSet(0);
    }

    private void accept() {
        try (listener) {
            while (true) {
                var client = listener.accept();
                var server = SocketChannel.open(store);
                Thread.ofVirtual().start(() -> pass(client, server, new AtomicLong()));
                Thread.ofVirtual().start(() -> pass(server, client, bytes));
            }
        } catch (IOException e) {
            // The benchmark has closed it, or the store takes no connections; then nobody waits here for one.
        }
    }

    private static void pass(SocketChannel from, SocketChannel to, AtomicLong count) {
        var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (from;
                to) {
            while (from.read(buffer.clear()) >= 0) {
                count.addAndGet(buffer.flip().remaining());
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (IOException e) {
            // One side ended the connection, and the other notices.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
