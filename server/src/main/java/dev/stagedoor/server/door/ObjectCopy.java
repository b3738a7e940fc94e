package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.PacedWriter;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CopyObject within a bucket (Amazon S3 API reference). An object may be copied onto itself with other metadata, which is how clients set a
 * time. The bytes go through this process, and the copy is visible whole or not at all, as any object.
 */
final class ObjectCopy {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectCopy.class);
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
            answer(put(content, target, new PutConditions(onlyIfAbsent, List.of(), attributes)), request, response);
        }
    }

    private static void requireNoBody(Request request, Payload payload) {
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

    /** A store sends into a channel and takes from a stream; a pipe and a thread of its own join the two. */
    private ObjectSummary put(ObjectContent content, ObjectKey target, PutConditions conditions) throws IOException {
        ObjectStore store = bucket.store();
        Pipe pipe = Pipe.open();
        Thread sender = Thread.ofVirtual().name("copy").start(() -> send(content, pipe));
        try (InputStream body = Channels.newInputStream(pipe.source())) {
            return store.put(target, new ObjectBody(body, OptionalLong.of(content.length())), conditions);
        } finally {
            // With the source closed the sender ends too, be it in the middle.
            join(sender);
        }
    }

    /** A body that ends early is refused by the store, because its length was announced. */
    private static void send(ObjectContent content, Pipe pipe) {
        try (Pipe.SinkChannel sink = pipe.sink();
                WritableByteChannel whole = Channels.newChannel(Channels.newOutputStream(sink))) {
            // A pipe may take a part of a buffer; a stream takes all of it.
            content.transferTo(whole);
        } catch (IOException | RuntimeException e) {
            LOG.debug("A copy ended early", e);
        }
    }

    private static void join(Thread sender) {
        boolean interrupted = false;
        while (true) {
            try {
                sender.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(ObjectSummary copied, Request request, Response response) throws IOException {
        var xml = new Xml("CopyObjectResult").element("LastModified", ListAnswer.time(copied.lastModified()));
        copied.etag().ifPresent(etag -> xml.element("ETag", etag));
        byte[] body = xml.end().toBytes();
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        new PacedWriter(request, response, minimumRate).write(true, ByteBuffer.wrap(body));
    }
}
