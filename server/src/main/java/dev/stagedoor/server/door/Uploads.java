package dev.stagedoor.server.door;

import dev.stagedoor.server.http.GuardedBody;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.PacedInputStream;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** PUT of a granted key (Amazon S3 API reference, PutObject). */
final class Uploads {
    private final ObjectStore store;
    private final MinimumRate minimumRate;
    private final FailedUploads failed;

    Uploads(ObjectStore store, MinimumRate minimumRate, FailedUploads failed) {
        this.store = store;
        this.minimumRate = minimumRate;
        this.failed = failed;
    }

    /**
     * Puts the body; when this returns, the object is durable and the answer is 200, which is the only status some clients accept.
     *
     * @param framing gives the file in what comes over the wire
     */
    void put(ObjectKey key, PutHeaders headers, UnaryOperator<InputStream> framing, UrlUse use, Visit visit, Request request,
            Response response) {
        PutConditions conditions = use.conditions(headers.conditions());
        InputStream file = framing.apply(new PacedInputStream(request, minimumRate));
        ObjectSummary stored;
        var guard = new UrlGuard(use, visit, conditions, failed.isSuspect(request, visit.url()));
        try (var body = new GuardedBody(file, headers.length(), guard)) {
            stored = store.put(key, body.toObjectBody(), conditions);
        }
        visit.url().ifPresent(failed::remove);
        response.setStatus(200);
        stored.etag().ifPresent(etag -> response.getHeaders().put(HttpHeader.ETAG, etag));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    }

    /**
     * Cuts a body off at a byte too many, announced or not, and at its end when the URL does not stand any more.
     *
     * @param suspectEmpty whether an empty body is the rest of one that was refused
     */
    private record UrlGuard(UrlUse use, Visit visit, PutConditions conditions, boolean suspectEmpty) implements GuardedBody.Guard {
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
            return use.beginCommit(total, conditions);
        }
    }
}
