package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.sql.Statement.Presign;
import java.time.Duration;
import java.util.List;

/**
 * What a URL is bound to: the narrower of what its stage allows and what the statement asks for, term by term.
 *
 * @param terms an upload's content type among them
 * @param warnings a sentence for each term that is narrower than the statement asked for
 */
record NarrowedTerms(Duration expire, Terms terms, List<String> warnings) {
    /** What becomes of a statement and a stage that say nothing. */
    private static final NarrowedTerms UNBOUND = new NarrowedTerms(Presigning.DEFAULT_EXPIRE, Terms.NONE, List.of());

    NarrowedTerms {
        warnings = List.copyOf(warnings);
    }

    /**
     * Narrows a statement's terms to a stage's rules.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1063 when the stage's METHODS do not hold the statement's; 1006 for a term that
     *     cannot be read, that contradicts the stage or another term, or that means nothing for a download
     */
    static NarrowedTerms of(Presign statement, PresignRules rules) {
        return statement.terms().isEmpty() && rules.equals(PresignRules.UNBOUND) ? UNBOUND : new TermPolicy(statement, rules).narrowed();
    }
}
