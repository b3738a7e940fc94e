package dev.stagedoor.cli.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every key of the configuration, once. Parsing, error messages, {@code stagedoor config}, and docs/configuration.md are made from
 * this table.
 */
public final class Settings {
    private static final DataSize KIB = DataSize.ofKibibytes(1);
    private static final DataSize MAX_OBJECT_SIZE_LIMIT = DataSize.ofGibibytes(5 * 1024);

    public static final Setting<String> BIND = new Setting<>("server", "bind",
            ValueType.text("a host name or IP address to listen on, such as 127.0.0.1, ::1 or 0.0.0.0",
                    text -> !text.isBlank() && text.chars().noneMatch(c -> c <= ' ' || c == '/')),
            "127.0.0.1",
            "Address to listen on. On anything but a loopback address users must be configured.");
    public static final Setting<Integer> PORT = new Setting<>("server", "port",
            ValueType.integer(0, 65_535), 8000,
            "TCP port to listen on; 0 takes a free one, which the ready line names.");
    public static final Setting<Optional<URI>> PUBLIC_URL = new Setting<>("server", "public_url",
            ValueType.origin(), Optional.empty(),
            "Address under which clients reach the server, used in presigned URLs. Empty: the host each client used.");
    public static final Setting<List<String>> TRUSTED_PROXIES = new Setting<>("server", "trusted_proxies",
            ValueType.networks(), List.of(),
            "Proxies whose X-Forwarded-Proto and X-Forwarded-Host headers are believed.");
    public static final Setting<Duration> STOP_TIMEOUT = new Setting<>("server", "stop_timeout",
            ValueType.duration(Duration.ZERO, Duration.ofHours(1)), Duration.ofSeconds(30),
            "How long uploads and downloads in flight may take to finish after Ctrl-C or SIGTERM.");

    public static final Setting<Path> DATA = new Setting<>("storage", "data",
            ValueType.path(), Path.of("stagedoor-data"),
            "Directory that holds everything: files, index, definitions and the signing key. Made when missing.");
    public static final Setting<DataSize> MAX_OBJECT_SIZE = new Setting<>("storage", "max_object_size",
            ValueType.size(KIB, MAX_OBJECT_SIZE_LIMIT), DataSize.ofGibibytes(5),
            "Largest file an upload may make.");

    public static final Setting<DataSize> QUERY_MEMORY = new Setting<>("query", "memory",
            ValueType.size(DataSize.ofMebibytes(16), DataSize.ofGibibytes(1024)), DataSize.ofMebibytes(256),
            "Memory all running queries together may take.");
    public static final Setting<Integer> QUERY_THREADS = new Setting<>("query", "threads",
            ValueType.integer(1, 256), 2,
            "Threads all running queries share.");

    public static final Setting<LogLevel> LOG_LEVEL = new Setting<>("log", "level",
            ValueType.oneOf(LogLevel.class), LogLevel.WARN,
            "How much is logged to standard error.");

    /** In the order of the documentation. */
    public static final List<Setting<?>> ALL = List.of(
            BIND, PORT, PUBLIC_URL, TRUSTED_PROXIES, STOP_TIMEOUT,
            DATA, MAX_OBJECT_SIZE,
            QUERY_MEMORY, QUERY_THREADS,
            LOG_LEVEL);

    private Settings() {}

    static Optional<Setting<?>> byName(String name) {
        return ALL.stream().<Setting<?>>map(setting -> setting).filter(setting -> setting.name().equals(name)).findFirst();
    }

    static List<String> sections() {
        return ALL.stream().map(Setting::section).distinct().toList();
    }

    /** What a table of the file is about, for the sample and the documentation. */
    static String sectionMeaning(String section) {
        return switch (section) {
            case "server" -> "Where and how the server listens.";
            case "storage" -> "Where files are kept, and their limits.";
            case "query" -> "The engine that runs SELECT.";
            case "log" -> "Logging.";
            default -> throw new AssertionError(section);
        };
    }
}
