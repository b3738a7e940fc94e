package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.DatabendVersion;
import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import java.util.UUID;

/** Functions without arguments whose value the session gives. */
final class SessionFunctions {
    private SessionFunctions() {}

    /** @throws StagedoorException 1008 when there is no such function */
    static String value(String name, StatementContext context) {
        return switch (name) {
            case "version" -> "Databend Query v" + DatabendVersion.TEXT + "-stagedoor";
            case "current_user", "user", "session_user" -> context.principal().identity();
            case "current_role" -> context.session().role().orElse(context.principal().role());
            case "database", "current_database", "schema", "current_schema" -> context.session().database();
            case "current_catalog" -> "default";
            case "connection_id" -> UUID.randomUUID().toString();
            case "timezone" -> SessionSettings.zone(context.session()).getId();
            default -> throw new StagedoorException(ErrorCode.UNKNOWN_FUNCTION,
                    "no function matches the given name: '" + ShownText.of(name) + "'");
        };
    }
}
