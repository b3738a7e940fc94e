package dev.stagedoor.catalog.format;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a text option may hold. The sentences are Databend's where it has one. */
@FunctionalInterface
interface TextRule {
    /** UTF-8 bytes in any text option. */
    int MAX_BYTES = 1_024;

    /** UTF-8 bytes in a field delimiter. */
    int MAX_FIELD_DELIMITER_BYTES = 20;

    /** Any text of at most {@link #MAX_BYTES} that UTF-8 can carry. */
    TextRule ANY = text -> {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return Optional.of("Expecting well-formed Unicode.");
        }
        return utf8Length(text) <= MAX_BYTES ? Optional.empty() : Optional.of("Expecting at most " + MAX_BYTES + " bytes.");
    };

    /** 1 to {@value #MAX_FIELD_DELIMITER_BYTES} bytes, not one letter or digit. */
    TextRule FIELD_DELIMITER = text -> text.isEmpty() ? Optional.of("Expecting at least one byte.") : delimiterComplaint(text);

    /** As {@link #FIELD_DELIMITER}, or empty: the whole line is one field. */
    TextRule FIELD_DELIMITER_OR_LINE = TextRule::delimiterComplaint;

    TextRule RECORD_DELIMITER = text -> text.equals("\r\n") || (utf8Length(text) == 1 && !isAsciiAlphanumeric(text))
            ? Optional.empty()
            : Optional.of("Expecting a single one-byte, non-alphanumeric character or '\\r\\n'.");

    TextRule QUOTE = oneOf(List.of("'", "\"", "`"));

    TextRule ESCAPE = oneOf(List.of("\\", ""));

    /** {@code nan} or {@code null} in any mixture of cases. */
    TextRule NAN_DISPLAY = text -> text.equalsIgnoreCase("nan") || text.equalsIgnoreCase("null")
            ? Optional.empty()
            : Optional.of("The valid values are 'nan', 'NaN', 'null', 'NULL'.");

    TextRule ENCODING_ERROR_MODE = oneOf(List.of("strict", "replace"));

    /** A character encoding this Java knows, by any of its names. */
    TextRule ENCODING = text -> isCharset(text)
            ? Optional.empty()
            : Optional.of("Expecting the name of a character encoding, such as UTF-8 or GBK.");

    /** An XML element's name, of which only the length is checked. */
    TextRule ROW_TAG = text -> text.isEmpty() || ANY.complaint(text).isPresent()
            ? Optional.of("Expecting a non-empty string containing at most 1024 characters.")
            : Optional.empty();

    /** What is wrong with the text, as a sentence that says what is expected; empty when it will do. */
    Optional<String> complaint(String text);

    private static Optional<String> delimiterComplaint(String text) {
        if (utf8Length(text) > MAX_FIELD_DELIMITER_BYTES) {
            return Optional.of("Expecting at most " + MAX_FIELD_DELIMITER_BYTES + " bytes.");
        }
        if (utf8Length(text) == 1 && isAsciiAlphanumeric(text)) {
            return Optional.of("Expecting a non-alphanumeric character.");
        }
        return ANY.complaint(text);
    }

    private static TextRule oneOf(List<String> choices) {
        String sentence = choices.stream()
                .map(choice -> "'" + OptionText.escape(choice) + "'")
                .collect(Collectors.joining(", ", "The valid values are ", "."));
        return text -> choices.contains(text) ? Optional.empty() : Optional.of(sentence);
    }

    private static boolean isAsciiAlphanumeric(String text) {
        char only = text.charAt(0);
        return (only >= '0' && only <= '9') || (only >= 'a' && only <= 'z') || (only >= 'A' && only <= 'Z');
    }

    private static boolean isCharset(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalCharsetNameException _) {
            return false;
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
