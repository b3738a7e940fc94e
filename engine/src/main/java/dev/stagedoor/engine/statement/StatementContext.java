package dev.stagedoor.engine.statement;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.ScanProgress;
import java.net.URI;
import java.util.UUID;

/**
 * What a statement runs with.
 *
 * @param origin scheme and authority by which the client reaches this server, no path
 * @param cancellation asked now and then by long work
 * @param client the address that the statement came from, as text; empty when not known
 * @param stages the stages it names; the engine gives each statement its own
 * @param progress told how far its queries have come
 * @param queryId by which the client knows it; fit to stand in a path
 * @param number counts the statements of one text, from 0: they have one query id
 */
public record StatementContext(
        Principal principal,
        SessionState session,
        URI origin,
        Cancellation cancellation,
        String client,
        StageLookup stages,
        ScanProgress progress,
        String queryId,
        int number) {
    /** Of statements that have not begun. */
    public StatementContext(
            Principal principal, SessionState session, URI origin, Cancellation cancellation, String client, String queryId) {
        this(principal, session, origin, cancellation, client, StageLookup.NOT_BEGUN, new ScanProgress(), queryId, 0);
    }

    /** Of statements that have not begun, with an id of their own. */
    public StatementContext(Principal principal, SessionState session, URI origin, Cancellation cancellation, String client) {
        this(principal, session, origin, cancellation, client, UUID.randomUUID().toString());
    }

    /** The same with another session. */
    public StatementContext withSession(SessionState changed) {
        return new StatementContext(principal, changed, origin, cancellation, client, stages, progress, queryId, number);
    }

    /** The same for a statement that begins now. */
    public StatementContext withStages(StageLookup own) {
        return new StatementContext(principal, session, origin, cancellation, client, own, progress, queryId, number);
    }

    /** The same for the next statement of the text. */
    public StatementContext next() {
        return new StatementContext(principal, session, origin, cancellation, client, stages, progress, queryId, number + 1);
    }

    /** From nowhere in particular. */
    public StatementContext(Principal principal, SessionState session, URI origin, Cancellation cancellation) {
        this(principal, session, origin, cancellation, "");
    }
}
