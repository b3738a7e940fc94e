package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads the keys of a connection one by one and remembers which it was asked for: the others are unknown. An alias is asked for only when
 * the keys before it are absent, so a second spelling of a key that is there counts as unknown, as in Databend.
 */
final class ParameterReader {
    private static final int MAX_KEYS = 32;
    private static final int MAX_KEY_LENGTH = 64;
    /** Room for a service account's key in base64, or a delegation token. */
    private static final int MAX_VALUE_LENGTH = 16_384;

    private final Map<String, String> values;
    private final SortedSet<String> asked = new TreeSet<>();

    ParameterReader(ConnectionParameters connection) {
        values = connection.values();
        if (values.size() > MAX_KEYS) {
            throw LocationErrors.invalid("connection params invalid: " + values.size() + " keys, at most " + MAX_KEYS + " are allowed");
        }
        values.forEach(ParameterReader::check);
    }

    /** The value of the first of the keys that is there; an empty value says nothing. */
    Optional<String> get(String key, String... aliases) {
        asked.add(key);
        String value = values.get(key);
        for (int i = 0; value == null && i < aliases.length; i++) {
            asked.add(aliases[i]);
            value = values.get(aliases[i]);
        }
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    Optional<Secret> secret(String key, String... aliases) {
        return get(key, aliases).map(Secret::of);
    }

    boolean flag(String key, boolean absent) {
        return get(key)
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw LocationErrors.invalidValue(key, "write true or false");
                })
                .orElse(absent);
    }

    Optional<URI> endpoint() {
        return get("endpoint_url").map(text -> endpoint("endpoint_url", text));
    }

    URI requiredEndpoint(String storage) {
        return endpoint().orElseThrow(() -> LocationErrors.invalid("endpoint_url is required for storage " + storage));
    }

    /** Says which keys nobody asked for. To be called last. */
    void refuseUnknown() {
        SortedSet<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            throw LocationErrors.invalid("connection params invalid: expected [" + String.join(", ", asked) + "], got ["
                    + String.join(", ", unknown) + "]");
        }
    }

    /**
     * Scheme, host, port and path of an endpoint, without a slash at the end; {@code https} if no scheme is given. The text is not shown in
     * errors: somebody may have put a password into it.
     */
    static URI endpoint(String key, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean hasScheme = lower.startsWith("http://") || lower.startsWith("https://");
        if (!hasScheme && text.contains("://")) {
            throw LocationErrors.invalidValue(key, "it is neither http nor https");
        }
        URI uri = uri(key, hasScheme ? text : "https://" + text);
        if (uri.getHost() == null || uri.getPort() > 65_535) {
            throw LocationErrors.invalidValue(key, "it names no host");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw LocationErrors.invalidValue(key, "only scheme, host, port and path may stand in it");
        }
        String path = uri.getRawPath().replaceAll("/+$", "");
        return uri(key, uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority() + path);
    }

    private static URI uri(String key, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            // Not passed on as the cause: it holds the whole text.
            throw LocationErrors.invalidValue(key, "it is no URL");
        }
    }

    private static void check(String key, String value) {
        if (key.length() > MAX_KEY_LENGTH) {
            throw LocationErrors.invalid("connection params invalid: the key '" + LocationErrors.shown(key) + "' is longer than "
                    + MAX_KEY_LENGTH + " characters");
        }
        if (value.length() > MAX_VALUE_LENGTH) {
            throw LocationErrors.invalidValue(LocationErrors.shown(key), "it is longer than " + MAX_VALUE_LENGTH + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw LocationErrors.invalidValue(LocationErrors.shown(key), "it holds a control character");
        }
    }
}
