package dev.stagedoor.server.door;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.storage.ObjectKey;

/** The object that {@code x-amz-copy-source} names (Amazon S3 API reference, CopyObject): {@code [/]bucket/key}, percent-encoded. */
record CopiedObject(ObjectKey key) {
    private static final String VERSION = "?versionId=";

    /** @throws S3Error when it names no object of this bucket, beyond which its access key does not reach */
    static CopiedObject parse(String header, String bucket) {
        if (header.contains(VERSION)) {
            throw S3Error.notImplemented("Objects have no versions: leave versionId out of " + AmazonHeaders.COPY_SOURCE + ".");
        }
        String path = PercentEncoding.decode(header, 0, header.length())
                .map(decoded -> decoded.startsWith("/") ? decoded.substring(1) : decoded)
                .orElseThrow(() -> invalid("it is not percent-encoded UTF-8"));
        if (!path.startsWith(bucket + "/")) {
            throw new S3Error(403, "AccessDenied", "A copy stays within its bucket: this access key does not reach another.");
        }
        try {
            return new CopiedObject(new ObjectKey(path.substring(bucket.length() + 1)));
        } catch (StagedoorException e) {
            throw invalid(e.getMessage());
        }
    }

    private static S3Error invalid(String problem) {
        return new S3Error(400, "InvalidArgument", AmazonHeaders.COPY_SOURCE + " is not /bucket/key: " + problem + ".");
    }
}
