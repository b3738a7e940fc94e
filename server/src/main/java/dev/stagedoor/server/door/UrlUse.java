package dev.stagedoor.server.door;

import dev.stagedoor.catalog.ledger.PresignLedger;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.Grant;
import dev.stagedoor.storage.AddressRange;
import dev.stagedoor.storage.local.DoorTerms;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;

/**
 * One request with a presigned URL: holds it to the terms that are signed into the URL, and takes the one use of a URL that has only one. A
 * URL without an id has no terms.
 */
final class UrlUse {
    private final PresignLedger ledger;
    private final Optional<DoorTerms> terms;
    private final Grant grant;

    UrlUse(PresignLedger ledger, Optional<DoorTerms> terms, Grant grant) {
        this.ledger = ledger;
        this.terms = terms;
        this.grant = grant;
    }

    /**
     * What can be told from the head of the request, before its body is asked for.
     *
     * @throws S3Error when the URL was revoked, or does not serve this client or this length
     */
    void check(InetAddress client, Request request) {
        if (terms.isEmpty()) {
            return;
        }
        refuseWhenRevoked();
        requireAddress(terms.get(), client);
        if (grant.method() == HttpMethod.PUT) {
            refuseBeyondSize(request.getLength());
        }
    }

    /** @throws S3Error when the URL was revoked, be it while this request was under way */
    void refuseWhenRevoked() {
        if (terms.isPresent() && ledger.isRevoked(terms.get().id())) {
            throw new S3Error(403, "AccessDenied", "This URL was revoked.");
        }
    }

    private static void requireAddress(DoorTerms terms, InetAddress client) {
        var ranges = terms.fromAddresses();
        if (ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(client))) {
            return;
        }
        throw new S3Error(
                403,
                "AccessDenied",
                "This URL serves requests from " + ranges.stream().map(AddressRange::toString).collect(Collectors.joining(", "))
                        + "; this one came from " + client.getHostAddress() + ".");
    }

    /** @throws S3Error when so many bytes of an upload are more than the URL allows */
    void refuseBeyondSize(long bytes) {
        if (terms.isPresent() && bytes > terms.get().maxBytes().orElse(Long.MAX_VALUE)) {
            throw new S3Error(
                    400,
                    "EntityTooLarge",
                    "Your proposed upload exceeds the maximum allowed size: this URL takes "
                            + terms.get().maxBytes().orElseThrow() + " bytes.");
        }
    }

    /**
     * Takes the one use of a one-time URL; does nothing for others.
     *
     * @throws S3Error when it was taken before
     */
    void claim() {
        if (isOneTime() && !ledger.claim(terms.orElseThrow().id(), grant.expiresAt())) {
            throw new S3Error(403, "AccessDenied", "This URL serves one request, and has been used or is in use.");
        }
    }

    /** Gives the one use back: nothing was stored, and no byte of a file was sent. */
    void release() {
        if (isOneTime()) {
            ledger.release(terms.orElseThrow().id());
        }
    }

    private boolean isOneTime() {
        return terms.isPresent() && terms.get().oneTime();
    }
}
