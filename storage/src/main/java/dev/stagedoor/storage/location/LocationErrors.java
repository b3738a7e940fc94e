package dev.stagedoor.storage.location;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/** The two families of errors that a location's text can make. */
final class LocationErrors {
    /** How much of a refused text an error shows, in characters. */
    private static final int SHOWN = 80;

    private LocationErrors() {}

    /** What Databend says of URIs and parameters: 4000, {@code invalid input parameter (…)}. */
    static StagedoorException invalid(String text) {
        return new StagedoorException(ErrorCode.STORAGE_OTHER, "invalid input parameter (" + text + ")");
    }

    static StagedoorException invalidValue(String key, String why) {
        return invalid("value for " + key + " is invalid: " + why);
    }

    /** Text that is no URL: 1005. */
    static StagedoorException syntax(String text) {
        return new StagedoorException(ErrorCode.SYNTAX, text);
    }

    /** Enough of a text to know it again; nothing in it can break a line of a log. */
    static String shown(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return start.codePoints()
                .map(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
