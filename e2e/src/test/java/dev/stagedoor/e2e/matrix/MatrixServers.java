package dev.stagedoor.e2e.matrix;

import dev.stagedoor.e2e.proxies.ProxyProcess;
import dev.stagedoor.e2e.proxies.ProxyProcess.Kind;
import dev.stagedoor.e2e.proxies.TestCertificate;
import dev.stagedoor.e2e.support.LogSecrets;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.Users;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server that speaks HTTPS, and one that speaks HTTP with nginx and HAProxy in front; each with a user and an access key of its door. */
final class MatrixServers implements AutoCloseable {
    static final String USER = "alice";
    static final String PASSWORD = "s3cret";
    static final String ACCESS_KEY = "MATRIXKEY";
    static final String SECRET = "matrix-secret-of-the-door";
    static final String BUCKET = "stagedoor";

    private final TestCertificate certificate;
    private final ServerProcess plain;
    private final ServerProcess secure;
    private final ProxyProcess nginx;
    private final ProxyProcess haproxy;

    MatrixServers(Path directory) throws IOException {
        LogSecrets.remember(SECRET);
        certificate = TestCertificate.create(Files.createDirectory(directory.resolve("certificate")));
        Map<String, String> environment = new HashMap<>(Users.environment(directory, USER, PASSWORD));
        environment.put("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET);
        plain = ServerProcess.start(Launch.of(directory.resolve("plain"))
                .withFlags("--set", "door.access_key_id=" + ACCESS_KEY, "--set", "server.trusted_proxies=127.0.0.1")
                .withEnvironment(environment));
        environment.put("STAGEDOOR_TLS_CERTIFICATE", certificate.certificate().toString());
        environment.put("STAGEDOOR_TLS_PRIVATE_KEY", certificate.key().toString());
        secure = ServerProcess.start(
                Launch.of(directory.resolve("secure")).withFlags("--set", "door.access_key_id=" + ACCESS_KEY).withEnvironment(environment));
        nginx = ProxyProcess.start(Kind.NGINX, Files.createDirectory(directory.resolve("nginx")), certificate, plain.authority());
        haproxy = ProxyProcess.start(Kind.HAPROXY, Files.createDirectory(directory.resolve("haproxy")), certificate, plain.authority());
    }

    TestCertificate certificate() {
        return certificate;
    }

    URI url(Entrance entrance) {
        return switch (entrance) {
            case HTTP -> plain.address();
            case HTTPS_H2, HTTPS_HTTP_1_1 -> secure.address();
            case NGINX -> nginx.address();
            case HAPROXY -> haproxy.address();
        };
    }

    /** What the server that speaks HTTPS has logged so far. */
    String secureLog() {
        return secure.log();
    }

    @Override
    public void close() {
        nginx.close();
        haproxy.close();
        plain.close();
        secure.close();
    }
}
