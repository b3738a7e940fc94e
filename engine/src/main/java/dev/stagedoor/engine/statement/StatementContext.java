package dev.stagedoor.engine.statement;

import java.net.URI;

/**
 * What a statement runs with.
 *
 * @param origin scheme and authority by which the client reaches this server, no path
 * @param cancellation asked now and then by long work
 * @param client the address that the statement came from, as text; empty when not known
 */
public record StatementContext(Principal principal, SessionState session, URI origin, Cancellation cancellation, String client) {
    /** The same with another session. */
    public StatementContext withSession(SessionState changed) {
        return new StatementContext(principal, changed, origin, cancellation, client);
    }

    /** From nowhere in particular. */
    public StatementContext(Principal principal, SessionState session, URI origin, Cancellation cancellation) {
        this(principal, session, origin, cancellation, "");
    }
}
