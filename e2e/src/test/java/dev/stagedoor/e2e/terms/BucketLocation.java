package dev.stagedoor.e2e.terms;

import dev.stagedoor.e2e.support.LogSecrets;
import dev.stagedoor.storage.contract.S3Server;

/** Makes buckets and says in SQL where they are. */
final class BucketLocation {
    private BucketLocation() {}

    /** An empty bucket, as {@code 's3://…' CONNECTION = (…)}. */
    static String create(S3Server server, String bucket) {
        try (var client = server.client()) {
            client.createBucket(request -> request.bucket(bucket));
        }
        String secret = server.credential().secretAccessKey().reveal();
        LogSecrets.remember(secret);
        return "URL = 's3://" + bucket + "' CONNECTION = (ENDPOINT_URL = '" + server.endpoint() + "' ACCESS_KEY_ID = '"
                + server.credential().accessKeyId()
                + "' SECRET_ACCESS_KEY = '" + secret + "')";
    }
}
