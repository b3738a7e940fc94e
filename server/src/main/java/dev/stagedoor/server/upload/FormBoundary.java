package dev.stagedoor.server.upload;

import dev.stagedoor.server.http.HttpRefusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.QuotedStringTokenizer;
import org.jspecify.annotations.Nullable;

/** What separates the parts of a form: the boundary that its Content-Type names (RFC 7578, section 4.1). */
final class FormBoundary {
    /** RFC 2046, section 5.1.1. */
    private static final int MAX_CHARS = 70;

    private static final String TYPE = "multipart/form-data";

    /**
     * Splits at semicolons outside of quotes, and keeps the quotes. Jetty's parser of whole parameters would end an unquoted boundary at a
     * {@code =} in it.
     */
    private static final QuotedStringTokenizer PARAMETERS = QuotedStringTokenizer.builder()
            .delimiters(";")
            .ignoreOptionalWhiteSpace()
            .allowEmbeddedQuotes()
            .returnQuotes()
            .build();

    private FormBoundary() {}

    /**
     * Of several boundaries the first that can be one.
     *
     * @throws HttpRefusal 400 when the body is no form, or the boundary is missing, empty or too long
     */
    static byte[] of(@Nullable String contentType) {
        if (contentType == null || !contentType.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
            throw HttpRefusal.badRequest("the body must be a form: Content-Type: multipart/form-data with a boundary");
        }
        for (String parameter : parameters(contentType.substring(TYPE.length()))) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).trim().equalsIgnoreCase("boundary")) {
                String boundary = PARAMETERS.unquote(parameter.substring(equals + 1).trim());
                if (!boundary.isEmpty() && boundary.length() <= MAX_CHARS) {
                    return boundary.getBytes(StandardCharsets.ISO_8859_1);
                }
            }
        }
        throw HttpRefusal.badRequest("the Content-Type names no boundary of 1 to " + MAX_CHARS + " characters");
    }

    /** None when a quote is not closed. */
    private static List<String> parameters(String text) {
        List<String> parameters = new ArrayList<>();
        try {
            PARAMETERS.tokenize(text).forEachRemaining(parameters::add);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        return parameters;
    }
}
