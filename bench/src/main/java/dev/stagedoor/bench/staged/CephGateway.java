package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Home;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A Ceph RADOS Gateway with a cluster of its own, which {@code tools/rgw.sh} starts and stops. It keeps objects in memory. */
final class CephGateway implements AutoCloseable {
    static final S3Credential CREDENTIAL = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));

    private static final String PROGRAM = "radosgw";

    /** The gateway's, the monitor's, and those of the other daemons. */
    private static final int PORTS = 16;

    private static final int ATTEMPTS = 100;

    private final Path directory;
    private final URI endpoint;

    /** Its daemons do not end with this process. */
    private final Thread hook = new Thread(this::stop);

    private CephGateway(Path directory, URI endpoint) {
        this.directory = directory;
        this.endpoint = endpoint;
    }

    /** Whether this machine has it. */
    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
    }

    static CephGateway start() throws IOException {
        Path directory = Home.temporaryDirectory().toAbsolutePath().normalize();
        int port = freePorts();
        var gateway = new CephGateway(directory, URI.create("http://127.0.0.1:" + port));
        Runtime.getRuntime().addShutdownHook(gateway.hook);
        run("start", directory.toString(), String.valueOf(port));
        return gateway;
    }

    URI endpoint() {
        return endpoint;
    }

    private static void run(String... arguments) throws IOException {
        var command = Stream.concat(Stream.of(Home.root().resolve("tools/rgw.sh").toString()), Arrays.stream(arguments)).toList();
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("RGW_STORE", "memstore");
        try {
            if (builder.start().waitFor() != 0) {
                throw new IOException("tools/rgw.sh " + arguments[0] + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The first of some neighbouring ports below those that the system hands out itself. */
    private static int freePorts() throws IOException {
        var random = new Random();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first = 12_000 + PORTS * random.nextInt(1_000);
            if (IntStream.range(first, first + PORTS).allMatch(CephGateway::isFree)) {
                return first;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void stop() {
        try {
            run("stop", directory.toString());
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(hook);
        run("stop", directory.toString());
        Home.delete(directory);
    }
}
