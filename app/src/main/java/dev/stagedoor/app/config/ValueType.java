package dev.stagedoor.app.config;

import dev.stagedoor.signing.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value and back.
 *
 * @param allowed what may be written, to follow "expected"; also the documentation of the type
 * @param parse throws IllegalArgumentException for everything else
 * @param format a text that {@code parse} reads back
 * @param literal how the text looks in TOML
 */
record ValueType<T>(String allowed, Function<String, T> parse, Function<T, String> format, Literal literal) {
    /** What stands in the place of a secret wherever values are shown. */
    static final String MASK = "***";

    /** How TOML writes a value of the type. */
    enum Literal {
        BARE,
        STRING,
        STRINGS,
        /** A string that is never shown: not in errors, not in dumps. */
        SECRET
    }

    static ValueType<String> text(String allowed, Function<String, Boolean> rule) {
        return new ValueType<>(allowed, text -> {
            if (!rule.apply(text)) {
                throw new IllegalArgumentException(allowed);
            }
            return text;
        }, Function.identity(), Literal.STRING);
    }

    /** Any text of a line, or none. */
    static ValueType<String> anyText(String allowed) {
        return text(allowed, text -> text.chars().noneMatch(Character::isISOControl));
    }

    /** A text that is not to be seen. Empty text is absence. */
    static ValueType<Optional<Secret>> secret(String allowed, Function<String, Boolean> rule) {
        return new ValueType<>(allowed, text -> {
            require(text.isEmpty() || rule.apply(text), allowed);
            return text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(text));
        }, value -> value.isPresent() ? MASK : "", Literal.SECRET);
    }

    static ValueType<Integer> integer(int min, int max) {
        String allowed = "an integer from " + min + " to " + max;
        return new ValueType<>(allowed, text -> {
            int value = Integer.parseInt(text.strip());
            require(value >= min && value <= max, allowed);
            return value;
        }, String::valueOf, Literal.BARE);
    }

    static ValueType<Boolean> flag() {
        String allowed = "true or false";
        return new ValueType<>(allowed, text -> {
            require(text.equals("true") || text.equals("false"), allowed);
            return Boolean.valueOf(text);
        }, String::valueOf, Literal.BARE);
    }

    static ValueType<DataSize> size(DataSize min, DataSize max) {
        String allowed = DataSize.ALLOWED + ", from " + min + " to " + max;
        return new ValueType<>(allowed, text -> {
            DataSize value = DataSize.parse(text);
            require(value.bytes() >= min.bytes() && value.bytes() <= max.bytes(), allowed);
            return value;
        }, DataSize::toString, Literal.STRING);
    }

    static ValueType<Duration> duration(Duration min, Duration max) {
        String allowed = Durations.ALLOWED + ", from " + Durations.format(min) + " to " + Durations.format(max);
        return new ValueType<>(allowed, text -> {
            Duration value = Durations.parse(text);
            require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0, allowed);
            return value;
        }, Durations::format, Literal.STRING);
    }

    static ValueType<Path> path() {
        String allowed = "a path; relative ones are relative to the working directory";
        return new ValueType<>(allowed, text -> {
            require(!text.isBlank(), allowed);
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(allowed, e);
            }
        }, Path::toString, Literal.STRING);
    }

    /** A file that may be left out. Empty text is absence. */
    static ValueType<Optional<Path>> file() {
        ValueType<Path> path = path();
        return new ValueType<>(
                path.allowed(),
                text -> text.isEmpty() ? Optional.empty() : Optional.of(path.parse().apply(text)),
                value -> value.map(Path::toString).orElse(""),
                Literal.STRING);
    }

    /** An origin: scheme and authority, nothing behind it. Empty text is absence. */
    static ValueType<Optional<URI>> origin() {
        String allowed = "an http:// or https:// address without path, such as https://stage.example.com";
        return new ValueType<>(allowed, text -> {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                require(scheme.equals("http") || scheme.equals("https"), allowed);
                require(uri.getHost() != null && uri.getRawPath().isEmpty(), allowed);
                require(uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null, allowed);
                return Optional.of(uri);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(allowed, e);
            }
        }, value -> value.map(URI::toString).orElse(""), Literal.STRING);
    }

    /** From where keys may be taken: nobody on the way can have put others in their place. Empty text is absence. */
    static ValueType<Optional<URI>> keySetUrl() {
        String allowed = "an https:// URL, or an http:// one of localhost";
        return new ValueType<>(allowed, text -> {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                URI uri = new URI(text);
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                String host = String.valueOf(uri.getHost());
                boolean local = List.of("localhost", "127.0.0.1", "[::1]").contains(host);
                require(uri.getHost() != null && (scheme.equals("https") || scheme.equals("http") && local), allowed);
                require(uri.getRawUserInfo() == null && uri.getRawFragment() == null, allowed);
                return Optional.of(uri);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(allowed, e);
            }
        }, value -> value.map(URI::toString).orElse(""), Literal.STRING);
    }

    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String allowed = "one of " + Arrays.stream(constants).map(ValueType::lower).collect(Collectors.joining(", "));
        return new ValueType<>(allowed, text -> Arrays.stream(constants)
                .filter(constant -> lower(constant).equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(allowed)), ValueType::lower, Literal.STRING);
    }

    /** What browsers send as {@code Origin}, or {@code *}. */
    static ValueType<List<String>> webOrigins() {
        String allowed = "web origins such as https://app.example.com, or * for all";
        return new ValueType<>(allowed, text -> {
            List<String> origins = items(text);
            require(origins.stream().allMatch(origin -> origin.equals("*") || origin.matches("https?://[^/\\s]+")), allowed);
            return origins;
        }, value -> String.join(", ", value), Literal.STRINGS);
    }

    /** Addresses and networks in CIDR notation, without names: nothing is looked up. */
    static ValueType<List<String>> networks() {
        String allowed = "IP addresses or networks such as 10.0.0.0/8 or ::1";
        return new ValueType<>(allowed, text -> {
            List<String> networks = items(text);
            require(networks.stream().allMatch(ValueType::isNetwork), allowed);
            return networks;
        }, value -> String.join(", ", value), Literal.STRINGS);
    }

    /** Directories, none of them relative. */
    static ValueType<List<Path>> directories() {
        String allowed = "absolute paths of directories, such as /srv/files";
        return new ValueType<>(allowed, text -> {
            List<Path> paths = items(text).stream().map(item -> path().parse().apply(item)).toList();
            require(paths.stream().allMatch(Path::isAbsolute), allowed);
            return paths;
        }, value -> value.stream().map(Path::toString).collect(Collectors.joining(", ")), Literal.STRINGS);
    }

    /** Host names, {@code *.domain} for all below one, addresses and networks. */
    static ValueType<List<String>> hosts() {
        String allowed = "host names such as s3.example.com, *.example.com for all below one, IP addresses or networks such as 10.0.0.0/8";
        return new ValueType<>(allowed, text -> {
            List<String> hosts = items(text);
            require(hosts.stream()
                    .allMatch(host -> isNetwork(host) || host.matches("(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")), allowed);
            return hosts;
        }, value -> String.join(", ", value), Literal.STRINGS);
    }

    private static List<String> items(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        try {
            int bits = InetAddress.ofLiteral(host).getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return prefix >= 0 && prefix <= bits;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static <E extends Enum<E>> String lower(E constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(allowed);
        }
    }
}
