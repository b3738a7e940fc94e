package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Uploads in parts by S3 clients (Amazon S3 API reference: CreateMultipartUpload, UploadPartCopy, ListParts, ListMultipartUploads,
 * CompleteMultipartUpload, AbortMultipartUpload). UploadPart is a PUT as any other, of {@link Uploads}.
 */
final class UploadRequests {
    private final DoorBucket bucket;
    private final MinimumRate minimumRate;

    UploadRequests(DoorBucket bucket, MinimumRate minimumRate) {
        this.bucket = bucket;
        this.minimumRate = minimumRate;
    }

    static S3Error noSuchUpload() {
        return new S3Error(
                404,
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");
    }

    /** What takes uploads in parts of a bucket. */
    static MultipartUploads of(DoorBucket bucket) {
        return bucket.store().multipartUploads()
                .orElseThrow(() -> S3Error.notImplemented("This bucket takes no uploads in parts: send the file in one PUT."));
    }

    /** An operation on an upload, of which a store says that it is not there. */
    static <T> T onUpload(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (StorageException e) {
            throw e.kind() == StorageException.Kind.NOT_FOUND ? noSuchUpload() : e;
        }
    }

    void create(ObjectKey key, Payload payload, Request request, Response response) throws IOException {
        SignedRequest.readBody(request, payload, 0, minimumRate);
        var conditions = new PutConditions(false, List.of(), AttributeHeaders.parse(request.getHeaders()));
        MultipartUpload upload = of(bucket).begin(key, conditions);
        new Xml("InitiateMultipartUploadResult")
                .element("Bucket", bucket.name())
                .element("Key", key.value())
                .element("UploadId", upload.id())
                .end()
                .send(request, response, minimumRate);
    }

    /** The bytes go through this process. */
    void copyPart(ObjectKey key, MultipartQuery.Part part, Payload payload, Request request, Response response) throws IOException {
        HttpFields headers = request.getHeaders();
        ObjectCopy.requireNoBody(request, payload);
        ObjectKey source = CopiedObject.parse(headers.get(AmazonHeaders.COPY_SOURCE), bucket.name()).key();
        var upload = new MultipartUpload(key, part.uploadId());
        ByteRange range = copied(headers.get(AmazonHeaders.COPY_SOURCE_RANGE));
        try (ObjectContent content = bucket.store().open(source, range)) {
            requireWhole(range, content);
            UploadedPart copied = PipedContent.put(
                    content, body -> onUpload(() -> of(bucket).putPart(upload, part.number(), body, List.of())));
            var xml = new Xml("CopyPartResult").element("LastModified", ListAnswer.time(content.summary().lastModified()));
            copied.etag().ifPresent(etag -> xml.element("ETag", etag));
            xml.end().send(request, response, minimumRate);
        }
    }

    /** A range that goes beyond the source would be copied in part, and its client would believe it whole. */
    private static void requireWhole(ByteRange range, ObjectContent content) {
        if (range instanceof ByteRange.From(long first, OptionalLong last) && content.length() < last.orElse(0) - first + 1) {
            throw new S3Error(
                    400,
                    "InvalidArgument",
                    "Range specified is not valid for source object of size: " + content.summary().size());
        }
    }

    /** @throws S3Error for a range that is none, of which S3 makes no whole object here */
    private static ByteRange copied(@Nullable String range) {
        if (range == null) {
            return ByteRange.ALL;
        }
        if (RangeHeader.parse(range) instanceof ByteRange.From(long first, OptionalLong last) && last.isPresent()) {
            return new ByteRange.From(first, last);
        }
        throw new S3Error(
                400,
                "InvalidArgument",
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of"
                        + " the first and last bytes to copy");
    }

    void parts(ObjectKey key, MultipartQuery.Parts query, Request request, Response response) throws IOException {
        List<UploadedPart> all = onUpload(() -> of(bucket).parts(new MultipartUpload(key, query.uploadId())));
        List<UploadedPart> rest = all.stream().filter(part -> part.number() > query.after()).toList();
        List<UploadedPart> page = rest.subList(0, Math.min(rest.size(), query.maxParts()));
        var xml = new Xml("ListPartsResult")
                .element("Bucket", bucket.name())
                .element("Key", key.value())
                .element("UploadId", query.uploadId())
                .element("PartNumberMarker", Integer.toString(query.after()));
        if (page.size() < rest.size() && !page.isEmpty()) {
            xml.element("NextPartNumberMarker", Integer.toString(page.getLast().number()));
        }
        xml.element("MaxParts", Integer.toString(query.maxParts())).element("IsTruncated", Boolean.toString(page.size() < rest.size()));
        page.forEach(part -> {
            xml.begin("Part").element("PartNumber", Integer.toString(part.number()));
            part.etag().ifPresent(etag -> xml.element("ETag", etag));
            xml.element("Size", Long.toString(part.size())).end();
        });
        xml.element("StorageClass", "STANDARD").end().send(request, response, minimumRate);
    }

    void complete(ObjectKey key, MultipartQuery.Complete query, Payload payload, Request request, Response response) throws IOException {
        HttpFields headers = request.getHeaders();
        if (headers.contains(HttpHeader.IF_MATCH)) {
            throw S3Error.notImplemented("If-Match is not supported for uploads in parts.");
        }
        var conditions = new PutConditions(PutHeaders.isOnlyIfAbsent(headers), List.of(), Optional.empty());
        CompleteRequest wanted =
                CompleteRequest.parse(SignedRequest.readBody(request, payload, CompleteRequest.MAX_BYTES, minimumRate));
        var upload = new MultipartUpload(key, query.uploadId());
        ObjectSummary object;
        try {
            List<UploadedPart> parts = there(wanted, of(bucket).parts(upload));
            requireSize(headers, parts.stream().mapToLong(UploadedPart::size).sum());
            object = of(bucket).complete(upload, parts, conditions);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.NOT_FOUND) {
                throw e;
            }
            object = completedBefore(key, wanted).orElseThrow(UploadRequests::noSuchUpload);
        }
        var xml = new Xml("CompleteMultipartUploadResult")
                .element("Location", request.getHttpURI().getPath())
                .element("Bucket", bucket.name())
                .element("Key", key.value());
        object.etag().ifPresent(etag -> xml.element("ETag", etag));
        xml.end().send(request, response, minimumRate);
    }

    /** Who has lost the answer asks again, as SDKs do by themselves. The object is what came of it when it has the ETag of these parts. */
    private Optional<ObjectSummary> completedBefore(ObjectKey key, CompleteRequest wanted) {
        List<UploadedPart> named = wanted.parts().stream()
                .map(part -> new UploadedPart(part.number(), 0, Optional.of('"' + part.etag() + '"')))
                .toList();
        Optional<String> etag = UploadedPart.joinedEtag(named);
        return etag.isEmpty() ? Optional.empty() : bucket.store().stat(key).filter(object -> object.etag().equals(etag));
    }

    /** The parts that a client names, as they are. */
    private static List<UploadedPart> there(CompleteRequest wanted, List<UploadedPart> parts) {
        Map<Integer, UploadedPart> known = parts.stream().collect(Collectors.toMap(UploadedPart::number, Function.identity()));
        List<UploadedPart> named = new ArrayList<>();
        for (CompleteRequest.Named part : wanted.parts()) {
            UploadedPart there = known.get(part.number());
            if (there == null || !there.etag().map(CompleteRequest::unquoted).orElse("").equals(part.etag())) {
                throw new S3Error(
                        400,
                        "InvalidPart",
                        "Part " + part.number() + " could not be found: it was not uploaded, or its ETag is another.");
            }
            named.add(there);
        }
        return named;
    }

    /** What the client says the object has. */
    private static void requireSize(HttpFields headers, long size) {
        String announced = headers.get(AmazonHeaders.OBJECT_SIZE);
        if (announced != null && !announced.equals(Long.toString(size))) {
            throw S3Error.invalidRequest("The parts have " + size + " bytes, which is not what " + AmazonHeaders.OBJECT_SIZE + " says.");
        }
    }

    void abort(ObjectKey key, MultipartQuery.Abort query, Response response) {
        var upload = new MultipartUpload(key, query.uploadId());
        onUpload(() -> of(bucket).parts(upload)); // one that is not there is an error to S3
        of(bucket).abort(upload);
        response.setStatus(204);
    }

    /** A page of the bucket's uploads under way. */
    Xml list(UploadsQuery query) {
        Iterator<UploadUnderWay> uploads = of(bucket).list(new KeyPrefix(query.prefix()), query.after());
        var page = new ArrayList<UploadUnderWay>();
        while (page.size() < query.maxUploads() && uploads.hasNext()) {
            page.add(uploads.next());
        }
        return query.answer(bucket.name(), page, query.maxUploads() > 0 && uploads.hasNext());
    }
}
