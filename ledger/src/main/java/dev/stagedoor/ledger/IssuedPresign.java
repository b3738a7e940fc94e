package dev.stagedoor.ledger;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import java.time.Instant;

/**
 * A presigned URL as it was issued.
 *
 * @param user who asked for it
 * @param stage {@code ~} for that user's own
 * @param path from the root of the stage
 * @param terms a JSON object of what it is bound to, as {@code system.presigns} shows it
 * @param expiresAt the first instant at which it is refused
 * @param clientAddress from which it was asked for; empty when not known
 * @param door whether it leads to this server's own door, which knows what becomes of it
 */
public record IssuedPresign(
        PresignId id,
        Instant issuedAt,
        String user,
        String stage,
        String path,
        HttpMethod method,
        String terms,
        Instant expiresAt,
        String clientAddress,
        boolean door) {}
