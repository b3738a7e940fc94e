package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.ledger.PresignScope.User;
import dev.stagedoor.ledger.PresignScope.UserStage;
import java.util.List;

/**
 * A revocation of everything in a scope, up to a key.
 *
 * @param at microseconds since 1970 UTC; what had expired by then was not revoked
 * @param concerned whether there was something to revoke
 */
record Watermark(PresignScope scope, long key, long at, boolean concerned) {
    private static final String USER_STAGE = "~";

    /** The scope that a URL's stage is. */
    static PresignScope stageOf(IssuedPresign presign) {
        return presign.stage().equals(USER_STAGE) ? new UserStage(presign.user()) : new Stage(presign.stage());
    }

    /** The scopes that a URL is in. */
    static List<PresignScope> scopesOf(IssuedPresign presign) {
        return List.of(stageOf(presign), new User(presign.user()));
    }

    /** Stored, so these numbers stay as they are. */
    static int kind(PresignScope scope) {
        return switch (scope) {
            case Stage _ -> 1;
            case UserStage _ -> 2;
            case User _ -> 3;
        };
    }

    static String name(PresignScope scope) {
        return switch (scope) {
            case Stage(var name) -> name;
            case UserStage(var user) -> user;
            case User(var user) -> user;
        };
    }

    /** @throws IllegalArgumentException for a number that no kind has */
    static PresignScope scope(int kind, String name) {
        return switch (kind) {
            case 1 -> new Stage(name);
            case 2 -> new UserStage(name);
            case 3 -> new User(name);
            default -> throw new IllegalArgumentException("no scope is of kind " + kind);
        };
    }
}
