package dev.stagedoor.catalog;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the names and texts of every definition keep to. */
final class DefinitionRules {
    /** UTF-8 bytes in the name of anything defined, and of a user or role. A stage's name is one segment of each of its files' keys. */
    static final int MAX_NAME_BYTES = 255;

    /** UTF-8 bytes in a comment. */
    static final int MAX_COMMENT_BYTES = 8_192;

    /** UTF-8 bytes in the URL of a stage. */
    static final int MAX_URL_BYTES = 4 * 1024;

    /** Parameters of a connection or of a stage's location; no scheme has a third as many keys. */
    static final int MAX_PARAMETERS = 64;

    /** UTF-8 bytes in the value of a parameter. The longest known is a service account's key, of some 3 KiB. */
    static final int MAX_PARAMETER_BYTES = 16 * 1024;

    private DefinitionRules() {}

    /** Not empty, and without control characters. */
    static void requireName(String what, String name) {
        requireText(what + " name", name, MAX_NAME_BYTES);
        if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
            throw refused("A " + what + " name must not be empty or contain control characters.");
        }
    }

    /** A name that is one segment of object keys: without {@code /}, and neither {@code .} nor {@code ..}. */
    static void requireSegment(String what, String name) {
        requireName(what, name);
        if (name.contains("/") || name.equals(".") || name.equals("..")) {
            throw refused("A " + what + " name must not contain '/' or be '.' or '..'.");
        }
    }

    /** Text that UTF-8 carries unchanged, so that what is read back after a restart is what was stored. */
    static void requireText(String what, String text, int maxBytes) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refused("The " + what + " is not well-formed Unicode.");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw refused("The " + what + " is longer than " + maxBytes + " bytes.");
        }
    }

    /** No message repeats a value: any may be a secret. */
    static void requireParameters(ConnectionParameters parameters) {
        if (parameters.values().size() > MAX_PARAMETERS) {
            throw refused("There are more than " + MAX_PARAMETERS + " connection parameters.");
        }
        parameters.values().forEach((key, value) -> {
            requireName("connection parameter", key);
            requireText("value of the connection parameter '" + key + "'", value, MAX_PARAMETER_BYTES);
        });
    }

    static void requireLocation(StoreUri location) {
        requireText("URL", location.url(), MAX_URL_BYTES);
        requireParameters(location.connection());
    }

    /** The catalog keeps microseconds. */
    static Instant toMicros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    private static StagedoorException refused(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}
