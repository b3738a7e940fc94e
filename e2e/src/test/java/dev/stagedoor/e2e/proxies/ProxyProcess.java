package dev.stagedoor.e2e.proxies;

import dev.stagedoor.e2e.docs.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy of Debian's that ends TLS on a free loopback port in front of a server, configured as docs/operations.md shows it. */
public final class ProxyProcess implements AutoCloseable {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Which one; the language of its example in the manual. */
    public enum Kind {
        NGINX,
        HAPROXY,
        APACHE;

        /** What must be on the PATH. */
        public String program() {
            return this == APACHE ? "apache2" : language();
        }

        private String language() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Process process;
    private final URI address;

    private ProxyProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one and returns when it listens.
     *
     * @param directory an empty one, for its files
     * @param backend host and port of the server
     */
    public static ProxyProcess start(Kind kind, Path directory, TestCertificate certificate, String backend) {
        try {
            int port = freePort();
            Path configuration = Files.writeString(
                    directory.resolve("proxy.conf"), whole(kind, directory, port, example(kind, certificate, port, backend)));
            Path log = directory.resolve("log");
            Process process = new ProcessBuilder(command(kind, directory, configuration))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            awaitListening(process, port, log);
            return new ProxyProcess(process, URI.create("https://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String example(Kind kind, TestCertificate certificate, int port, String backend) throws IOException {
        return Example.of(Files.readAllLines(PAGE)).stream()
                .filter(example -> example.language().equals(kind.language()))
                .map(Example::code)
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/operations.md shows no " + kind.language()))
                .replace("/etc/ssl", certificate.directory().toString())
                .replace("8443", Integer.toString(port))
                .replace("127.0.0.1:8000", backend);
    }

    /** What Debian's own configuration has around a site. */
    private static String whole(Kind kind, Path directory, int port, String site) throws IOException {
        return switch (kind) {
            case NGINX -> {
                Files.createDirectories(directory.resolve("temporary"));
                yield """
                        pid nginx.pid;
                        error_log stderr;
                        %sevents {}
                        http {
                        access_log off;
                        client_body_temp_path temporary/body;
                        proxy_temp_path temporary/proxy;
                        fastcgi_temp_path temporary/fastcgi;
                        uwsgi_temp_path temporary/uwsgi;
                        scgi_temp_path temporary/scgi;
                        %s}
                        """.formatted(isRoot() ? "user root;\n" : "", site + "\n");
            }
            case HAPROXY -> """
                    defaults
                        mode http
                        timeout connect 5s
                        timeout client 60s
                        timeout server 60s

                    %s
                    """.formatted(site);
            case APACHE -> {
                var modules = new StringBuilder();
                for (String module : List.of("mpm_event", "authz_core", "headers", "proxy", "proxy_http", "ssl")) {
                    modules.append("LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n".formatted(module, module));
                }
                yield """
                        ServerRoot %s
                        ServerName localhost
                        PidFile apache.pid
                        ErrorLog /dev/stderr
                        DefaultRuntimeDir %s
                        Mutex file:%s default
                        %s%sListen %d
                        %s
                        """.formatted(
                                directory, directory, directory, modules, isRoot() ? "User www-data\nGroup www-data\n" : "", port, site);
            }
        };
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> command(Kind kind, Path directory, Path configuration) {
        return switch (kind) {
            case NGINX -> List.of("nginx", "-p", directory.toString(), "-c", configuration.toString(), "-e", "stderr", "-g", "daemon off;");
            case HAPROXY -> List.of("haproxy", "-db", "-f", configuration.toString());
            case APACHE -> List.of("apache2", "-DFOREGROUND", "-f", configuration.toString());
        };
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(Process process, int port, Path log) throws IOException {
        long deadline = System.nanoTime() + READY_NANOS;
        while (process.isAlive() && System.nanoTime() < deadline) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                pause(process);
            }
        }
        process.destroyForcibly();
        throw new AssertionError("the proxy did not start: " + Files.readString(log));
    }

    private static void pause(Process process) {
        try {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the proxy", e);
        }
    }

    /** {@code https://127.0.0.1:…} */
    public URI address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
