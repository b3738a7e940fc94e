package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectPart;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Opens objects and parts of them. */
final class S3Download {
    static final String OPERATION = "read the object";

    /** RFC 9110, section 14.4. */
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /** No object is longer; stores that count in 64 bits are not asked to count to their end. */
    private static final long MAX_POSITION = 1L << 53;

    private final S3Client client;
    private final S3Requests requests;
    private final S3Errors errors;

    S3Download(S3Client client, S3Requests requests, S3Errors errors) {
        this.client = client;
        this.requests = requests;
        this.errors = errors;
    }

    /** Which bytes of how many are coming. */
    private record Part(long first, long length, long size) {}

    /** What {@link dev.stagedoor.storage.ObjectStore#open} says. */
    ObjectContent open(ObjectKey key, ByteRange range) {
        ResponseInputStream<GetObjectResponse> stream = get(key, header(range), null);
        boolean kept = false;
        try {
            GetObjectResponse response = stream.response();
            Part part = part(range, response);
            ObjectSummary summary = new ObjectSummary(
                    key.value(), part.size(), Optional.ofNullable(response.eTag()), Optional.ofNullable(response.lastModified())
                            .orElse(Instant.EPOCH));
            long end = part.first() + part.length();
            var opened = new ObjectPart(summary, S3Attributes.of(stream.response()), part.first(), part.length());
            S3Content content = new S3Content(errors, opened, stream, from -> resume(key, from, end, summary.etag()));
            kept = true;
            return content;
        } finally {
            if (!kept) {
                stream.abort();
            }
        }
    }

    private ResponseInputStream<GetObjectResponse> resume(ObjectKey key, long from, long end, Optional<String> etag) throws IOException {
        if (etag.isEmpty()) {
            throw new IOException("the connection broke, and without an ETag the rest cannot be told from another object's");
        }
        try {
            return get(key, "bytes=" + from + "-" + (end - 1), etag.get());
        } catch (StorageException e) {
            throw new IOException("the rest of the object cannot be read: " + e.getMessage(), e);
        }
    }

    private ResponseInputStream<GetObjectResponse> get(ObjectKey key, @Nullable String range, @Nullable String etag) {
        try {
            return client.getObject(requests.get(key).range(range).ifMatch(etag).build());
        } catch (SdkException e) {
            throw errors.translate(OPERATION, e);
        }
    }

    private static @Nullable String header(ByteRange range) {
        return switch (range) {
            case ByteRange.All all -> null;
            case ByteRange.From from -> {
                long last = from.last().orElse(Long.MAX_VALUE);
                if (from.first() < 0 || from.first() >= MAX_POSITION || last < from.first()) {
                    throw invalid();
                }
                yield "bytes=" + from.first() + "-" + (last >= MAX_POSITION ? "" : last);
            }
            case ByteRange.Last tail -> {
                if (tail.length() <= 0) {
                    throw invalid();
                }
                yield "bytes=-" + Math.min(tail.length(), MAX_POSITION);
            }
        };
    }

    private Part part(ByteRange range, GetObjectResponse response) {
        long length = Optional.ofNullable(response.contentLength())
                .orElseThrow(() -> errors.unexpected(OPERATION, "it did not say how long the object is"));
        if (response.contentRange() == null) {
            return whole(range, length);
        }
        Matcher matcher = CONTENT_RANGE.matcher(response.contentRange());
        if (!matcher.matches()) {
            throw errors.unexpected(OPERATION, "its Content-Range is not understood");
        }
        long first = Long.parseLong(matcher.group(1));
        return new Part(first, Long.parseLong(matcher.group(2)) - first + 1, Long.parseLong(matcher.group(3)));
    }

    /** The store sent everything: because it was asked to, or because an empty object has no part. */
    private Part whole(ByteRange range, long length) {
        return switch (range) {
            case ByteRange.All all -> new Part(0, length, length);
            case ByteRange.From from -> {
                if (length == 0) {
                    throw invalid();
                }
                throw errors.unexpected(OPERATION, "it sent the whole object instead of a part");
            }
            case ByteRange.Last tail -> {
                if (length == 0) {
                    throw invalid();
                }
                if (tail.length() < length) {
                    throw errors.unexpected(OPERATION, "it sent the whole object instead of a part");
                }
                yield new Part(0, length, length);
            }
        };
    }

    private static StorageException invalid() {
        return new StorageException(Kind.INVALID_RANGE, "the object has no byte in the range asked for");
    }
}
