package dev.stagedoor.ledger;

import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one request with a presigned URL at the door.
 *
 * @param at when the request came
 * @param bytes of the file that went either way
 * @param clientAddress from which the request came
 * @param refusal why it was refused, in a sentence; empty when it was served
 */
public record PresignUse(PresignId id, Instant at, long bytes, String clientAddress, Optional<String> refusal) {}
