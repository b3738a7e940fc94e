package dev.stagedoor.server;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A door with an access key, and what holds it. */
final class S3Door implements AutoCloseable {
    static final String BUCKET = DoorServer.BUCKET;
    static final S3Credential KEY = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));

    final DoorServer door;
    final S3Client s3;

    S3Door(Path data) {
        door = new DoorServer(data, Options.LOCAL, Optional.of(KEY), UnaryOperator.identity());
        door.clock.turn(Duration.between(door.clock.instant(), Instant.now()));
        s3 = client().build();
    }

    /** The AWS SDK with its defaults. */
    S3ClientBuilder client() {
        return S3Client.builder()
                .endpointOverride(door.origin())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)));
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(KEY.accessKeyId(), KEY.secretAccessKey().reveal()));
    }

    /** Past the network, which a test of listings need not wait for. */
    void store(List<String> keys) {
        keys.forEach(key -> door.store.put(new ObjectKey(key), Bodies.announced(Bodies.utf8(key)), PutConditions.NONE));
    }

    /** Sends a request that is signed in its header. */
    HttpResponse<String> signed(String method, String pathAndQuery, String body, String... headers) {
        var unsigned = SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(URI.create(door.origin() + pathAndQuery));
        for (int i = 0; i < headers.length; i += 2) {
            unsigned.putHeader(headers[i], headers[i + 1]);
        }
        var request = AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsCredentialsIdentity.create(KEY.accessKeyId(), KEY.secretAccessKey().reveal()))
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true))
                .request();
        var sent = new ArrayList<String>();
        request.headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                sent.addAll(List.of(name, values.getFirst()));
            }
        });
        return send(method, URI.create(door.origin() + pathAndQuery), body, sent.toArray(String[]::new));
    }

    HttpResponse<String> send(String method, URI url, String body, String... headers) {
        return door.client.send(method, url, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    @Override
    public void close() {
        s3.close();
        door.close();
    }
}
