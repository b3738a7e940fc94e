package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Puts bodies, each in the way that fits it. What fits in a buffer is read to its end first and sent with its MD5, again if need be. A
 * longer one of announced length streams through in one PUT. All others go up in parts. In none of these ways can the store complete an
 * object before the body has ended and was found right.
 */
final class S3Upload {
    private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);
    private static final String OPERATION = "store the object";
    private static final String ANY = "*";

    private final S3Client client;
    private final S3Client once;
    private final S3Requests requests;
    private final S3Errors errors;
    private final Clock clock;

    /** @param once does not try again */
    S3Upload(S3Client client, S3Client once, S3Requests requests, S3Errors errors, Clock clock) {
        this.client = client;
        this.once = once;
        this.requests = requests;
        this.errors = errors;
        this.clock = clock;
    }

    /** What {@link dev.stagedoor.storage.ObjectStore#put} says. */
    ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        S3Attributes.check(conditions.attributes());
        CheckedBody checked = new CheckedBody(body, conditions.checksums());
        OptionalLong length = body.length();
        if (length.isPresent() && length.getAsLong() > S3Limits.BUFFER_BYTES && length.getAsLong() <= S3Limits.MAX_SINGLE_PUT_BYTES) {
            refuseExisting(key, conditions);
            return stream(key, checked, length.getAsLong(), conditions);
        }
        GrowingBuffer buffer = new GrowingBuffer();
        buffer.fill(checked);
        if (!checked.ended() && checked.total() == length.orElse(-1)) {
            checked.expectEnd();
        }
        if (checked.ended()) {
            return send(key, buffer, conditions);
        }
        refuseExisting(key, conditions);
        return sendParts(key, buffer, checked, conditions);
    }

    /** Decided again by the store at the end; this spares the upload. */
    private void refuseExisting(ObjectKey key, PutConditions conditions) {
        if (!conditions.onlyIfAbsent()) {
            return;
        }
        try {
            client.headObject(requests.head(key).build());
        } catch (SdkException e) {
            if (S3Errors.status(e) == 404) {
                return;
            }
            throw errors.translate(OPERATION, e);
        }
        throw new StorageException(Kind.PRECONDITION_FAILED, "an object with this key exists already");
    }

    private ObjectSummary send(ObjectKey key, GrowingBuffer buffer, PutConditions conditions) {
        var request = S3Attributes.set(requests.put(key), conditions.attributes())
                .ifNoneMatch(conditions.onlyIfAbsent() ? ANY : null)
                .contentMD5(md5(buffer))
                .overrideConfiguration(S3Requests.within(S3Limits.BUFFER_ATTEMPT_TIMEOUT, S3Limits.BUFFER_CALL_TIMEOUT))
                .build();
        try {
            return summary(key, client.putObject(request, body(buffer)), buffer.length());
        } catch (SdkException e) {
            throw errors.translate(OPERATION, e);
        }
    }

    private ObjectSummary stream(ObjectKey key, CheckedBody checked, long length, PutConditions conditions) {
        StreamedBody body = new StreamedBody(checked, length);
        var request = S3Attributes.set(requests.put(key), conditions.attributes())
                .ifNoneMatch(conditions.onlyIfAbsent() ? ANY : null)
                .overrideConfiguration(S3Requests.within(S3Limits.STREAM_TIMEOUT, S3Limits.STREAM_TIMEOUT))
                .build();
        try {
            return summary(key, once.putObject(request, RequestBody.fromInputStream(body, length)), length);
        } catch (RuntimeException e) {
            if (body.failure() != null) {
                throw body.failure();
            }
            throw e instanceof SdkException sdk ? errors.translate(OPERATION, sdk) : e;
        }
    }

    private ObjectSummary sendParts(ObjectKey key, GrowingBuffer buffer, CheckedBody checked, PutConditions conditions) {
        String uploadId = begin(key, conditions);
        boolean complete = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            parts.add(sendPart(key, uploadId, 1, buffer));
            while (!checked.ended()) {
                buffer.fill(checked);
                if (buffer.length() > 0) {
                    parts.add(sendPart(key, uploadId, parts.size() + 1, buffer));
                }
            }
            ObjectSummary summary = complete(key, uploadId, parts, checked.total(), conditions);
            complete = true;
            return summary;
        } catch (SdkException e) {
            throw errors.translate(OPERATION, e);
        } finally {
            if (!complete) {
                abort(key, uploadId);
            }
        }
    }

    private String begin(ObjectKey key, PutConditions conditions) {
        try {
            return client.createMultipartUpload(
                            S3Attributes.set(requests.createUpload(key), conditions.attributes()).build())
                    .uploadId();
        } catch (SdkException e) {
            throw errors.translate(OPERATION, e);
        }
    }

    private CompletedPart sendPart(ObjectKey key, String uploadId, int number, GrowingBuffer buffer) {
        var request = requests.uploadPart(key)
                .uploadId(uploadId)
                .partNumber(number)
                .contentMD5(md5(buffer))
                .overrideConfiguration(S3Requests.within(S3Limits.BUFFER_ATTEMPT_TIMEOUT, S3Limits.BUFFER_CALL_TIMEOUT))
                .build();
        String etag = client.uploadPart(request, body(buffer)).eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private ObjectSummary complete(ObjectKey key, String uploadId, List<CompletedPart> parts, long length, PutConditions conditions) {
        // Joining ten thousand parts may take the store minutes.
        CompleteMultipartUploadResponse response = client.completeMultipartUpload(requests.completeUpload(key)
                .uploadId(uploadId)
                .multipartUpload(upload -> upload.parts(parts))
                .ifNoneMatch(conditions.onlyIfAbsent() ? ANY : null)
                .overrideConfiguration(S3Requests.within(S3Limits.BUFFER_ATTEMPT_TIMEOUT, S3Limits.BUFFER_CALL_TIMEOUT))
                .build());
        // RADOS Gateway 16 leaves the ETag empty here.
        Optional<String> etag = Optional.ofNullable(response.eTag()).filter(text -> !text.isBlank() && !text.equals("\"\""));
        if (etag.isEmpty()) {
            etag = Optional.ofNullable(client.headObject(requests.head(key).build()).eTag());
        }
        return new ObjectSummary(key.value(), length, etag, time(response.sdkHttpResponse()));
    }

    /** So that the store keeps no parts that nobody sees and somebody pays for. */
    private void abort(ObjectKey key, String uploadId) {
        try {
            client.abortMultipartUpload(request -> request.bucket(requests.bucket()).key(key.value()).uploadId(uploadId));
        } catch (SdkException e) {
            LOG.warn("An unfinished upload stays in the bucket until its life cycle rules remove it: {}",
                    errors.translate("abort the upload", e).getMessage());
        }
    }

    private ObjectSummary summary(ObjectKey key, PutObjectResponse response, long length) {
        return new ObjectSummary(key.value(), length, Optional.ofNullable(response.eTag()), time(response.sdkHttpResponse()));
    }

    /** The store's own clock, to the second: a PUT's answer tells no time of the object. */
    private Instant time(SdkHttpResponse response) {
        return response.firstMatchingHeader("Date").flatMap(S3Upload::parsed)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static Optional<Instant> parsed(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static RequestBody body(GrowingBuffer buffer) {
        // Without a copy, and afresh for each attempt.
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(buffer.bytes(), 0, buffer.length()), buffer.length(), "application/octet-stream");
    }

    private static String md5(GrowingBuffer buffer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(ByteBuffer.wrap(buffer.bytes(), 0, buffer.length()));
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
