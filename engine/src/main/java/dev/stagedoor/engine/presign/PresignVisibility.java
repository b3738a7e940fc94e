package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.sql.StagePath;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whose URLs a caller may see and revoke: their own; those of a stage that one of their roles owns, as far as they are of this stage and
 * not of one that had its name before; with SUPER all.
 */
public final class PresignVisibility {
    private final Authorization authorization;
    private final Catalog catalog;

    public PresignVisibility(Authorization authorization, Catalog catalog) {
        this.authorization = authorization;
        this.catalog = catalog;
    }

    /** For one statement: remembers what it found out about stages. Used by one thread. */
    Predicate<IssuedPresign> of(StatementContext context) {
        Seen seen = seen(context);
        return presign -> seen.test(presign.user(), presign.stage(), presign.issuedAt());
    }

    /** The same of planned uploads. */
    Predicate<UploadPlan> ofUploads(StatementContext context) {
        Seen seen = seen(context);
        return plan -> seen.test(plan.user(), plan.stage(), plan.begunAt());
    }

    private interface Seen {
        boolean test(String user, String stage, Instant issuedAt);
    }

    private Seen seen(StatementContext context) {
        if (authorization.isSuper(context)) {
            return (_, _, _) -> true;
        }
        String caller = context.principal().user();
        Map<String, Optional<Instant>> ownedSince = new HashMap<>();
        return (user, stage, issuedAt) -> user.equals(caller)
                || ownedSince
                        .computeIfAbsent(stage, name -> ownedSince(name, context))
                        .filter(since -> !issuedAt.isBefore(since))
                        .isPresent();
    }

    /** When a stage that the caller owns was created; empty when it is not theirs. */
    private Optional<Instant> ownedSince(String stage, StatementContext context) {
        if (stage.equals(StagePath.USER_STAGE)) {
            return Optional.empty();
        }
        return catalog.stage(stage).filter(definition -> authorization.owns(definition, context)).map(StageDefinition::createdOn);
    }
}
