package dev.stagedoor.cli.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the server is to behave.
 *
 * @param users who may log in; empty: {@code root} without a password, which only a loopback address allows
 */
public record Configuration(
        ServerSection server, StorageSection storage, QuerySection query, LogSection log, List<UserSection> users) {
    public Configuration {
        users = List.copyOf(users);
    }

    /** {@code [server]} */
    public record ServerSection(String bind, int port, Optional<URI> publicUrl, List<String> trustedProxies, Duration stopTimeout) {}

    /** {@code [storage]} */
    public record StorageSection(Path data, DataSize maxObjectSize) {}

    /** {@code [query]} */
    public record QuerySection(DataSize memory, int threads) {}

    /** {@code [log]} */
    public record LogSection(LogLevel level) {}

    static Configuration of(Values values, List<UserSection> users) {
        return new Configuration(
                new ServerSection(
                        values.get(Settings.BIND),
                        values.get(Settings.PORT),
                        values.get(Settings.PUBLIC_URL),
                        values.get(Settings.TRUSTED_PROXIES),
                        values.get(Settings.STOP_TIMEOUT)),
                new StorageSection(values.get(Settings.DATA), values.get(Settings.MAX_OBJECT_SIZE)),
                new QuerySection(values.get(Settings.QUERY_MEMORY), values.get(Settings.QUERY_THREADS)),
                new LogSection(values.get(Settings.LOG_LEVEL)),
                users);
    }
}
