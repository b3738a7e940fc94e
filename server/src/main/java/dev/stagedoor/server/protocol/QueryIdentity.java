package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.Principal;
import java.util.Optional;

/**
 * Which query it is, and whose.
 *
 * @param loginSession the session whose token the request had
 */
record QueryIdentity(String id, Principal principal, Optional<String> loginSession, String sql) {
    /** Whether a request with this text is the same, repeated. */
    boolean is(Principal other, String otherSql) {
        return isOf(other) && sql.equals(otherSql);
    }

    boolean isOf(Principal other) {
        return principal.user().equals(other.user());
    }

    boolean isOfSession(String other) {
        return loginSession.filter(other::equals).isPresent();
    }
}
