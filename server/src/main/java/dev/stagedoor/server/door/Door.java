package dev.stagedoor.server.door;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.door.Admission.Admitted;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.Pace;
import dev.stagedoor.server.http.SlowClientException;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.s3v4.Grant;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to {@code /<bucket>/<key>}, and to {@code /<bucket>} where S3 clients are let in. The signature is verified over the request line as
 * it came, before anything else is looked at and before a byte of the body is read.
 */
public final class Door implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String REQUEST_ID = "x-amz-request-id";

    private final List<DoorBucket> buckets;
    private final Cors cors;
    private final Admission admission;
    private final ObjectRequests objects;
    private final BucketRequests bucketRequests;

    /**
     * @param region in the scope of every signature
     * @param signingKey with which presigned requests to all buckets are signed
     * @param corsOrigins web origins whose pages may use presigned URLs; {@code *} for all
     * @throws IllegalArgumentException when two buckets have one name, or two keys one id
     */
    public Door(
            String region,
            S3Credential signingKey,
            List<DoorBucket> buckets,
            Origins origins,
            List<String> corsOrigins,
            Pace pace,
            Clock clock) {
        if (buckets.stream().map(DoorBucket::name).distinct().count() < buckets.size()) {
            throw new IllegalArgumentException("two buckets of the door have the same name");
        }
        this.buckets = List.copyOf(buckets);
        this.cors = new Cors(corsOrigins);
        this.admission = new Admission(region, signingKey, buckets, origins, clock);
        this.objects = new ObjectRequests(pace);
        this.bucketRequests = new BucketRequests(region, pace);
    }

    /** Whether a path, as it came, is the door's. */
    public boolean owns(String rawPath) {
        return find(rawPath) != null;
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
        S3ErrorAnswers.refuse(request, response, callback, requestId, new S3Error(status, code, message));
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        String requestId = ErrorAnswers.newId();
        response.getHeaders().put(REQUEST_ID, requestId);
        cors.allow(request, response);
        try {
            if (request.getMethod().equals("OPTIONS")) {
                cors.preflight(request, response);
                callback.succeeded();
                return;
            }
            pass(request, response);
            callback.succeeded();
        } catch (Throwable e) {
            answer(request, response, callback, requestId, e);
        }
    }

    private void pass(Request request, Response response) throws IOException {
        DoorBucket bucket = find(request.getHttpURI().getPath());
        if (bucket == null) {
            throw noSuchBucket();
        }
        boolean aboutBucket = bucket.s3Access().isPresent() && isBucket(request.getHttpURI().getPath(), bucket);
        if (aboutBucket) {
            // Refusals too: clients that do not know the region ask without a signature.
            bucketRequests.tellRegion(response);
        }
        Admitted admitted = admission.admit(request);
        admission.requireReach(admitted.grant(), bucket);
        serve(bucket, admitted, request, response);
    }

    private static boolean isBucket(String path, DoorBucket bucket) {
        return path.length() <= bucket.name().length() + 2;
    }

    private void serve(DoorBucket bucket, Admitted admitted, Request request, Response response) throws IOException {
        Grant grant = admitted.grant();
        switch (admitted) {
            case Admitted.Presigned _ -> objects.servePresigned(bucket, key(bucket, grant), grant, request, response);
            case Admitted.Signed(Grant _, var payload) -> {
                SignedRequest.check(request, grant, payload);
                if (isBucket(grant.path(), bucket)) {
                    bucketRequests.serve(bucket, grant, payload, request, response);
                } else {
                    objects.serveSigned(bucket, key(bucket, grant), grant, request, response);
                }
            }
        }
    }

    /** What stands behind the bucket in the path. */
    private static String key(DoorBucket bucket, Grant grant) {
        String prefix = "/" + bucket.name() + "/";
        if (!grant.path().startsWith(prefix)) {
            throw noSuchBucket();
        }
        return grant.path().substring(prefix.length());
    }

    private static S3Error noSuchBucket() {
        return new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    private static void answer(Request request, Response response, Callback callback, String requestId, Throwable e) {
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
            callback.failed(e);
            return;
        }
        response.getHeaders().remove(HttpHeader.ETAG);
        S3ErrorAnswers.refuse(request, response, callback, requestId, slow != null ? timeout(slow) : describe(e, requestId));
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
