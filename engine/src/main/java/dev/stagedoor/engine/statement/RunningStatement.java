package dev.stagedoor.engine.statement;

import dev.stagedoor.query.ScanProgress;
import java.time.Instant;

/**
 * A statement that runs.
 *
 * @param id by which clients ask for its pages
 * @param client the address that it came from, as text; empty when not known
 * @param database of the session
 * @param summary what it is and what it is about; not its text, which may hold a secret
 * @param progress how far its queries have come
 */
public record RunningStatement(
        String id, String user, String client, String database, StatementSummary summary, Instant since, ScanProgress progress) {}
