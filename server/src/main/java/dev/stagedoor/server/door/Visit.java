package dev.stagedoor.server.door;

import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.audit.AuditRecord;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.storage.PresignId;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request at the door, from its head to its end: gathers what the ledger and the audit log are told of it, once. Only a request whose
 * signature was found right has an id, so nobody can write into another's entry. Used by one thread.
 */
final class Visit {
    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

    /** The error of a download that did not come to its end, whose status had been sent. */
    private static final String BROKEN_OFF = "BrokenOff";

    private static final int MAX_PATH_CHARS = 4096;

    private final PresignLedger ledger;
    private final AuditLog audit;
    private final String requestId;
    private final Request request;
    private final InetAddress client;
    private final Instant at;
    private final long startNanos = System.nanoTime();
    private @Nullable PresignId presignId;
    private @Nullable String accessKeyId;
    private boolean sending;
    private long bytes;

    /** @param at when the request came */
    Visit(PresignLedger ledger, AuditLog audit, String requestId, Request request, InetAddress client, Instant at) {
        this.ledger = ledger;
        this.audit = audit;
        this.requestId = requestId;
        this.request = request;
        this.client = client;
        this.at = at;
    }

    /** When the request came. */
    Instant at() {
        return at;
    }

    InetAddress client() {
        return client;
    }

    /** The signature was found right, and so is the id it covers. */
    void identified(PresignId id) {
        presignId = id;
    }

    /** The id of the URL, once its signature was found right. */
    Optional<PresignId> url() {
        return Optional.ofNullable(presignId);
    }

    /** The signature was found right, and is an S3 client's. */
    void signedBy(String accessKey) {
        accessKeyId = accessKey;
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

    /** The request did what it is for. */
    void served(int status) {
        tell(Optional.empty());
        log(status, Optional.empty());
    }

    /** A part of a file was sent: the ledger counts that as served, since what was shown was shown. */
    void brokeOff(int status) {
        tell(Optional.empty());
        log(status, Optional.of(BROKEN_OFF));
    }

    /** Nothing came of the request. */
    void refused(S3Error error) {
        tell(Optional.of(error.getMessage()));
        log(error.status(), Optional.of(error.code()));
    }

    private void log(int status, Optional<String> error) {
        if (!audit.isOn()) {
            return;
        }
        audit.write(new AuditRecord.DoorRequest(
                requestId,
                Optional.ofNullable(presignId),
                Optional.ofNullable(accessKeyId),
                request.getMethod(),
                path(request.getHttpURI().getPath()),
                client.getHostAddress(),
                status,
                error,
                System.nanoTime() - startNanos,
                bytes));
    }

    /** As stages show it; what cannot be decoded stays as it came. */
    private static String path(String raw) {
        String path = PercentEncoding.decode(raw, 0, raw.length()).orElse(raw);
        return path.length() <= MAX_PATH_CHARS ? path : path.substring(0, MAX_PATH_CHARS);
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
