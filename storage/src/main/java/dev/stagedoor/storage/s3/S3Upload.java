package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.UploadedPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
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
    private final S3Multipart multipart;
    private final ObjectTimes times;
    private final ExistingObjects existing;

    /** @param once does not try again */
    S3Upload(S3Client client, S3Client once, S3Requests requests, S3Errors errors, S3Multipart multipart, ObjectTimes times) {
        this.client = client;
        this.once = once;
        this.requests = requests;
        this.errors = errors;
        this.multipart = multipart;
        this.times = times;
        this.existing = new ExistingObjects(client, requests, errors);
    }

    /** What {@link dev.stagedoor.storage.ObjectStore#put} says. */
    ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        S3Attributes.check(conditions.attributes());
        CheckedBody checked = new CheckedBody(body, conditions.checksums());
        OptionalLong length = body.length();
        if (length.isPresent() && length.getAsLong() > S3Limits.BUFFER_BYTES && length.getAsLong() <= S3Limits.MAX_SINGLE_PUT_BYTES) {
            existing.refuse(key, conditions);
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
        existing.refuse(key, conditions);
        return sendParts(key, buffer, checked, conditions);
    }

    private ObjectSummary send(ObjectKey key, GrowingBuffer buffer, PutConditions conditions) {
        var request = S3Attributes.set(requests.put(key), conditions.attributes())
                .ifNoneMatch(conditions.onlyIfAbsent() ? ANY : null)
                .contentMD5(buffer.md5())
                .overrideConfiguration(S3Requests.within(S3Limits.BUFFER_ATTEMPT_TIMEOUT, S3Limits.BUFFER_CALL_TIMEOUT))
                .build();
        try {
            return summary(key, client.putObject(request, buffer.body()), buffer.length());
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
            return summary(key, once.putObject(request, body.once()), length);
        } catch (RuntimeException e) {
            if (body.failure() != null) {
                throw body.failure();
            }
            throw e instanceof SdkException sdk ? errors.translate(OPERATION, sdk) : e;
        }
    }

    private ObjectSummary sendParts(ObjectKey key, GrowingBuffer buffer, CheckedBody checked, PutConditions conditions) {
        MultipartUpload upload = multipart.begin(key, new PutConditions(false, List.of(), conditions.attributes()));
        boolean complete = false;
        try {
            List<UploadedPart> parts = new ArrayList<>();
            parts.add(multipart.send(upload, 1, buffer));
            while (!checked.ended()) {
                buffer.fill(checked);
                if (buffer.length() > 0) {
                    parts.add(multipart.send(upload, parts.size() + 1, buffer));
                }
            }
            ObjectSummary summary = multipart.complete(upload, parts, conditions);
            complete = true;
            return summary;
        } finally {
            if (!complete) {
                abort(upload);
            }
        }
    }

    /** So that the store keeps no parts that nobody sees and somebody pays for. */
    private void abort(MultipartUpload upload) {
        try {
            multipart.abort(upload);
        } catch (StagedoorException e) {
            LOG.warn("An unfinished upload stays in the bucket until its life cycle rules remove it: {}", e.getMessage());
        }
    }

    private ObjectSummary summary(ObjectKey key, PutObjectResponse response, long length) {
        return new ObjectSummary(key.value(), length, Optional.ofNullable(response.eTag()), times.of(response.sdkHttpResponse()));
    }
}
