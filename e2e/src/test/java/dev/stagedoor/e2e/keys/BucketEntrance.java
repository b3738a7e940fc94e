package dev.stagedoor.e2e.keys;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Past the stage, at the bucket that its files lie in, by the AWS SDK.
 *
 * @param root where the stage begins in the bucket
 */
record BucketEntrance(S3Client s3, String bucket, String root) implements KeyEntrance {
    @Override
    public String name() {
        return "bucket";
    }

    @Override
    public boolean takes(String key) {
        return true;
    }

    @Override
    public void put(String stage, String key, byte[] content) {
        s3.putObject(request -> request.bucket(bucket).key(root + key), RequestBody.fromBytes(content));
    }

    @Override
    public byte[] get(String stage, String key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(root + key)).asByteArray();
    }
}
