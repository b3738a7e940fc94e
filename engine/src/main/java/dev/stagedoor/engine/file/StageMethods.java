package dev.stagedoor.engine.file;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;

/** The rule METHODS of a stage. */
public final class StageMethods {
    private StageMethods() {}

    /** @throws StagedoorException 1063 when the stage does not allow the method */
    public static void require(PresignRules.Method method, String stage, PresignRules rules) {
        if (!rules.methods().contains(method)) {
            throw new StagedoorException(
                    ErrorCode.PERMISSION_DENIED,
                    "Permission denied: stage '" + ShownText.of(stage) + "' allows no " + method + "; its METHODS are ("
                            + String.join(", ", rules.methods().stream().map(Enum::name).sorted().toList()) + ").");
        }
    }
}
