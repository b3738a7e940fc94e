package dev.stagedoor.server.door;

import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.door.Admission.Admitted;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.SlowClientException;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.local.DoorTerms;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to {@code /<bucket>/<key>}, and to {@code /<bucket>} where S3 clients are let in. The signature is verified over the request
 * line as it came, before anything else is looked at and before a byte of the body is read.
 */
public final class Door implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String REQUEST_ID = "x-amz-request-id";

    private final List<DoorBucket> buckets;
    private final PresignLedger ledger;
    private final AuditLog audit;
    private final Origins origins;
    private final Clock clock;
    private final AddressLimit addresses;
    private final AnswerHeaders answerHeaders;
    private final Cors cors;
    private final Admission admission;
    private final FailedUploads failedUploads;
    private final ObjectRequests objects;
    private final BucketRequests bucketRequests;

    /**
     * @param signingKey with which presigned requests to all buckets are signed
     * @param ledger of the URLs that were issued, which is told of their use
     * @param rights asked whether what a URL stands on is still there
     * @param audit told of every request but those that ask before they come (OPTIONS); not closed by the door
     * @throws IllegalArgumentException when two buckets have one name, or two keys one id
     */
    public Door(
            DoorOptions options,
            S3Credential signingKey,
            List<DoorBucket> buckets,
            Origins origins,
            PresignLedger ledger,
            UrlRights rights,
            AuditLog audit,
            Clock clock) {
        if (buckets.stream().map(DoorBucket::name).distinct().count() < buckets.size()) {
            throw new IllegalArgumentException("two buckets of the door have the same name");
        }
        this.buckets = List.copyOf(buckets);
        this.ledger = ledger;
        this.audit = audit;
        this.origins = origins;
        this.clock = clock;
        this.addresses = new AddressLimit(options.maxRequestsPerAddress());
        this.answerHeaders = new AnswerHeaders(options.corsOrigins());
        this.cors = new Cors(options.corsOrigins());
        this.admission = new Admission(options.region(), signingKey, buckets, origins, clock);
        this.failedUploads = new FailedUploads(clock);
        this.objects = new ObjectRequests(ledger, rights, failedUploads, options.minimumRate());
        this.bucketRequests = new BucketRequests(options.region(), options.minimumRate());
    }

    /** Whether a path, as it came, is the door's. */
    public boolean owns(String rawPath) {
        return find(rawPath) != null;
    }

    /**
     * Whether a request that is for no bucket of the door comes from a client of S3, which understands no answer but S3's. Where no bucket
     * is open to such clients, none does.
     */
    public boolean isForClientsOfS3(Request request) {
        return admission.isSigned(request);
    }

    private @Nullable DoorBucket find(String rawPath) {
        for (DoorBucket bucket : buckets) {
            if (bucket.owns(rawPath)) {
                return bucket;
            }
        }
        return null;
    }

    /** Answers a request that never got as far as its signature. */
    public void refuse(Request request, Response response, Callback callback, int status, String message) {
        String code =
                switch (status) {
                    case 431 -> "RequestHeaderSectionTooLarge";
                    case 500 -> "InternalError";
                    case 503 -> "ServiceUnavailable";
                    default -> "InvalidRequest";
                };
        String requestId = ErrorAnswers.newId();
        response.getHeaders().put(REQUEST_ID, requestId);
        answerHeaders.put(response.getHeaders());
        S3Error error = PipedUpload.answer(request, new S3Error(status, code, message));
        S3ErrorAnswers.refuse(request, response, callback, requestId, error);
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        String requestId = ErrorAnswers.newId();
        response.getHeaders().put(REQUEST_ID, requestId);
        answerHeaders.put(response.getHeaders());
        cors.allow(request, response);
        if (request.getMethod().equals("OPTIONS")) {
            cors.preflight(request, response);
            callback.succeeded();
            return;
        }
        var visit = new Visit(ledger, audit, requestId, request, origins.clientAddress(request), clock.instant());
        try {
            try (var _ = addresses.enter(visit.client())) {
                pass(visit, request, response);
            }
            visit.served(response.getStatus());
            callback.succeeded();
        } catch (Throwable e) {
            answer(visit, request, response, callback, requestId, e);
        }
    }

    private void pass(Visit visit, Request request, Response response) throws IOException {
        DoorBucket bucket = find(request.getHttpURI().getPath());
        if (bucket == null) {
            serveElsewhere(visit, request, response);
            return;
        }
        boolean aboutBucket = bucket.s3Access().isPresent() && isBucket(request.getHttpURI().getPath(), bucket);
        if (aboutBucket) {
            // Refusals too: clients that do not know the region ask without a signature.
            bucketRequests.tellRegion(response);
        }
        Admitted admitted = admission.admit(request, visit);
        if (!admission.isOwn(admitted.grant())) {
            visit.signedBy(admitted.grant().accessKeyId());
        }
        admission.requireReach(admitted.grant(), bucket);
        serve(bucket, admitted, visit, request, response);
    }

    /** What is about no bucket, or one that is not there: the holder of an access key is told so. */
    private void serveElsewhere(Visit visit, Request request, Response response) throws IOException {
        if (!(admission.admit(request, visit) instanceof Admitted.Signed(RequestGrant grant, var payload))) {
            throw noSuchBucket();
        }
        visit.signedBy(grant.accessKeyId());
        SignedRequest.check(request, grant, payload);
        bucketRequests.serveElsewhere(buckets.stream().filter(bucket -> opens(grant, bucket)).toList(), grant, request, response);
    }

    private static boolean opens(RequestGrant grant, DoorBucket bucket) {
        return bucket.s3Access().filter(key -> key.accessKeyId().equals(grant.accessKeyId())).isPresent();
    }

    private static boolean isBucket(String path, DoorBucket bucket) {
        return path.length() <= bucket.name().length() + 2;
    }

    private void serve(DoorBucket bucket, Admitted admitted, Visit visit, Request request, Response response) throws IOException {
        RequestGrant grant = admitted.grant();
        switch (admitted) {
            case Admitted.Presigned _ -> {
                Optional<DoorTerms> terms = admission.isOwn(grant) ? admission.terms(grant) : Optional.empty();
                terms.ifPresent(signed -> visit.identified(signed.id()));
                objects.servePresigned(bucket, key(bucket, grant), grant, terms, visit, request, response);
            }
            case Admitted.Signed(RequestGrant _, var payload) -> {
                SignedRequest.check(request, grant, payload);
                if (isBucket(grant.path(), bucket)) {
                    bucketRequests.serve(bucket, grant, payload, request, response);
                } else {
                    objects.serveSigned(bucket, key(bucket, grant), grant, payload, visit, request, response);
                }
            }
        }
    }

    /** What stands behind the bucket in the path. */
    private static String key(DoorBucket bucket, RequestGrant grant) {
        String prefix = "/" + bucket.name() + "/";
        if (!grant.path().startsWith(prefix)) {
            throw noSuchBucket();
        }
        return grant.path().substring(prefix.length());
    }

    private static S3Error noSuchBucket() {
        return new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    private void answer(
            Visit visit, Request request, Response response, Callback callback, String requestId, Throwable e) {
        SlowClientException slow = slowClient(e);
        if (slow != null) {
            LOG.warn(
                    "{} {} from {} given up: {}",
                    request.getMethod(),
                    request.getHttpURI().getPath(),
                    Request.getRemoteAddr(request),
                    slow.getMessage());
        }
        if (response.isCommitted()) {
            LOG.debug("{} {} ended early", request.getMethod(), request.getHttpURI().getPath(), e);
            visit.brokeOff(response.getStatus());
            callback.failed(e);
            return;
        }
        S3Error known = slow != null ? timeout(slow) : describe(e, requestId);
        if (known.status() == 429) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, AddressLimit.RETRY_AFTER_SECONDS);
        }
        S3Error error = PipedUpload.answer(request, known);
        if (request.getMethod().equals("PUT")) {
            visit.url().or(() -> known.status() == 429 ? admission.url(request) : Optional.empty()).ifPresent(failedUploads::add);
        }
        visit.refused(error);
        Downloads.takeBack(response.getHeaders());
        S3ErrorAnswers.refuse(request, response, callback, requestId, error);
    }

    private static @Nullable SlowClientException slowClient(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SlowClientException slow) {
                return slow;
            }
        }
        return null;
    }

    private static S3Error timeout(SlowClientException slow) {
        return new S3Error(408, "RequestTimeout", slow.getMessage());
    }

    private static S3Error describe(Throwable e, String requestId) {
        return switch (e) {
            case S3Error error -> error;
            case StorageException storage -> S3Error.of(storage);
            case StagedoorException known when known.code() == ErrorCode.STORAGE_UNAVAILABLE ->
                new S3Error(503, "ServiceUnavailable", known.getMessage());
            case StagedoorException known -> new S3Error(400, "InvalidArgument", known.getMessage());
            case HttpRefusal refusal -> new S3Error(refusal.status(), "InvalidRequest", refusal.getMessage());
            case HttpException malformed -> new S3Error(malformed.getCode(), "InvalidRequest", "A header of the request is malformed.");
            default -> {
                LOG.error("Internal error {}", requestId, e);
                yield new S3Error(500, "InternalError", "We encountered an internal error: the server's log has the details.");
            }
        };
    }
}
