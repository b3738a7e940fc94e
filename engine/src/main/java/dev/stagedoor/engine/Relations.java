package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart;

/** Finds what stands behind {@code list_stage(…)} and the tables of the {@code system} database. */
final class Relations {
    private final StageListing listing;
    private final StageDefinitions stages;

    Relations(StageListing listing, StageDefinitions stages) {
        this.listing = listing;
        this.stages = stages;
    }

    Relation listStage(QueryPart.ListStage part, String table, StatementContext context) {
        return new Relation(table, StageListing.SCHEMA, _ -> listing.rows(part.location(), part.pattern(), context));
    }

    Relation stages() {
        return new Relation("stages", StageRows.SCHEMA, stages::rows);
    }

    Relation settings(SessionState session) {
        return new Relation("settings", Settings.SCHEMA, _ -> Settings.rows(session));
    }

    /** @throws StagedoorException 1025 when the system database has no such table */
    Relation systemTable(String name, StatementContext context) {
        return switch (name) {
            case "stages" -> stages();
            case "settings" -> settings(context.session());
            default ->
                throw new StagedoorException(
                        ErrorCode.UNKNOWN_TABLE,
                        "Unknown table `default`.`system`.`" + StageResolver.shown(name) + "`; there are system.stages and system.settings");
        };
    }
}
