package dev.stagedoor.app.config;

import dev.stagedoor.server.tls.TlsFiles;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the server is to behave; {@link Settings} says what each value means.
 *
 * @param tls with which the server speaks HTTPS; HTTP without
 * @param users who may log in; empty: {@code root} without a password, which only a server that nobody but this machine reaches may have
 */
public record Configuration(
        ServerSection server,
        Optional<TlsFiles> tls,
        StorageSection storage,
        DoorSection door,
        AuthenticationSection authentication,
        CatalogSection catalog,
        LedgerSection ledger,
        LimitsSection limits,
        ResultsSection results,
        QuerySection query,
        AuditSection audit,
        LogSection log,
        List<UserSection> users) {
    public Configuration {
        users = List.copyOf(users);
    }

    /** The same with other users. */
    public Configuration withUsers(List<UserSection> changed) {
        return new Configuration(server, tls, storage, door, authentication, catalog, ledger, limits, results, query, audit, log, changed);
    }

    /** {@code [server]} */
    public record ServerSection(
            String bind,
            int port,
            Optional<URI> publicUrl,
            List<String> trustedProxies,
            List<String> corsOrigins,
            Duration stopTimeout,
            Duration passwordMemory) {}

    /** {@code [storage]} */
    public record StorageSection(
            Path data,
            String bucket,
            String region,
            DataSize maxObjectSize,
            Optional<String> url,
            List<Path> fsRoots,
            EndpointPolicyName endpointPolicy,
            List<String> endpointAllowlist,
            Map<String, Secret> connection) {
        public StorageSection {
            fsRoots = List.copyOf(fsRoots);
            endpointAllowlist = List.copyOf(endpointAllowlist);
            connection = Collections.unmodifiableMap(new TreeMap<>(connection));
        }
    }

    /** {@code [door]} */
    public record DoorSection(Optional<S3Credential> credential) {}

    /**
     * {@code [authentication]}
     *
     * @param jwt when any of its keys is set
     */
    public record AuthenticationSection(
            int failuresBeforeDelay,
            Duration failureMemory,
            Duration firstDelay,
            Duration maxDelay,
            int maxDelayedLogins,
            Optional<JwtSection> jwt) {}

    /**
     * {@code [authentication.jwt]}
     *
     * @param keySetUrl or {@code keySetFile}: one of the two
     */
    public record JwtSection(
            String issuer, String audience, Optional<URI> keySetUrl, Optional<Path> keySetFile, String userClaim, Duration clockSkew) {}

    /** {@code [catalog]} */
    public record CatalogSection(Optional<Secret> key) {}

    /** {@code [ledger]} */
    public record LedgerSection(Duration keep) {}

    /** {@code [limits]} */
    public record LimitsSection(
            int maxConnections,
            DataSize maxHeaderSize,
            DataSize maxBodySize,
            DataSize maxSqlSize,
            Duration idleTimeout,
            DataSize minRate,
            Duration minRateWindow,
            int maxStatementsPerUser,
            int maxUploadsPerUser,
            int maxDoorRequestsPerAddress) {}

    /** {@code [results]} */
    public record ResultsSection(
            int pageRows,
            int maxPageRows,
            DataSize maxPageSize,
            Duration idleTimeout,
            int maxOpenQueries,
            Duration defaultWait,
            Duration maxWait,
            DataSize maxSpillSize,
            DataSize maxSpillTotal) {}

    /** {@code [query]} */
    public record QuerySection(DataSize memory, int threads, Duration timeout, int maxPerUser, DataSize maxMirrorSize) {}

    /** {@code [audit]} */
    public record AuditSection(Optional<Path> path, DataSize maxSize, int keep) {}

    /** {@code [log]} */
    public record LogSection(LogLevel level) {}

    static Configuration of(Values values, List<UserSection> users) {
        return new Configuration(
                new ServerSection(
                        values.get(Settings.BIND),
                        values.get(Settings.PORT),
                        values.get(Settings.PUBLIC_URL),
                        values.get(Settings.TRUSTED_PROXIES),
                        values.get(Settings.CORS_ORIGINS),
                        values.get(Settings.STOP_TIMEOUT),
                        values.get(Settings.PASSWORD_MEMORY)),
                tls(values),
                new StorageSection(
                        values.get(Settings.DATA),
                        values.get(Settings.BUCKET),
                        values.get(Settings.REGION),
                        values.get(Settings.MAX_OBJECT_SIZE),
                        present(values.get(Settings.STORAGE_URL)),
                        values.get(Settings.FS_ROOTS),
                        values.get(Settings.ENDPOINT_POLICY),
                        values.get(Settings.ENDPOINT_ALLOWLIST),
                        connection(values)),
                new DoorSection(doorCredential(values)),
                new AuthenticationSection(
                        values.get(Settings.FAILURES_BEFORE_DELAY),
                        values.get(Settings.FAILURE_MEMORY),
                        values.get(Settings.FIRST_DELAY),
                        values.get(Settings.MAX_DELAY),
                        values.get(Settings.MAX_DELAYED_LOGINS),
                        jwt(values)),
                new CatalogSection(values.get(Settings.CATALOG_KEY)),
                new LedgerSection(values.get(Settings.LEDGER_KEEP)),
                new LimitsSection(
                        values.get(Settings.MAX_CONNECTIONS),
                        values.get(Settings.MAX_HEADER_SIZE),
                        values.get(Settings.MAX_BODY_SIZE),
                        values.get(Settings.MAX_SQL_SIZE),
                        values.get(Settings.IDLE_TIMEOUT),
                        values.get(Settings.MIN_RATE),
                        values.get(Settings.MIN_RATE_WINDOW),
                        values.get(Settings.MAX_STATEMENTS_PER_USER),
                        values.get(Settings.MAX_UPLOADS_PER_USER),
                        values.get(Settings.MAX_DOOR_REQUESTS_PER_ADDRESS)),
                new ResultsSection(
                        values.get(Settings.PAGE_ROWS),
                        values.get(Settings.MAX_PAGE_ROWS),
                        values.get(Settings.MAX_PAGE_SIZE),
                        values.get(Settings.RESULT_TIMEOUT),
                        values.get(Settings.MAX_OPEN_QUERIES),
                        values.get(Settings.WAIT),
                        values.get(Settings.MAX_WAIT),
                        values.get(Settings.MAX_SPILL_SIZE),
                        values.get(Settings.MAX_SPILL_TOTAL)),
                new QuerySection(
                        values.get(Settings.QUERY_MEMORY),
                        values.get(Settings.QUERY_THREADS),
                        values.get(Settings.QUERY_TIMEOUT),
                        values.get(Settings.QUERY_MAX_PER_USER),
                        values.get(Settings.QUERY_MAX_MIRROR_SIZE)),
                new AuditSection(
                        values.get(Settings.AUDIT_PATH), values.get(Settings.AUDIT_MAX_SIZE), values.get(Settings.AUDIT_KEEP)),
                new LogSection(values.get(Settings.LOG_LEVEL)),
                users);
    }

    private static Optional<String> present(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<JwtSection> jwt(Values values) {
        Optional<String> issuer = present(values.get(Settings.JWT_ISSUER));
        Optional<String> audience = present(values.get(Settings.JWT_AUDIENCE));
        Optional<URI> url = values.get(Settings.JWT_KEY_SET_URL);
        Optional<Path> file = present(values.get(Settings.JWT_KEY_SET_FILE)).map(Path::of);
        if (issuer.isEmpty() && audience.isEmpty() && url.isEmpty() && file.isEmpty()) {
            return Optional.empty();
        }
        if (issuer.isEmpty() || audience.isEmpty()) {
            throw new ConfigurationException(Settings.JWT_ISSUER.name() + " and " + Settings.JWT_AUDIENCE.name()
                    + " belong together: a token is believed only when it names both");
        }
        if (url.isPresent() == file.isPresent()) {
            throw new ConfigurationException("set one of " + Settings.JWT_KEY_SET_URL.name() + " and " + Settings.JWT_KEY_SET_FILE.name()
                    + ": the keys that the issuer's tokens are verified with");
        }
        return Optional.of(new JwtSection(
                issuer.get(), audience.get(), url, file, values.get(Settings.JWT_USER_CLAIM), values.get(Settings.JWT_CLOCK_SKEW)));
    }

    /** What was written of {@code [storage.connection]}, by key. */
    private static Map<String, Secret> connection(Values values) {
        var connection = new TreeMap<String, Secret>();
        for (Setting<?> setting : Settings.CONNECTION) {
            switch (values.get(setting)) {
                case String text when !text.isEmpty() -> connection.put(setting.key(), Secret.of(text));
                case Optional<?> secret when secret.orElse(null) instanceof Secret present -> connection.put(setting.key(), present);
                default -> {}
            }
        }
        return connection;
    }

    private static Optional<TlsFiles> tls(Values values) {
        Optional<Path> certificate = values.get(Settings.TLS_CERTIFICATE);
        Optional<Path> key = values.get(Settings.TLS_PRIVATE_KEY);
        Optional<Path> keystore = values.get(Settings.TLS_KEYSTORE);
        Optional<Secret> password = values.get(Settings.TLS_KEYSTORE_PASSWORD);
        if (certificate.isPresent() != key.isPresent()) {
            throw new ConfigurationException("tls.certificate and tls.private_key belong together; set both or neither");
        }
        if (certificate.isPresent() && keystore.isPresent()) {
            throw new ConfigurationException("tls.certificate and tls.keystore are two ways to say the same; set one of them");
        }
        if (keystore.isEmpty() && password.isPresent()) {
            throw new ConfigurationException(
                    "tls.keystore_password is set, but tls.keystore is not; set it to the file that the password is for");
        }
        return keystore.<TlsFiles>map(path -> new TlsFiles.Pkcs12(path, password.orElse(Secret.of(""))))
                .or(() -> certificate.map(path -> new TlsFiles.Pem(path, key.orElseThrow())));
    }

    private static Optional<S3Credential> doorCredential(Values values) {
        Optional<String> id = present(values.get(Settings.DOOR_ACCESS_KEY_ID));
        Optional<Secret> secret = values.get(Settings.DOOR_SECRET_ACCESS_KEY);
        if (id.isPresent() != secret.isPresent()) {
            throw new ConfigurationException("door.access_key_id and door.secret_access_key belong together; set both or neither");
        }
        return id.map(present -> new S3Credential(present, secret.orElseThrow()));
    }
}
