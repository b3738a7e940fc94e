package dev.stagedoor.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Looks through servers' logs for what must never be there. Every server of these tests logs at debug level, and each one's log is looked
 * through when it ends, so that the whole run is.
 */
public final class LogSecrets {
    /** Signatures of every scheme that is used here, and the header's scheme with any credentials. */
    private static final Pattern CREDENTIALS = Pattern.compile(
            "Signature(=|%3D)[0-9a-zA-Z%]|[?&]sig=|\\b[0-9a-f]{64}\\b|Basic [A-Za-z0-9+/]{4}|\\$argon2id\\$", Pattern.CASE_INSENSITIVE);

    /** The files of a data directory that hold a key. */
    private static final List<String> KEY_FILES = List.of("signing.key", "catalog.key");

    private static final Set<String> REMEMBERED = ConcurrentHashMap.newKeySet();

    private LogSecrets() {}

    /** From now on no log may hold this. */
    public static void remember(String secret) {
        REMEMBERED.add(secret);
    }

    /** From now on no log may hold this password, as it is or as a header sends it. */
    public static void remember(String user, String password) {
        remember(password);
        remember(Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    /** Fails when the log holds a signature, a key of the data directory, or anything remembered. */
    public static void assertNone(String log, Path data) {
        List<String> secrets = new ArrayList<>(REMEMBERED);
        KEY_FILES.forEach(file -> secrets.addAll(keys(data.resolve(file))));
        assertThat(secrets.stream().filter(log::contains)).as("secrets in the log of the server on " + data).isEmpty();
        assertThat(CREDENTIALS.matcher(log).results().map(found -> lineOf(log, found.start())))
                .as("what looks like a signature or a credential in the log of the server on " + data)
                .isEmpty();
    }

    /** What a key file holds besides public names. */
    private static List<String> keys(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.contains("access_key_id"))
                    .map(line -> line.contains(" = ") ? line.substring(line.indexOf(" = ") + 3) : line.strip())
                    .filter(key -> key.length() >= 16)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lineOf(String log, int index) {
        int end = log.indexOf('\n', index);
        return log.substring(log.lastIndexOf('\n', index) + 1, end < 0 ? log.length() : end);
    }
}
