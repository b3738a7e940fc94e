package dev.stagedoor.engine;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/** The rule METHODS of a stage. */
final class StageMethods {
    private StageMethods() {}

    /** @throws StagedoorException 1063 when the stage does not allow the method */
    static void require(PresignRules.Method method, String stage, PresignRules rules) {
        if (!rules.methods().contains(method)) {
            throw new StagedoorException(
                    ErrorCode.PERMISSION_DENIED,
                    "Permission denied: stage '" + Messages.shown(stage) + "' allows no " + method + "; its METHODS are ("
                            + String.join(", ", rules.methods().stream().map(Enum::name).sorted().toList()) + ").");
        }
    }
}
