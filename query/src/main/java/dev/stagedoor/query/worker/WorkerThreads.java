package dev.stagedoor.query.worker;

import dev.stagedoor.query.duckdb.DatabaseOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A worker on threads of this JVM: the same protocol over the same sockets, without the half second that a process takes to start. A call
 * that is in DuckDB when it is killed goes on, which is what processes are for.
 */
final class WorkerThreads implements WorkerProcess {
    private final WorkerServer server;
    private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
    private volatile boolean killed;

    WorkerThreads(DatabaseOptions options) {
        this.server = new WorkerServer(options);
    }

    @Override
    public SocketChannel connect() throws IOException {
        Path directory = Files.createTempDirectory("worker");
        Path socket = directory.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            SocketChannel client = SocketChannel.open(listener.getLocalAddress());
            SocketChannel accepted = listener.accept();
            channels.add(accepted);
            Thread.ofVirtual().start(() -> {
                server.serve(accepted);
                channels.remove(accepted);
            });
            return client;
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        }
    }

    @Override
    public boolean isAlive() {
        return !killed;
    }

    @Override
    public long residentBytes() {
        return 0;
    }

    @Override
    public void kill() {
        killed = true;
        for (SocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        server.close();
    }

    @Override
    public void awaitEnd() {
        // Nothing is left to wait for.
    }

    @Override
    public String ending() {
        return killed ? "killed" : "still running";
    }
}
