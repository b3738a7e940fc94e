package dev.stagedoor.signing.term;

import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/**
 * {@code CONTENT_LENGTH}: an upload must have exactly so many bytes.
 *
 * @param bytes not negative
 */
public record ContentLength(long bytes) implements Term {
    /** @throws IllegalArgumentException for a negative length */
    public ContentLength {
        if (bytes < 0) {
            throw new IllegalArgumentException("a length is not negative");
        }
    }

    @Override
    public TermName name() {
        return TermName.CONTENT_LENGTH;
    }

    @Override
    public TermValue told() {
        return new TermValue.Number(bytes);
    }

    @Override
    public Optional<Entry<String, String>> header() {
        return Optional.of(Map.entry("content-length", Long.toString(bytes)));
    }
}
