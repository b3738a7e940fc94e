package dev.stagedoor.engine.file;

import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.access.Need;
import dev.stagedoor.engine.access.StatementNeeds;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.StagePath;
import java.util.Optional;

/** Files that a query names while it runs: which file is meant, and whether its user may read it. */
public final class NamedFiles {
    private final Authorization authorization;
    private final StageResolver resolver;

    public NamedFiles(Authorization authorization, StageResolver resolver) {
        this.authorization = authorization;
        this.resolver = resolver;
    }

    /**
     * The file of a path. Whether it exists is not asked.
     *
     * @param stage {@code @s}; empty where {@code path} is a whole location
     * @throws StagedoorException 1006 for what is no location of a file; 2501 for an unknown stage; 1063 without READ on the path
     */
    public StageFile find(Optional<String> stage, String path, StatementContext context) {
        StagePath location = stage.map(name -> StagePath.of(stage(name), path)).orElseGet(() -> location(path));
        authorization.require(StatementNeeds.read(location, Need.Reach.FILE), context);
        return resolver.file(location, context.principal(), context.stages());
    }

    private static String stage(String argument) {
        StagePath stage = location(argument);
        if (!stage.path().isEmpty()) {
            throw bad("stage argument must be a stage name, but got " + ShownText.of(argument));
        }
        return stage.stage();
    }

    private static StagePath location(String argument) {
        if (!argument.startsWith("@")) {
            throw bad("stage path must start with @, but got " + ShownText.of(argument));
        }
        return StagePath.parse(argument);
    }

    private static StagedoorException bad(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
