package dev.stagedoor.server.door;

import dev.stagedoor.server.http.GuardedBody;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.PacedInputStream;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** PUT of a granted key, or of a part of it (Amazon S3 API reference, PutObject and UploadPart). */
final class Uploads {
    /** What becomes of a body. */
    sealed interface Target {
        /** An object. */
        record Whole(ObjectKey key) implements Target {}

        /** A part of an upload. */
        record Part(MultipartUpload upload, int number) implements Target {}
    }

    private final DoorBucket bucket;
    private final MinimumRate minimumRate;
    private final FailedUploads failed;

    Uploads(DoorBucket bucket, MinimumRate minimumRate, FailedUploads failed) {
        this.bucket = bucket;
        this.minimumRate = minimumRate;
        this.failed = failed;
    }

    /**
     * Puts the body; when this returns, the object or part is durable and the answer is 200, which is the only status some clients accept.
     *
     * @param framing gives the file in what comes over the wire
     */
    void put(Target target, PutHeaders headers, UnaryOperator<InputStream> framing, UrlUse use, Visit visit, Request request,
            Response response) {
        PutConditions conditions = target instanceof Target.Whole ? use.conditions(headers.conditions()) : headers.conditions();
        InputStream file = framing.apply(new PacedInputStream(request, minimumRate));
        Optional<String> etag;
        var guard = new UrlGuard(use, visit, target, conditions, failed.isSuspect(request, visit.url()));
        try (var body = new GuardedBody(file, headers.length(), guard)) {
            etag = switch (target) {
                case Target.Whole(ObjectKey key) -> bucket.store().put(key, body.toObjectBody(), conditions).etag();
                case Target.Part(MultipartUpload upload, int number) -> UploadRequests.onUpload(() -> UploadRequests.of(bucket)
                        .putPart(upload, number, body.toObjectBody(), conditions.checksums())
                        .etag());
            };
        }
        visit.url().ifPresent(failed::remove);
        response.setStatus(200);
        etag.ifPresent(tag -> response.getHeaders().put(HttpHeader.ETAG, tag));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    }

    /**
     * Cuts a body off at a byte too many, announced or not, and at its end when the URL does not stand any more.
     *
     * @param suspectEmpty whether an empty body is the rest of one that was refused
     */
    private record UrlGuard(UrlUse use, Visit visit, Target target, PutConditions conditions, boolean suspectEmpty)
            implements GuardedBody.Guard {
        @Override
        public void received(int count, long total) {
            visit.moved(count);
            use.refuseBeyondSize(total);
        }

        @Override
        public GuardedBody.Commit commit(long total) {
            if (suspectEmpty && total == 0) {
                throw FailedUploads.refusal();
            }
            return switch (target) {
                case Target.Whole _ -> use.beginCommit(total, conditions);
                case Target.Part _ -> use.beginPart(total);
            };
        }
    }
}
