package dev.stagedoor.signing.term;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code MAX_SIZE}: an upload of more bytes is refused. S3 has no header for it; a store that can bind a {@link ContentLength} holds a
 * client to it by one that is no more.
 *
 * @param bytes not negative
 */
public record MaxSize(long bytes) implements Term {
    private static final Pattern PARAMETER = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** @throws IllegalArgumentException for a negative size */
    public MaxSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a length is not negative");
        }
    }

    static MaxSize parse(String parameter) {
        if (!PARAMETER.matcher(parameter).matches()) {
            throw new IllegalArgumentException("a malformed size");
        }
        return new MaxSize(Long.parseLong(parameter));
    }

    @Override
    public TermName name() {
        return TermName.MAX_SIZE;
    }

    @Override
    public TermValue told() {
        return new TermValue.Number(bytes);
    }

    @Override
    public Optional<String> parameter() {
        return Optional.of(Long.toString(bytes));
    }
}
