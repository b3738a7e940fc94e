package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.SessionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The session as a client sends and expects it (protocol, section 5.1): what the engine knows of it, and two names that are only carried.
 * Keys we do not know are not echoed: a client would send them back twice.
 */
record ClientSession(SessionState state, @Nullable String role, @Nullable List<String> secondaryRoles) {
    static final ClientSession DEFAULT = new ClientSession(SessionState.DEFAULT, null, null);

    ClientSession with(SessionState changed) {
        return new ClientSession(changed, role, secondaryRoles);
    }
}
