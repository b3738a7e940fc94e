package dev.stagedoor.server.door;

import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.local.DoorTerms;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Requests on one object (Amazon S3 API reference: PutObject, CopyObject, GetObject, HeadObject, DeleteObject, and those on parts). */
final class ObjectRequests {
    private final PresignLedger ledger;
    private final UrlRights rights;
    private final FailedUploads failedUploads;
    private final MinimumRate minimumRate;

    ObjectRequests(PresignLedger ledger, UrlRights rights, FailedUploads failedUploads, MinimumRate minimumRate) {
        this.ledger = ledger;
        this.rights = rights;
        this.failedUploads = failedUploads;
        this.minimumRate = minimumRate;
    }

    /**
     * Whoever holds a URL puts or gets; nobody deletes with one.
     *
     * @param terms of a URL that this server signed; nobody else's query may hold any
     */
    void servePresigned(
            DoorBucket bucket, String key, RequestGrant grant, Optional<DoorTerms> terms, Visit visit, Request request, Response response)
            throws IOException {
        Predicate<String> others = name -> QueryHeaders.isHeader(name) || terms.isPresent() && DoorTerms.owns(name);
        boolean ofPart = grant.method() == HttpMethod.PUT && MultipartQuery.isOne(grant.method(), grant.query());
        ObjectQuery query = ofPart ? ObjectQuery.NONE : ObjectQuery.parse(grant.method(), grant.query(), others);
        Request merged = QueryHeaders.merge(request, grant);
        AmazonHeaders.check(merged.getHeaders(), ofPart);
        switch (grant.method()) {
            case PUT -> {
                Uploads.Target target = ofPart
                        ? part(objectKey(key), MultipartQuery.parse(grant.method(), grant.query(), others))
                        : new Uploads.Target.Whole(objectKey(key));
                UrlUse use = use(key, grant, terms, visit, merged);
                var headers = PutHeaders.parse(merged, grant.signedHeaders());
                once(use, visit, () -> {
                    new Uploads(bucket, minimumRate, failedUploads).put(target, headers, body -> body, use, visit, request, response);
                    return true;
                });
            }
            case GET, HEAD ->
                download(bucket.store(), objectKey(key), grant, query, use(key, grant, terms, visit, merged), visit, merged, response);
            case DELETE, POST ->
                throw new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        }
    }

    private static Uploads.Target part(ObjectKey key, MultipartQuery query) {
        if (query instanceof MultipartQuery.Part(String uploadId, int number)) {
            return new Uploads.Target.Part(new MultipartUpload(key, uploadId), number);
        }
        throw new IllegalArgumentException("a PUT is about a part");
    }

    private UrlUse use(String key, RequestGrant grant, Optional<DoorTerms> terms, Visit visit, Request request) {
        var use = new UrlUse(ledger, rights, terms, grant, objectKey(key), visit.at());
        use.check(visit.client(), request);
        return use;
    }

    /** Of a request that is no URL's. */
    private UrlUse unbound(String key, RequestGrant grant, Visit visit) {
        return new UrlUse(ledger, rights, Optional.empty(), grant, objectKey(key), visit.at());
    }

    /** The holder of the bucket's access key puts, gets, copies and deletes. */
    void serveSigned(DoorBucket bucket, String key, RequestGrant grant, Payload payload, Visit visit, Request request, Response response)
            throws IOException {
        if (MultipartQuery.isOne(grant.method(), grant.query())) {
            serveUpload(bucket, key, grant, payload, visit, request, response);
            return;
        }
        if (grant.method() == HttpMethod.GET && ObjectTagging.isAskedFor(grant.query())) {
            new ObjectTagging(bucket, minimumRate).get(objectKey(key), request, response);
            return;
        }
        ObjectQuery query = ObjectQuery.parse(grant.method(), grant.query(), _ -> false);
        switch (grant.method()) {
            case PUT -> {
                if (request.getHeaders().contains(AmazonHeaders.COPY_SOURCE)) {
                    new ObjectCopy(bucket, minimumRate).copy(objectKey(key), payload, request, response);
                } else {
                    var whole = new Uploads.Target.Whole(objectKey(key));
                    upload(bucket, whole, grant, payload, unbound(key, grant, visit), visit, request, response);
                }
            }
            case GET, HEAD ->
                download(bucket.store(), objectKey(key), grant, query, unbound(key, grant, visit), visit, request, response);
            case DELETE -> delete(bucket.store(), key, response);
            case POST -> throw S3Error.notImplemented("A POST of an object is not supported: send the file in a PUT.");
        }
    }

    /** An upload in parts. */
    private void serveUpload(
            DoorBucket bucket, String key, RequestGrant grant, Payload payload, Visit visit, Request request, Response response)
            throws IOException {
        var uploads = new UploadRequests(bucket, minimumRate);
        ObjectKey object = objectKey(key);
        switch (MultipartQuery.parse(grant.method(), grant.query(), _ -> false)) {
            case MultipartQuery.Create _ -> uploads.create(object, payload, request, response);
            case MultipartQuery.Part part -> {
                if (request.getHeaders().contains(AmazonHeaders.COPY_SOURCE)) {
                    uploads.copyPart(object, part, payload, request, response);
                } else {
                    upload(bucket, part(object, part), grant, payload, unbound(key, grant, visit), visit, request, response);
                }
            }
            case MultipartQuery.Parts parts -> uploads.parts(object, parts, request, response);
            case MultipartQuery.Complete complete -> uploads.complete(object, complete, payload, request, response);
            case MultipartQuery.Abort abort -> uploads.abort(object, abort, response);
        }
    }

    private void upload(
            DoorBucket bucket,
            Uploads.Target target,
            RequestGrant grant,
            Payload payload,
            UrlUse use,
            Visit visit,
            Request request,
            Response response) {
        switch (payload) {
            case Payload.Unsigned _, Payload.Sha256 _ -> {
                var headers = PutHeaders.parse(request, grant.signedHeaders());
                new Uploads(bucket, minimumRate, failedUploads).put(target, headers, body -> body, use, visit, request, response);
            }
            case Payload.SignedChunks _, Payload.UnsignedChunks _ -> {
                ChunkedUpload chunks = ChunkedUpload.of(request, payload);
                var headers = PutHeaders.parse(chunks.plain(), grant.signedHeaders());
                new Uploads(bucket, minimumRate, failedUploads).put(target, headers, chunks::decode, use, visit, request, response);
            }
        }
    }

    private void download(
            ObjectStore store,
            ObjectKey key,
            RequestGrant grant,
            ObjectQuery query,
            UrlUse use,
            Visit visit,
            Request request,
            Response response)
            throws IOException {
        var downloads = new Downloads(store, minimumRate);
        if (grant.method() == HttpMethod.HEAD) {
            once(use, visit, () -> {
                downloads.head(key, query, request, response);
                return false;
            });
        } else {
            // What is not modified is not sent. All of an empty file is.
            once(use, visit, () -> downloads.get(key, query, use, visit, request, response));
        }
    }

    private interface Transfer {
        /** @return whether a file was stored or given out */
        boolean run() throws IOException;
    }

    /**
     * Claims before the store is touched. A store that throws has kept nothing of an upload, so only what was sent cannot be taken back.
     */
    private static void once(UrlUse use, Visit visit, Transfer transfer) throws IOException {
        use.claim();
        boolean spent = false;
        try {
            spent = transfer.run();
        } finally {
            if (!spent && !visit.hasSent()) {
                use.release();
            }
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

    private static ObjectKey objectKey(String text) {
        try {
            return new ObjectKey(text);
        } catch (StagedoorException e) {
            throw new S3Error(400, "InvalidArgument", e.getMessage());
        }
    }
}
