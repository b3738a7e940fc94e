package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be set about an embedded store.
 *
 * @param bucket the first path segment of every presigned URL; a legal S3 bucket name that is not one of the server's own paths
 * @param region stands in the credential scope of every signature
 * @param maxObjectBytes of an object, however it comes; a longer body is refused, before it is read when its length was announced
 * @param durability what has reached the disk when a put or delete returns
 */
public record EmbeddedOptions(String bucket, String region, long maxObjectBytes, Durability durability) {
    /** What has reached the disk when a put or delete returns. */
    public enum Durability {
        /** Everything: the bytes, their directory and the index are synced. Survives loss of power. */
        FULL,
        /** Nothing for certain. For comparing in benchmarks only: a crash of the machine may lose or tear acknowledged objects. */
        NONE
    }

    /** S3's limit on the body of a single PUT: 5 GiB. */
    public static final long MAX_SINGLE_PUT_BYTES = 5L << 30;

    /** S3's limit on an object: 5 TiB. One of more than {@link #MAX_SINGLE_PUT_BYTES} comes in parts. */
    public static final long MAX_OBJECT_BYTES = 5L << 40;

    /** Paths of the server itself, which share the root of the URL with the bucket. */
    private static final Set<String> RESERVED_BUCKETS = Set.of("v1", "health", "metrics", "console");

    /** Amazon S3 User Guide, "General purpose bucket naming rules". */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9](?:[a-z0-9-]|\\.(?!\\.)){1,61}[a-z0-9]");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

    /** Bucket {@code stagedoor} in {@code us-east-1}, objects of up to {@value #MAX_OBJECT_BYTES} bytes, fully durable. */
    public static final EmbeddedOptions DEFAULT =
            new EmbeddedOptions("stagedoor", "us-east-1", MAX_OBJECT_BYTES, Durability.FULL);

    public EmbeddedOptions {
        if (RESERVED_BUCKETS.contains(bucket)) {
            throw invalid("the bucket must not be named '" + bucket + "': that path is the server's own");
        }
        if (!BUCKET.matcher(bucket).matches() || IPV4.matcher(bucket).matches()) {
            throw invalid("'" + bucket
                    + "' is no legal bucket name: use 3 to 63 lower-case letters, digits, '-' and single '.', beginning and ending with a"
                    + " letter or digit, and no IP address");
        }
        if (!REGION.matcher(region).matches()) {
            throw invalid("'" + region + "' is no legal region: use 1 to 64 lower-case letters, digits and '-'");
        }
        if (maxObjectBytes < 1 || maxObjectBytes > MAX_OBJECT_BYTES) {
            throw invalid("the largest object must be allowed between 1 and " + MAX_OBJECT_BYTES + " bytes, not " + maxObjectBytes);
        }
    }

    /** The largest body of one request, a whole object or a part. */
    public long maxBodyBytes() {
        return Math.min(maxObjectBytes, MAX_SINGLE_PUT_BYTES);
    }

    private static StagedoorException invalid(String message) {
        return new StagedoorException(ErrorCode.INVALID_CONFIG, message);
    }
}
