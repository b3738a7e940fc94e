package dev.stagedoor.server.door;

import dev.stagedoor.catalog.ledger.PresignLedger;
import dev.stagedoor.catalog.ledger.PresignUse;
import dev.stagedoor.storage.PresignId;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request at the door, from its head to its end: gathers what the ledger is told of it, once. Only a request whose signature was found right
 * has an id, so nobody can write into another's entry. Used by one thread.
 */
final class Visit {
    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

    private final PresignLedger ledger;
    private final InetAddress client;
    private final Instant at;
    private @Nullable PresignId presignId;
    private boolean sending;
    private long bytes;

    /** @param at when the request came */
    Visit(PresignLedger ledger, InetAddress client, Instant at) {
        this.ledger = ledger;
        this.client = client;
        this.at = at;
    }

    InetAddress client() {
        return client;
    }

    /** The signature was found right, and so is the id it covers. */
    void identified(PresignId id) {
        presignId = id;
    }

    /** From now on, bytes of a file may have reached the client. */
    void sending() {
        sending = true;
    }

    /** So many bytes of a file came in or went out. */
    void moved(long count) {
        bytes += count;
    }

    /** Whether the client may have a byte of a file. */
    boolean hasSent() {
        return sending;
    }

    /** The request did what it is for, or a part of it: a download that broke off has shown what it has shown. */
    void served() {
        tell(Optional.empty());
    }

    /** Nothing came of the request. */
    void refused(String reason) {
        tell(Optional.of(reason));
    }

    /** What was stored or sent cannot be taken back because the ledger is out of order; issuing and claiming do stop then. */
    private void tell(Optional<String> refusal) {
        if (presignId == null) {
            return;
        }
        try {
            ledger.used(new PresignUse(presignId, at, bytes, client.getHostAddress(), refusal));
        } catch (RuntimeException e) {
            LOG.error("A use of the presigned URL {} could not be entered in the ledger", presignId, e);
        }
    }
}
