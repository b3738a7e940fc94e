package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.PacedWriter;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** GET and HEAD of a granted key (Amazon S3 API reference, GetObject and HeadObject). */
final class Downloads {
    private static final String OCTETS = "application/octet-stream";

    /** How much is sent before it is asked again whether the URL still stands. */
    private static final long RECHECK_BYTES = 4L << 20;

    private final ObjectStore store;
    private final MinimumRate minimumRate;

    Downloads(ObjectStore store, MinimumRate minimumRate) {
        this.store = store;
        this.minimumRate = minimumRate;
    }

    /** @param partial whether the client asked for a range, be it all of the object, and is to be answered 206 */
    private record Opened(ObjectContent content, boolean partial) implements AutoCloseable {
        @Override
        public void close() {
            content.close();
        }
    }

    /** @return whether the file, or a part of it, was sent: not when the client has it already (304) */
    boolean get(ObjectKey key, ObjectQuery query, UrlUse use, Visit visit, Request request, Response response) throws IOException {
        try (Opened opened = open(key, query, request, response)) {
            boolean sends = answerHead(opened, query, request, response);
            if (sends) {
                opened.content.transferTo(new ResponseChannel(new PacedWriter(request, response, minimumRate), use, visit));
            }
            return sends;
        }
    }

    void head(ObjectKey key, ObjectQuery query, Request request, Response response) {
        try (Opened opened = open(key, query, request, response)) {
            answerHead(opened, query, request, response);
        }
    }

    private Opened open(ObjectKey key, ObjectQuery query, Request request, Response response) {
        ByteRange range = RangeHeader.parse(request.getHeaders().get(HttpHeader.RANGE));
        if (query.firstPart() && request.getHeaders().contains(HttpHeader.RANGE)) {
            throw S3Error.invalidRequest("Cannot specify both Range header and partNumber query parameter");
        }
        ObjectContent content;
        try {
            content = store.open(key, range);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.INVALID_RANGE) {
                store.stat(key).ifPresent(object ->
                        response.getHeaders().put(HttpHeader.CONTENT_RANGE, "bytes */" + object.size()));
            }
            throw e;
        }
        boolean whole = range.equals(ByteRange.ALL);
        if (whole || Preconditions.allowRange(request.getHeaders(), content.summary())) {
            return new Opened(content, !whole || query.firstPart() && content.length() > 0);
        }
        content.close();
        return new Opened(store.open(key, ByteRange.ALL), false);
    }

    /** Status and headers; false when no body follows. */
    private static boolean answerHead(Opened opened, ObjectQuery query, Request request, Response response) {
        ObjectContent content = opened.content;
        ObjectSummary object = content.summary();
        switch (Preconditions.evaluate(request.getHeaders(), object)) {
            case FAILED -> throw S3Error.preconditionFailed();
            case NOT_MODIFIED -> {
                response.setStatus(304);
                describe(object, response.getHeaders());
                // What of the answer to a request without condition a cache needs (RFC 9110, section 15.4.5).
                for (ContentHeader header : List.of(ContentHeader.CACHE_CONTROL, ContentHeader.EXPIRES)) {
                    content.attributes().header(header).ifPresent(value -> response.getHeaders().put(header.headerName(), value));
                }
                return false;
            }
            case PASSED -> {}
        }
        HttpFields.Mutable headers = response.getHeaders();
        describe(object, headers);
        headers.put(HttpHeader.CONTENT_TYPE, OCTETS);
        AttributeHeaders.put(content.attributes(), headers);
        headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
        headers.put(HttpHeader.CONTENT_LENGTH, content.length());
        response.setStatus(opened.partial ? 206 : 200);
        if (opened.partial) {
            long last = content.offset() + content.length() - 1;
            headers.put(HttpHeader.CONTENT_RANGE, "bytes " + content.offset() + "-" + last + "/" + object.size());
        }
        query.overrides().put(headers);
        return true;
    }

    private static void describe(ObjectSummary object, HttpFields.Mutable headers) {
        object.etag().ifPresent(etag -> headers.put(HttpHeader.ETAG, etag));
        headers.put(HttpHeader.LAST_MODIFIED, Preconditions.httpDate(object.lastModified()));
    }

    /** What was said of an object that could not be sent after all: the error that is answered instead has another body. */
    static void takeBack(HttpFields.Mutable headers) {
        if (!headers.contains(HttpHeader.ETAG)) {
            return; // nothing was said yet
        }
        headers.remove(HttpHeader.ETAG);
        headers.remove(HttpHeader.LAST_MODIFIED);
        headers.remove(HttpHeader.ACCEPT_RANGES);
        headers.remove(HttpHeader.CONTENT_RANGE);
        AttributeHeaders.remove(headers);
    }

    /** The body of the response as a blocking channel, which a revocation closes. */
    private static final class ResponseChannel implements WritableByteChannel {
        private final PacedWriter writer;
        private final UrlUse use;
        private final Visit visit;
        private long unchecked;

        ResponseChannel(PacedWriter writer, UrlUse use, Visit visit) {
            this.writer = writer;
            this.use = use;
            this.visit = visit;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            if (unchecked >= RECHECK_BYTES) {
                use.requireStanding();
                unchecked = 0;
            }
            visit.sending();
            writer.write(false, bytes);
            visit.moved(count);
            unchecked += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // the response ends with the request's callback
        }
    }
}
