package dev.stagedoor.query.worker;

import dev.stagedoor.query.duckdb.DatabaseOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A worker process: {@code SOCKET MEMORY_BYTES THREADS READABLE_DIRECTORY MAX_EXPANDED_BYTES WRITABLE_DIRECTORY SPILL_DIRECTORY
 * SPILL_BYTES}. Says {@code ready} on its output when it has loaded DuckDB and can be connected to, and ends with its input, that is, with
 * the server that started it.
 */
public final class WorkerMain {
    /** What it says when it can be connected to. */
    static final String READY = "ready";

    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        var options = new DatabaseOptions(
                        Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]), Path.of(arguments[3]), Long.parseLong(arguments[4]))
                .writingTo(Path.of(arguments[5]))
                .spillingTo(Path.of(arguments[6]), Long.parseLong(arguments[7]));
        WorkerServer server = new WorkerServer(options);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(arguments[0]));
        Thread.ofPlatform().daemon().name("accept").start(() -> accept(listener, server));
        server.load();
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // The server says nothing here; it ends.
        }
        Path socket = Path.of(arguments[0]);
        Files.deleteIfExists(socket);
        deleteIfEmpty(socket.getParent());
        Runtime.getRuntime().halt(0);
    }

    /** The directory of the socket, where that is not the one that the library was unpacked to. */
    private static void deleteIfEmpty(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException _) {
            // The next start of the server deletes it.
        }
    }

    private static void accept(ServerSocketChannel listener, WorkerServer server) {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                Thread.ofVirtual().name("connection").start(() -> server.serve(channel));
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
