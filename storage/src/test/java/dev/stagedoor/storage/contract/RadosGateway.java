package dev.stagedoor.storage.contract;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A Ceph RADOS Gateway with a cluster of its own, in memory, started by {@code tools/rgw.sh} when the first suite of this JVM asks for it
 * and stopped after the last test. Buckets are also hosts below {@code localhost}.
 */
public final class RadosGateway implements AutoCloseable {
    /** What a suite must require of the machine. */
    public static final String PROGRAM = "radosgw";

    private static final S3Credential CREDENTIAL = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));
    private static final String REGION = "us-east-1";

    /** The gateway's, the monitor's, and those of the other daemons. */
    private static final int PORTS = 16;

    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 60;

    private final Path script;
    private final Path directory;
    private final S3Server server;

    private RadosGateway(Path script, Path directory, S3Server server) {
        this.script = script;
        this.directory = directory;
        this.server = server;
    }

    /**
     * Gives a suite's methods the running gateway as a parameter of type {@link RadosGateway}:
     * {@code @ExtendWith(RadosGateway.Running.class)}.
     */
    public static final class Running implements ParameterResolver {
        private static final Namespace NAMESPACE = Namespace.create(RadosGateway.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RadosGateway.class;
        }

        @Override
        public RadosGateway resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .computeIfAbsent(RadosGateway.class, type -> start(), RadosGateway.class);
        }
    }

    /** Starts a gateway below {@code target}. Close it. */
    public static RadosGateway start() {
        try {
            Path directory = Files.createDirectories(Path.of("target", "rgw-" + ProcessHandle.current().pid())).toAbsolutePath();
            Path extra = Files.writeString(directory.resolveSibling(directory.getFileName() + ".conf"),
                    "[client.rgw]\nrgw_dns_name = localhost\nrgw_crypt_require_ssl = false\n");
            int port = freePorts();
            Path script = script();
            ProcessBuilder builder = new ProcessBuilder(script.toString(), "start", directory.toString(), String.valueOf(port));
            builder.environment().put("RGW_STORE", "memstore");
            builder.environment().put("RGW_EXTRA_CONF", extra.toString());
            run(builder, directory, START_SECONDS);
            return new RadosGateway(script, directory, new S3Server(URI.create("http://127.0.0.1:" + port), CREDENTIAL, REGION));
        } catch (IOException e) {
            throw new IllegalStateException("the gateway could not be started", e);
        }
    }

    private static Path script() {
        return Stream.of(Path.of("tools/rgw.sh"), Path.of("../tools/rgw.sh"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("tools/rgw.sh is not in this tree"))
                .toAbsolutePath()
                .normalize();
    }

    /** The first of some neighbouring ports below those that the system hands out itself. */
    private static int freePorts() {
        Random random = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = 12_000 + PORTS * random.nextInt(1_000);
            if (Stream.iterate(first, port -> port + 1).limit(PORTS).allMatch(RadosGateway::isFree)) {
                return first;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(ProcessBuilder builder, Path directory, long seconds) throws IOException {
        Path output = directory.resolveSibling(directory.getFileName() + ".out");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroy();
                throw new IllegalStateException("rgw.sh took longer than " + seconds + " s: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("rgw.sh failed: " + Files.readString(output));
        }
    }

    /** Where it is and who may use it. */
    public S3Server server() {
        return server;
    }

    /** The same server under the name that makes buckets hosts. */
    public S3Server virtualHosted() {
        return new S3Server(URI.create("http://localhost:" + server.endpoint().getPort()), CREDENTIAL, REGION);
    }

    @Override
    public void close() throws IOException {
        run(new ProcessBuilder(script.toString(), "stop", directory.toString()), directory, STOP_SECONDS);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
