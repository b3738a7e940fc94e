package dev.stagedoor.signing.term;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a stage for its URLs, {@code PRESIGN = (…)}, by their names in SQL and in the order in which they are told. Each bounds one
 * term of every URL; METHODS says which URLs there are.
 */
public enum RuleName {
    MAX_EXPIRE(TermName.EXPIRE),
    MAX_SIZE(TermName.MAX_SIZE),
    CONTENT_TYPES(TermName.CONTENT_TYPE),
    OVERWRITE(TermName.OVERWRITE),
    METHODS(null);

    private final Optional<TermName> term;

    RuleName(@Nullable TermName term) {
        this.term = Optional.ofNullable(term);
    }

    /** The term that it bounds; empty for METHODS. */
    public Optional<TermName> term() {
        return term;
    }

    /** The field of a JSON object that tells of it. */
    public String told() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a sentence names it: with its value where it can have but one. */
    public String sentence() {
        return this == OVERWRITE ? "OVERWRITE = FALSE" : name();
    }
}
