package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Contender;
import dev.stagedoor.bench.system.Home;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A running S3 store with one bucket, which the measured server knows as a user's. Its files go with it. */
final class BucketStore implements AutoCloseable {
    static final String REGION = "us-east-1";

    private static final S3Credential DOOR = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));

    private final String name;
    private final URI endpoint;
    private final S3Credential credential;
    private final String bucket;
    private final Stop stop;
    private final S3Client client;

    /** Ends the store and removes its files. */
    @FunctionalInterface
    private interface Stop {
        void stop() throws IOException;
    }

    private BucketStore(String name, URI endpoint, S3Credential credential, String bucket, Stop stop) {
        this.name = name;
        this.endpoint = endpoint;
        this.credential = credential;
        this.bucket = bucket;
        this.stop = stop;
        this.client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(credential.accessKeyId(), credential.secretAccessKey().reveal())))
                .build();
    }

    static BucketStore s3proxy() throws IOException {
        Path data = Home.temporaryDirectory();
        var server = Contender.s3proxy(data);
        return new BucketStore("s3proxy", server.address(), Contender.s3proxyCredential(), Contender.S3PROXY_BUCKET, () -> {
            server.close();
            Home.delete(data);
        });
    }

    static BucketStore radosGateway() throws IOException {
        var gateway = CephGateway.start();
        var store = new BucketStore("RADOS Gateway", gateway.endpoint(), CephGateway.CREDENTIAL, "bench", gateway::close);
        store.client.createBucket(request -> request.bucket(store.bucket));
        return store;
    }

    /** The door of another server. */
    static BucketStore door() throws IOException {
        Path data = Home.temporaryDirectory();
        var server = Home.stagedoor(
                data,
                "",
                Map.of(
                        "STAGEDOOR_DOOR_ACCESS_KEY_ID", DOOR.accessKeyId(),
                        "STAGEDOOR_DOOR_SECRET_ACCESS_KEY", DOOR.secretAccessKey().reveal()));
        return new BucketStore("the door", URI.create(server.ready(1)), DOOR, "stagedoor", () -> {
            server.close();
            Home.delete(data);
        });
    }

    String name() {
        return name;
    }

    URI endpoint() {
        return endpoint;
    }

    S3Credential credential() {
        return credential;
    }

    String bucket() {
        return bucket;
    }

    void put(Path file, String key) {
        client.putObject(request -> request.bucket(bucket).key(key), file);
    }

    /** Fetches an object whole, as the AWS SDK does it, into a file that is not there yet. */
    void fetch(String key, Path file) throws IOException {
        Files.deleteIfExists(file);
        client.getObject(request -> request.bucket(bucket).key(key), file);
    }

    /**
     * The statement that makes a stage over the bucket.
     *
     * @param through where the server finds the store, or a proxy before it
     */
    String createStage(String stage, URI through) {
        return "CREATE STAGE " + stage + " URL = 's3://" + bucket + "/' CONNECTION = (ENDPOINT_URL = '" + through + "' REGION = '" + REGION
                + "' ACCESS_KEY_ID = '" + credential.accessKeyId() + "' SECRET_ACCESS_KEY = '" + credential.secretAccessKey().reveal()
                + "')";
    }

    @Override
    public void close() throws IOException {
        client.close();
        stop.stop();
    }
}
