package dev.stagedoor.engine.statement;

import java.net.URI;

/**
 * What a statement runs with.
 *
 * @param origin scheme and authority by which the client reaches this server, no path
 * @param cancellation asked now and then by long work
 */
public record StatementContext(
        Principal principal, SessionState session, URI origin, Cancellation cancellation, Caller caller) {
    /** The same with another session. */
    public StatementContext withSession(SessionState changed) {
        return new StatementContext(principal, changed, origin, cancellation, caller);
    }

    /** Of an unknown caller. */
    public StatementContext(Principal principal, SessionState session, URI origin, Cancellation cancellation) {
        this(principal, session, origin, cancellation, Caller.UNKNOWN);
    }
}
