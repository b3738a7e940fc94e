package dev.stagedoor.sql;

import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.TermValue;
import java.util.Map;

/**
 * {@code PRESIGN = (MAX_EXPIRE = 900, MAX_SIZE = '2 GiB', CONTENT_TYPES = ('text/csv', …), OVERWRITE = FALSE, METHODS = (UPLOAD))} of a
 * stage: what its URLs are bound to. What is left out is unbounded; {@code PRESIGN = ()} binds nothing.
 *
 * @param rules as written; their bounds are not a matter of syntax. METHODS holds each name once, in alphabetical order
 */
public record PresignClause(Map<RuleName, TermValue> rules) {
    public PresignClause {
        rules = Map.copyOf(rules);
    }
}
