package dev.stagedoor.e2e.external;

import dev.stagedoor.e2e.support.LogSecrets;
import java.net.URI;

/**
 * A bucket somewhere, empty, and how to reach it.
 *
 * @param endpoint without the bucket
 */
record UserBucket(URI endpoint, String bucket, String accessKeyId, String secretAccessKey) {
    UserBucket {
        LogSecrets.remember(secretAccessKey);
    }

    /** {@code s3://bucket/path} with its CONNECTION clause, as it is written in SQL. */
    String location(String path) {
        return "'s3://" + bucket + path + "' CONNECTION =(ENDPOINT_URL= '" + endpoint + "' aws_key_id='" + accessKeyId + "' aws_secret_key='"
                + secretAccessKey + "')";
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "s3://" + bucket + " at " + endpoint;
    }
}
