package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.storage.PresignLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a URL is bound to: the narrower of what its stage allows and what the statement asks for, term by term.
 *
 * @param contentType an upload must be sent with; empty for any, and for downloads
 * @param warnings a sentence for each term that is narrower than the statement asked for
 */
record NarrowedTerms(Duration expire, Optional<String> contentType, PresignLimits limits, List<String> warnings) {
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
        return switch (statement.action()) {
            case UPLOAD -> new Narrowing(statement, rules).upload();
            case DOWNLOAD -> new Narrowing(statement, rules).download();
        };
    }
}
