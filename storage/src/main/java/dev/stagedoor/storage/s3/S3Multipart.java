package dev.stagedoor.storage.s3;

import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Multipart uploads of S3 ("Uploading and copying objects using multipart upload", Amazon S3 user guide).
 *
 * <p>Servers differ in what they say of an upload that is gone. RADOS Gateway 16.2 answers its completion with 500, and only the list of
 * its parts with 404; so that list is asked for before such a failure is reported. It also completes over an object in spite of
 * {@code If-None-Match}; so the object is looked up first, which is not atomic there.
 */
final class S3Multipart implements MultipartUploads {
    private static final MultipartLimits LIMITS = new MultipartLimits(
            S3Limits.MIN_PART_BYTES, S3Limits.MAX_SINGLE_PUT_BYTES, S3Limits.MAX_PARTS, S3Limits.MAX_MULTIPART_BYTES);
    private static final String ANY = "*";

    private final S3Client client;
    private final S3Client once;
    private final S3Requests requests;
    private final S3Errors errors;
    private final S3Presigner presigner;
    private final ObjectTimes times;
    private final ExistingObjects existing;

    /** @param once does not try again */
    S3Multipart(S3Client client, S3Client once, S3Requests requests, S3Errors errors, S3Presigner presigner, ObjectTimes times) {
        this.client = client;
        this.once = once;
        this.requests = requests;
        this.errors = errors;
        this.presigner = presigner;
        this.times = times;
        this.existing = new ExistingObjects(client, requests, errors);
    }

    @Override
    public MultipartLimits limits() {
        return LIMITS;
    }

    @Override
    public MultipartUpload begin(ObjectKey key, PutConditions conditions) {
        if (!conditions.checksums().isEmpty()) {
            throw new StorageException(Kind.UNSUPPORTED, "the checksum of a whole object cannot be told before its parts");
        }
        S3Attributes.check(conditions.attributes());
        existing.refuse(key, conditions);
        return call("begin an upload in parts", () -> new MultipartUpload(
                key,
                client.createMultipartUpload(S3Attributes.set(requests.createUpload(key), conditions.attributes()).build()).uploadId()));
    }

    /** A body without an announced length is held in memory, and may have {@link S3Limits#BUFFER_BYTES}. */
    @Override
    public UploadedPart putPart(MultipartUpload upload, int number, ObjectBody body, List<Checksum> checksums) {
        if (body.length().orElse(0) > LIMITS.maxPartBytes()) {
            throw new StorageException(Kind.ENTITY_TOO_LARGE, "a part may have at most " + LIMITS.maxPartBytes() + " bytes");
        }
        CheckedBody checked = new CheckedBody(body, checksums);
        if (body.length().orElse(0) > S3Limits.BUFFER_BYTES) {
            return stream(upload, number, checked, body.length().getAsLong());
        }
        GrowingBuffer buffer = new GrowingBuffer();
        buffer.fill(checked);
        if (!checked.ended()) {
            checked.expectEnd();
        }
        return send(upload, number, buffer);
    }

    private UploadedPart stream(MultipartUpload upload, int number, CheckedBody checked, long length) {
        StreamedBody body = new StreamedBody(checked, length);
        var request = requests.uploadPart(upload.key())
                .uploadId(upload.id())
                .partNumber(number)
                .overrideConfiguration(S3Requests.within(S3Limits.STREAM_TIMEOUT, S3Limits.STREAM_TIMEOUT))
                .build();
        try {
            return part(number, length, once.uploadPart(request, body.once()));
        } catch (RuntimeException e) {
            if (body.failure() != null) {
                throw body.failure();
            }
            throw e instanceof SdkException sdk ? errors.translate(storing(number), sdk) : e;
        }
    }

    /** Sends what is in a buffer, again if need be. */
    UploadedPart send(MultipartUpload upload, int number, GrowingBuffer buffer) {
        var request = requests.uploadPart(upload.key())
                .uploadId(upload.id())
                .partNumber(number)
                .contentMD5(buffer.md5())
                .overrideConfiguration(S3Requests.within(S3Limits.BUFFER_ATTEMPT_TIMEOUT, S3Limits.BUFFER_CALL_TIMEOUT))
                .build();
        return call(storing(number), () -> part(number, buffer.length(), client.uploadPart(request, buffer.body())));
    }

    private static String storing(int number) {
        return "store part " + number;
    }

    private static UploadedPart part(int number, long size, UploadPartResponse response) {
        return new UploadedPart(number, size, Optional.ofNullable(response.eTag()));
    }

    @Override
    public PresignedRequest presignPart(MultipartUpload upload, int number, PresignTerms terms) {
        return call("sign a request", () -> presigner.presignPart(upload, number, terms));
    }

    @Override
    public List<UploadedPart> parts(MultipartUpload upload) {
        return call("list the parts of an upload", () -> {
            List<UploadedPart> parts = new ArrayList<>();
            ListPartsResponse page;
            Integer marker = null;
            do {
                page = client.listParts(ListPartsRequest.builder()
                        .bucket(requests.bucket())
                        .key(upload.key().value())
                        .uploadId(upload.id())
                        .partNumberMarker(marker)
                        .build());
                page.parts().forEach(part -> parts.add(new UploadedPart(
                        part.partNumber(), part.size() == null ? 0 : part.size(), Optional.ofNullable(part.eTag()))));
                marker = page.nextPartNumberMarker();
            } while (Boolean.TRUE.equals(page.isTruncated()) && marker != null && parts.size() <= LIMITS.maxParts());
            parts.sort(Comparator.comparingInt(UploadedPart::number));
            return parts;
        });
    }

    @Override
    public ObjectSummary complete(MultipartUpload upload, List<UploadedPart> parts, PutConditions conditions) {
        existing.refuse(upload.key(), conditions);
        List<CompletedPart> named = parts.stream()
                .map(part -> CompletedPart.builder().partNumber(part.number()).eTag(part.etag().orElse(null)).build())
                .toList();
        // Joining ten thousand parts may take the store minutes.
        var request = requests.completeUpload(upload.key())
                .uploadId(upload.id())
                .multipartUpload(completed -> completed.parts(named))
                .ifNoneMatch(conditions.onlyIfAbsent() ? ANY : null)
                .overrideConfiguration(S3Requests.within(S3Limits.BUFFER_ATTEMPT_TIMEOUT, S3Limits.BUFFER_CALL_TIMEOUT))
                .build();
        long size = parts.stream().mapToLong(UploadedPart::size).sum();
        return call("complete the upload", () -> {
            CompleteMultipartUploadResponse response;
            try {
                response = client.completeMultipartUpload(request);
            } catch (SdkException e) {
                if (S3Errors.status(e) >= 500) {
                    parts(upload); // says so where the upload is gone
                }
                throw e;
            }
            // RADOS Gateway 16.2 leaves the ETag empty here.
            Optional<String> etag = Optional.ofNullable(response.eTag())
                    .filter(text -> !text.isBlank() && !text.equals("\"\""))
                    .or(() -> Optional.ofNullable(client.headObject(requests.head(upload.key()).build()).eTag()));
            return new ObjectSummary(upload.key().value(), size, etag, times.of(response.sdkHttpResponse()));
        });
    }

    @Override
    public void abort(MultipartUpload upload) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(requests.bucket()).key(upload.key().value()).uploadId(upload.id()));
        } catch (SdkException e) {
            if (S3Errors.status(e) != 404) {
                throw errors.translate("abort the upload", e);
            }
        }
    }

    @Override
    public Iterator<UploadUnderWay> list(KeyPrefix prefix, UploadUnderWay.Position after) {
        var request = ListMultipartUploadsRequest.builder()
                .bucket(requests.bucket())
                .prefix(prefix.value().isEmpty() ? null : prefix.value())
                .keyMarker(after.key().isEmpty() ? null : after.key())
                .uploadIdMarker(after.key().isEmpty() || after.id().isEmpty() ? null : after.id())
                .encodingType(EncodingType.URL)
                .build();
        return new S3Uploads(page -> call("list uploads", () -> client.listMultipartUploads(page)), request);
    }

    private <T> T call(String operation, Supplier<T> operationOnStore) {
        try {
            return operationOnStore.get();
        } catch (SdkException e) {
            throw errors.translate(operation, e);
        }
    }
}
