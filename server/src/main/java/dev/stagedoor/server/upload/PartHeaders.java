package dev.stagedoor.server.upload;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one part of a form (RFC 7578), as far as they matter here.
 *
 * @param name of the field
 * @param filename what the client calls the file, with its escapes undone; may hold {@code /}
 */
public record PartHeaders(Optional<String> name, Optional<String> filename, Optional<String> contentType) {
    static PartHeaders parse(String headers) {
        String disposition = null;
        String contentType = null;
        for (String line : headers.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = line.substring(0, colon).trim();
            if (name.equalsIgnoreCase("Content-Disposition")) {
                disposition = line.substring(colon + 1);
            } else if (name.equalsIgnoreCase("Content-Type")) {
                contentType = line.substring(colon + 1).trim();
            }
        }
        return new PartHeaders(
                parameter(disposition, "name"), parameter(disposition, "filename"), Optional.ofNullable(contentType));
    }

    private static Optional<String> parameter(@Nullable String disposition, String wanted) {
        if (disposition == null) {
            return Optional.empty();
        }
        int at = 0;
        while ((at = nextParameter(disposition, at)) >= 0) {
            int equals = disposition.indexOf('=', at);
            if (equals < 0) {
                return Optional.empty();
            }
            String name = disposition.substring(at, equals).trim();
            var value = new StringBuilder();
            at = value(disposition, equals + 1, value);
            if (name.equalsIgnoreCase(wanted)) {
                return Optional.of(value.toString()).filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }

    /** After the next semicolon, or -1. */
    private static int nextParameter(String text, int from) {
        int semicolon = text.indexOf(';', from);
        return semicolon < 0 ? -1 : semicolon + 1;
    }

    /**
     * A token, which ends at a blank or a semicolon, or a quoted text, kept exactly but with its escapes undone: OkHttp and browsers write
     * {@code %22}, {@code %0D} and {@code %0A} for what would break the header and leave every other {@code %} alone; reqwest and curl put
     * a backslash before quotes and backslashes.
     *
     * @return where the value ends
     */
    private static int value(String text, int from, StringBuilder value) {
        int i = from;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        if (i == text.length() || text.charAt(i) != '"') {
            int end = text.indexOf(';', i);
            end = end < 0 ? text.length() : end;
            value.append(text.substring(i, end).stripTrailing());
            return end;
        }
        for (i++; i < text.length() && text.charAt(i) != '"'; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && isEscaped(text.charAt(i + 1))) {
                value.append(text.charAt(++i));
            } else if (c == '%' && text.startsWith("22", i + 1)) {
                value.append('"');
                i += 2;
            } else if (c == '%' && text.regionMatches(true, i + 1, "0D", 0, 2)) {
                value.append('\r');
                i += 2;
            } else if (c == '%' && text.regionMatches(true, i + 1, "0A", 0, 2)) {
                value.append('\n');
                i += 2;
            } else {
                value.append(c);
            }
        }
        return i;
    }

    private static boolean isEscaped(char c) {
        return c == '"' || c == '\\';
    }
}
