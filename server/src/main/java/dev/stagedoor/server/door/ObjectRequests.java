package dev.stagedoor.server.door;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.http.Pace;
import dev.stagedoor.signing.s3v4.Grant;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Requests on one object (Amazon S3 API reference: PutObject, GetObject, HeadObject, DeleteObject). */
final class ObjectRequests {
    private final Pace pace;

    ObjectRequests(Pace pace) {
        this.pace = pace;
    }

    /** Whoever holds a URL puts or gets; nobody deletes with one. */
    void servePresigned(DoorBucket bucket, String key, Grant grant, Request request, Response response) throws IOException {
        if (!grant.query().isEmpty()) {
            throw unknownOperation();
        }
        switch (grant.method()) {
            case PUT, GET, HEAD -> transfer(bucket.store(), objectKey(key), grant, request, response);
            case DELETE, POST ->
                throw new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        }
    }

    void serveSigned(DoorBucket bucket, String key, Grant grant, Request request, Response response) throws IOException {
        if (!grant.query().keySet().stream().allMatch(SignedRequest.OPERATION_NAME::equals)) {
            throw unknownOperation();
        }
        switch (grant.method()) {
            case PUT, GET, HEAD -> transfer(bucket.store(), objectKey(key), grant, request, response);
            case DELETE -> delete(bucket.store(), key, response);
            case POST -> throw unknownOperation();
        }
    }

    private void transfer(ObjectStore store, ObjectKey key, Grant grant, Request request, Response response) throws IOException {
        switch (grant.method()) {
            case PUT -> new Uploads(store, pace).put(key, PutHeaders.parse(request, grant.signedHeaders()), request, response);
            case GET -> new Downloads(store, pace).get(key, request, response);
            case HEAD -> new Downloads(store, pace).head(key, request, response);
            case DELETE, POST -> throw new IllegalArgumentException(grant.method() + " transfers nothing");
        }
    }

    /** A key that does not exist counts as deleted. */
    private static void delete(ObjectStore store, String key, Response response) {
        DeleteReport report = store.delete(List.of(key));
        if (!report.failures().isEmpty()) {
            throw new S3Error(500, "InternalError", report.failures().getFirst().reason());
        }
        response.setStatus(204);
    }

    private static S3Error unknownOperation() {
        return S3Error.notImplemented("A query parameter or the method asks for an operation that is not supported.");
    }

    private static ObjectKey objectKey(String text) {
        try {
            return new ObjectKey(text);
        } catch (StagedoorException e) {
            throw new S3Error(400, "InvalidArgument", e.getMessage());
        }
    }
}
