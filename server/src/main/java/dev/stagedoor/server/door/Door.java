package dev.stagedoor.server.door;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.Pace;
import dev.stagedoor.server.http.SlowClientException;
import dev.stagedoor.signing.s3v4.Grant;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
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
 * Presigned requests to {@code /<bucket>/<key>}. The signature is verified over the request line as it came, before anything else is looked
 * at and before a byte of the body is read.
 */
public final class Door implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String REQUEST_ID = "x-amz-request-id";

    private final String prefix;
    private final S3V4Verifier verifier;
    private final Origins origins;
    private final Cors cors;
    private final Clock clock;
    private final Uploads uploads;
    private final Downloads downloads;

    /**
     * @param store what the bucket's keys are keys of
     * @param corsOrigins web origins whose pages may use presigned URLs; {@code *} for all
     */
    public Door(
            String bucket,
            S3V4Verifier verifier,
            ObjectStore store,
            Origins origins,
            List<String> corsOrigins,
            Pace pace,
            Clock clock) {
        this.prefix = "/" + bucket + "/";
        this.verifier = verifier;
        this.origins = origins;
        this.cors = new Cors(corsOrigins);
        this.clock = clock;
        this.uploads = new Uploads(store, pace);
        this.downloads = new Downloads(store, pace);
    }

    /** Whether a path, as it came, is the door's. */
    public boolean owns(String rawPath) {
        return rawPath.startsWith(prefix);
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
        var received = new ReceivedRequest(
                request.getMethod(),
                request.getHttpURI().getPath(),
                query(request),
                name -> name.equals("host") ? List.of(origins.host(request)) : request.getHeaders().getValuesList(name));
        switch (verifier.verify(received, clock.instant())) {
            case Verdict.Granted(Grant grant) -> serve(grant, request, response);
            case Verdict.Refused refused -> {
                if (LOG.isDebugEnabled()) {
                    LOG.debug("{} {}: {} {}", received.method(), received.rawPath(), refused.code(), refused.message());
                }
                throw new S3Error(refused.status(), refused.code(), refused.message());
            }
        }
    }

    private static String query(Request request) {
        String query = request.getHttpURI().getQuery();
        return query == null ? "" : query;
    }

    private void serve(Grant grant, Request request, Response response) throws IOException {
        if (!grant.query().isEmpty()) {
            throw S3Error.notImplemented("A query parameter asks for an operation that is not supported.");
        }
        if (!grant.path().startsWith(prefix)) {
            throw new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");
        }
        ObjectKey key = key(grant.path().substring(prefix.length()));
        switch (grant.method()) {
            case PUT -> uploads.put(key, PutHeaders.parse(request, grant.signedHeaders()), request, response);
            case GET -> downloads.get(key, request, response);
            case HEAD -> downloads.head(key, request, response);
            case DELETE, POST ->
                throw new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        }
    }

    private static ObjectKey key(String text) {
        try {
            return new ObjectKey(text);
        } catch (StagedoorException e) {
            throw new S3Error(400, "InvalidArgument", e.getMessage());
        }
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
