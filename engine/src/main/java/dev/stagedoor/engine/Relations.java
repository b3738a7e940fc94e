package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart;

/** Finds what stands behind {@code list_stage(…)} and the tables of the {@code system} database. */
final class Relations {
    private final StageListing listing;
    private final StageDefinitions stages;
    private final PresignRows presigns;
    private final Authorization authorization;

    Relations(StageListing listing, StageDefinitions stages, PresignRows presigns, Authorization authorization) {
        this.listing = listing;
        this.stages = stages;
        this.presigns = presigns;
        this.authorization = authorization;
    }

    Relation listStage(QueryPart.ListStage part, String table, StatementContext context) {
        return new Relation(table, StageListing.SCHEMA, _ -> listing.rows(part.location(), part.pattern(), context));
    }

    Relation stages(StatementContext context) {
        Access access = authorization.access(context);
        return new Relation("stages", StageRows.SCHEMA, zone -> stages.rows(zone, access));
    }

    Relation settings(SessionState session) {
        return new Relation("settings", Settings.SCHEMA, _ -> Settings.rows(session));
    }

    private Relation presigns(StatementContext context) {
        return new Relation("presigns", PresignRows.SCHEMA, zone -> presigns.rows(context, zone));
    }

    /** @throws StagedoorException 1025 when the system database has no such table */
    Relation systemTable(String name, StatementContext context) {
        return switch (name) {
            case "stages" -> stages(context);
            case "settings" -> settings(context.session());
            case "presigns" -> presigns(context);
            default ->
                throw new StagedoorException(
                        ErrorCode.UNKNOWN_TABLE,
                        "Unknown table `default`.`system`.`" + StageResolver.shown(name) + "`; there are system.stages, system.presigns and system.settings");
        };
    }
}
