package dev.stagedoor.signing.term;

import java.time.Duration;

/**
 * {@code EXPIRE}: for how long the request is good. Every request has one, in the place where its scheme has it.
 *
 * @param duration whole seconds
 */
public record Expire(Duration duration) implements Term {
    @Override
    public TermName name() {
        return TermName.EXPIRE;
    }

    @Override
    public TermValue told() {
        return new TermValue.Number(duration.toSeconds());
    }
}
