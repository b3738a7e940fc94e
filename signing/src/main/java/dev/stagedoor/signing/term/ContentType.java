package dev.stagedoor.signing.term;

import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/** {@code CONTENT_TYPE}: an upload must be sent with exactly this. A store that cannot bind it names it in the headers to send. */
public record ContentType(String type) implements Term {
    /** @throws IllegalArgumentException for anything but printable ASCII, which any client sends back verbatim */
    public ContentType {
        if (!type.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("the content type must be printable ASCII");
        }
    }

    @Override
    public TermName name() {
        return TermName.CONTENT_TYPE;
    }

    @Override
    public TermValue told() {
        return new TermValue.Text(type);
    }

    @Override
    public Optional<Entry<String, String>> header() {
        return Optional.of(Map.entry("content-type", type));
    }
}
