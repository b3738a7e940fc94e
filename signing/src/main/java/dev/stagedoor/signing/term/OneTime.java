package dev.stagedoor.signing.term;

import java.util.Optional;

/** {@code ONE_TIME = TRUE}: the request succeeds once at most. */
public record OneTime() implements Term {
    private static final String PARAMETER = "true";

    static OneTime parse(String parameter) {
        if (!parameter.equals(PARAMETER)) {
            throw new IllegalArgumentException("a malformed term");
        }
        return new OneTime();
    }

    @Override
    public TermName name() {
        return TermName.ONE_TIME;
    }

    @Override
    public TermValue told() {
        return new TermValue.Flag(true);
    }

    @Override
    public Optional<String> parameter() {
        return Optional.of(PARAMETER);
    }
}
