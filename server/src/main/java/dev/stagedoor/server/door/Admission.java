package dev.stagedoor.server.door;

import dev.stagedoor.server.http.Origins;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.s3v4.HeaderVerdict;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.signing.s3v4.S3V4HeaderVerifier;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.local.DoorTerms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may pass: verifies the signature of a request, in its query or in its header, over the request line as it came. */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** For how long after its expiry the ledger is told that a URL was tried: later it takes no signature to be refused. */
    private static final Duration MAX_LATE = PresignTerms.MAX_EXPIRE;

    /** A verified request, by how it was signed. */
    sealed interface Admitted {
        RequestGrant grant();

        /** The signature stands in the query: whoever holds the URL may send it. */
        record Presigned(RequestGrant grant) implements Admitted {}

        /** The signature stands in the header: the holder of the credential sends it, now. */
        record Signed(RequestGrant grant, Payload payload) implements Admitted {}
    }

    private final String signingKeyId;
    private final Map<String, S3Credential> accessKeys = new HashMap<>();
    private final S3V4Verifier presigned;
    private final S3V4HeaderVerifier signed;
    private final Origins origins;
    private final Clock clock;

    /** @throws IllegalArgumentException when a bucket's access key has the id of the signing key, or of another secret */
    Admission(String region, S3Credential signingKey, List<DoorBucket> buckets, Origins origins, Clock clock) {
        this.signingKeyId = signingKey.accessKeyId();
        for (DoorBucket bucket : buckets) {
            bucket.s3Access().ifPresent(key -> {
                if (key.accessKeyId().equals(signingKeyId) || accessKeys.put(key.accessKeyId(), key) != null) {
                    throw new IllegalArgumentException("the access key id " + key.accessKeyId() + " is in use already");
                }
            });
        }
        this.presigned = new S3V4Verifier(
                region,
                id -> id.equals(signingKeyId) ? Optional.of(signingKey) : Optional.ofNullable(accessKeys.get(id)));
        // The signing key never leaves this server, so nobody can have signed a header with it.
        this.signed = new S3V4HeaderVerifier(region, id -> Optional.ofNullable(accessKeys.get(id)));
        this.origins = origins;
        this.clock = clock;
    }

    /**
     * Looks at nothing but the request line and the headers.
     *
     * @param visit is told the id of a URL that is right in everything but the time, so that the ledger has what came too late
     * @throws S3Error for whoever may not pass
     */
    Admitted admit(Request request, Visit visit) {
        return isSigned(request) ? admitSigned(request) : admitPresigned(request, visit);
    }

    /** The id of a URL of this server whose signature is right, for a request that is refused before it is admitted. */
    Optional<PresignId> url(Request request) {
        if (isSigned(request)
                || !(verifyPresigned(request, clock.instant()) instanceof Verdict.Granted(RequestGrant grant))
                || !isOwn(grant)) {
            return Optional.empty();
        }
        try {
            return terms(grant).map(DoorTerms::id);
        } catch (S3Error e) {
            return Optional.empty(); // it is refused when it is admitted
        }
    }

    private static ReceivedRequest received(Request request, String host) {
        String query = request.getHttpURI().getQuery();
        return new ReceivedRequest(
                request.getMethod(),
                request.getHttpURI().getPath(),
                query == null ? "" : query,
                () -> fieldNames(request),
                name -> name.equals("host") ? List.of(host) : request.getHeaders().getValuesList(name));
    }

    private static Iterator<String> fieldNames(Request request) {
        Iterator<HttpField> fields = request.getHeaders().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return fields.hasNext();
            }

            @Override
            public String next() {
                return fields.next().getLowerCaseName();
            }
        };
    }

    /** Whether it comes from a client of S3, if there is a key for any. */
    boolean isSigned(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return !accessKeys.isEmpty() && authorization != null && S3V4HeaderVerifier.isSigned(authorization);
    }

    private Admitted admitPresigned(Request request, Visit visit) {
        Instant now = clock.instant();
        return switch (verifyPresigned(request, now)) {
            case Verdict.Granted(RequestGrant grant) -> new Admitted.Presigned(grant);
            case Verdict.Expired expired -> {
                identify(request, expired, now, visit);
                throw refuse(request, expired);
            }
            case Verdict.Refused refused -> throw refuse(request, refused);
        };
    }

    private Verdict verifyPresigned(Request request, Instant at) {
        Verdict verdict = presigned.verify(received(request, origins.host(request)), at);
        if (!(verdict instanceof Verdict.Forged)) {
            return verdict;
        }
        return origins.publicHost(request)
                .map(host -> presigned.verify(received(request, host), at))
                .filter(Verdict.Granted.class::isInstance)
                .orElse(verdict);
    }

    /** The time is looked at before the signature; whether that is right is asked again, as of when the URL was good. */
    private void identify(Request request, Verdict.Expired expired, Instant now, Visit visit) {
        Instant until = expired.expiredAt();
        if (Duration.between(until, now).compareTo(MAX_LATE) <= 0
                && verifyPresigned(request, until.minusSeconds(1)) instanceof Verdict.Granted(RequestGrant grant)
                && isOwn(grant)) {
            terms(grant).ifPresent(terms -> visit.identified(terms.id()));
        }
    }

    private Admitted admitSigned(Request request) {
        return switch (verifySigned(request)) {
            case HeaderVerdict.Granted(RequestGrant grant, Payload payload) -> new Admitted.Signed(grant, payload);
            case HeaderVerdict.Refused(Verdict.Refused refused) -> throw refuse(request, refused);
        };
    }

    private HeaderVerdict verifySigned(Request request) {
        Instant now = clock.instant();
        HeaderVerdict verdict = signed.verify(received(request, origins.host(request)), now);
        if (!(verdict instanceof HeaderVerdict.Refused(Verdict.Forged _))) {
            return verdict;
        }
        return origins.publicHost(request)
                .map(host -> signed.verify(received(request, host), now))
                .filter(HeaderVerdict.Granted.class::isInstance)
                .orElse(verdict);
    }

    private static S3Error refuse(Request request, Verdict.Refused refused) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} {}: {} {}", request.getMethod(), request.getHttpURI().getPath(), refused.code(), refused.message());
        }
        return new S3Error(refused.status(), refused.code(), explain(refused));
    }

    /** A signature does not tell which header differs, but which ones it covers. */
    private static String explain(Verdict.Refused refused) {
        if (!(refused instanceof Verdict.Forged(String canonicalRequest, String _))) {
            return refused.message();
        }
        String[] lines = canonicalRequest.split("\n");
        String signed = lines.length < 2 ? "host" : lines[lines.length - 2];
        return signed.equals("host") ? refused.message() : refused.message() + " Signed headers: " + signed.replace(";", ", ") + ".";
    }

    /**
     * The terms in a URL that this server signed.
     *
     * @throws S3Error when they are none that it gives
     */
    Optional<DoorTerms> terms(RequestGrant grant) {
        try {
            return DoorTerms.parse(grant.query());
        } catch (IllegalArgumentException e) {
            throw new S3Error(403, "AccessDenied", "The terms of this URL cannot be read: " + e.getMessage() + ".");
        }
    }

    /** Whether this server presigned it, for which alone its terms have a meaning. */
    boolean isOwn(RequestGrant grant) {
        return grant.accessKeyId().equals(signingKeyId);
    }

    /**
     * The server's own key signs for every bucket, an access key for its own alone.
     *
     * @throws S3Error when the grant is of a key that does not reach this bucket
     */
    void requireReach(RequestGrant grant, DoorBucket bucket) {
        if (!isOwn(grant) && !bucket.s3Access().map(S3Credential::accessKeyId).equals(Optional.of(grant.accessKeyId()))) {
            throw new S3Error(403, "AccessDenied", "This access key does not reach this bucket.");
        }
    }
}
