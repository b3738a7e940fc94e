package dev.stagedoor.server.door;

import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.local.DoorTerms;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Requests on one object (Amazon S3 API reference: PutObject, CopyObject, GetObject, HeadObject, DeleteObject). */
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
        ObjectQuery query = ObjectQuery.parse(
                grant.method(), grant.query(), name -> QueryHeaders.isHeader(name) || terms.isPresent() && DoorTerms.owns(name));
        Request merged = QueryHeaders.merge(request, grant);
        AmazonHeaders.check(merged.getHeaders());
        switch (grant.method()) {
            case PUT -> {
                UrlUse use = use(key, grant, terms, visit, merged);
                var headers = PutHeaders.parse(merged, grant.signedHeaders());
                once(use, visit, () -> {
                    new Uploads(bucket.store(), minimumRate, failedUploads)
                            .put(objectKey(key), headers, body -> body, use, visit, request, response);
                    return true;
                });
            }
            case GET, HEAD ->
                download(bucket.store(), objectKey(key), grant, query, use(key, grant, terms, visit, merged), visit, merged, response);
            case DELETE, POST ->
                throw new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        }
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
        ObjectQuery query = ObjectQuery.parse(grant.method(), grant.query(), _ -> false);
        switch (grant.method()) {
            case PUT -> {
                if (request.getHeaders().contains(AmazonHeaders.COPY_SOURCE)) {
                    new ObjectCopy(bucket, minimumRate).copy(objectKey(key), payload, request, response);
                } else {
                    upload(bucket.store(), objectKey(key), grant, payload, unbound(key, grant, visit), visit, request, response);
                }
            }
            case GET, HEAD ->
                download(bucket.store(), objectKey(key), grant, query, unbound(key, grant, visit), visit, request, response);
            case DELETE -> delete(bucket.store(), key, response);
            case POST -> throw S3Error.notImplemented("A POST of an object is not supported: send the file in a PUT.");
        }
    }

    private void upload(
            ObjectStore store,
            ObjectKey key,
            RequestGrant grant,
            Payload payload,
            UrlUse use,
            Visit visit,
            Request request,
            Response response) {
        switch (payload) {
            case Payload.Unsigned _, Payload.Sha256 _ -> {
                var headers = PutHeaders.parse(request, grant.signedHeaders());
                new Uploads(store, minimumRate, failedUploads).put(key, headers, body -> body, use, visit, request, response);
            }
            case Payload.SignedChunks _, Payload.UnsignedChunks _ -> {
                ChunkedUpload chunks = ChunkedUpload.of(request, payload);
                var headers = PutHeaders.parse(chunks.plain(), grant.signedHeaders());
                new Uploads(store, minimumRate, failedUploads).put(key, headers, chunks::decode, use, visit, request, response);
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
