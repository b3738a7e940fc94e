package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * CopyObject within a bucket (Amazon S3 API reference). An object may be copied onto itself with other metadata, which is how clients set a
 * time. The bytes go through this process, and the copy is visible whole or not at all, as any object.
 */
final class ObjectCopy {
    private static final String DIRECTIVE = "x-amz-metadata-directive";

    private final DoorBucket bucket;
    private final MinimumRate minimumRate;

    ObjectCopy(DoorBucket bucket, MinimumRate minimumRate) {
        this.bucket = bucket;
        this.minimumRate = minimumRate;
    }

    void copy(ObjectKey target, Payload payload, Request request, Response response) throws IOException {
        HttpFields headers = request.getHeaders();
        requireNoBody(request, payload);
        ObjectKey source = CopiedObject.parse(headers.get(AmazonHeaders.COPY_SOURCE), bucket.name()).key();
        boolean replaces = replaces(headers);
        if (source.equals(target) && !replaces) {
            throw S3Error.invalidRequest(
                    "This copy request is illegal because it is trying to copy an object to itself without changing the object's"
                    + " metadata: send " + DIRECTIVE + ": REPLACE.");
        }
        boolean onlyIfAbsent = PutHeaders.isOnlyIfAbsent(headers);
        if (headers.contains(HttpHeader.IF_MATCH)) {
            throw S3Error.notImplemented("If-Match is not supported for a copy.");
        }
        try (ObjectContent content = bucket.store().open(source, ByteRange.ALL)) {
            ObjectAttributes attributes = replaces ? AttributeHeaders.parse(headers) : content.attributes();
            PutConditions conditions = new PutConditions(onlyIfAbsent, List.of(), attributes);
            answer(PipedContent.put(content, body -> bucket.store().put(target, body, conditions)), request, response);
        }
    }

    static void requireNoBody(Request request, Payload payload) {
        boolean empty = payload instanceof Payload.Unsigned || payload.equals(Payload.Sha256.EMPTY);
        if (request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING) || !empty) {
            throw S3Error.invalidRequest("A copy has no body.");
        }
    }

    private static boolean replaces(HttpFields headers) {
        String directive = headers.get(DIRECTIVE);
        if (directive == null || directive.equals("COPY")) {
            return false;
        }
        if (!directive.equals("REPLACE")) {
            throw new S3Error(400, "InvalidArgument", DIRECTIVE + " is COPY or REPLACE.");
        }
        return true;
    }

    private void answer(ObjectSummary copied, Request request, Response response) throws IOException {
        var xml = new Xml("CopyObjectResult").element("LastModified", ListAnswer.time(copied.lastModified()));
        copied.etag().ifPresent(etag -> xml.element("ETag", etag));
        xml.end().send(request, response, minimumRate);
    }
}
