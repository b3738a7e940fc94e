package dev.stagedoor.catalog;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the names and texts of every definition keep to. */
final class DefinitionRules {
    /** UTF-8 bytes in the name of anything defined, and of a user or role. A stage's name is one segment of each of its files' keys. */
    static final int MAX_NAME_BYTES = 255;

    /** UTF-8 bytes in a comment. */
    static final int MAX_COMMENT_BYTES = 8_192;

    private DefinitionRules() {}

    /** A name that can be one segment of an object key: not empty, no {@code /} or control character, neither {@code .} nor {@code ..}. */
    static void requireName(String what, String name) {
        requireText(what + " name", name, MAX_NAME_BYTES);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw refused("A " + what + " cannot be named '" + name + "'.");
        }
        if (name.chars().anyMatch(c -> c == '/' || Character.isISOControl(c))) {
            throw refused("The " + what + " name must not contain '/' or control characters.");
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

    /** The catalog keeps microseconds. */
    static Instant toMicros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    private static StagedoorException refused(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}
