package dev.stagedoor.ledger;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A presigned URL and what became of it: a row of {@code system.presigns}.
 *
 * @param firstUsedAt the first request that was served; at a store elsewhere, the time of the file that arrived
 * @param lastUsedAt the last request that was served
 * @param uses how many requests were served
 * @param bytes of the file, as of the last request that was served
 * @param usedFrom the address the last request came from, served or refused
 * @param refusal why the last request that was not served was refused
 */
public record PresignRecord(
        IssuedPresign issued,
        Outcome outcome,
        Optional<Instant> firstUsedAt,
        Optional<Instant> lastUsedAt,
        long uses,
        OptionalLong bytes,
        Optional<String> usedFrom,
        Optional<String> refusal) {
    /** What became of it. The names in lower case are shown to users; the constants' names are stored. */
    public enum Outcome {
        /** Nothing is known of any use. */
        ISSUED,
        /** Served once at least. */
        USED,
        /** Asked for, and never served. */
        REFUSED,
        /** Revoked, whether or not it had been used. */
        REVOKED,
        /** At a store elsewhere, whose files were looked at: a file that it could have brought is there. */
        ARRIVED
    }
}
