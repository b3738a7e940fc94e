package dev.stagedoor.e2e.external;

import dev.stagedoor.e2e.support.LogSecrets;
import dev.stagedoor.storage.contract.S3Server;
import java.net.URI;

/**
 * A bucket somewhere, empty, and how to reach it.
 *
 * @param endpoint without the bucket
 */
public record UserBucket(URI endpoint, String bucket, String accessKeyId, String secretAccessKey) {
    public UserBucket {
        LogSecrets.remember(secretAccessKey);
    }

    /** Makes it. */
    public static UserBucket create(S3Server server, String name) {
        try (var client = server.client()) {
            client.createBucket(request -> request.bucket(name));
        }
        return new UserBucket(server.endpoint(), name, server.credential().accessKeyId(), server.credential().secretAccessKey().reveal());
    }

    /** {@code s3://bucket/path} with its CONNECTION clause, as it is written in SQL. */
    public String location(String path) {
        return "'s3://" + bucket + path + "' CONNECTION =(ENDPOINT_URL= '" + endpoint + "' aws_key_id='" + accessKeyId
                + "' aws_secret_key='"
                + secretAccessKey + "')";
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "s3://" + bucket + " at " + endpoint;
    }
}
