package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.storage.contract.RequiresProgram;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.testsupport.Full;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What a real gateway can show beyond the contract: a customer's key, a bucket's policy, public objects, wrong keys, large uploads. */
@Full
@RequiresProgram(RadosGateway.PROGRAM)
@ExtendWith(RadosGateway.Running.class)
class RadosGatewayFeaturesTest {
    private static final ObjectKey KEY = new ObjectKey("dir/a b.csv");
    private static final PresignTerms ONE_HOUR = new PresignTerms(Duration.ofHours(1), Optional.empty(), URI.create("http://unused"));

    private static S3Server server;
    private static SdkHttpClient http;

    @BeforeAll
    static void start(RadosGateway gateway) {
        server = gateway.server();
        http = S3Server.http();
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    private static S3Store open(S3Location location) {
        return S3Store.open(location, http, Clock.systemUTC());
    }

    private static S3Location with(S3Location location, S3Access access, Optional<Secret> masterKey) {
        return new S3Location(
                location.bucket(), "", location.endpoint(), location.region(), access, masterKey, location.virtualHostStyle());
    }

    @Test
    void customers_key_encrypts_operations_and_presigned_requests() {
        S3Location plain = server.location(server.createBucket());
        S3Location encrypted = with(plain, plain.access(), Optional.of(Secret.of("01234567890123456789012345678901")));
        byte[] large = Bodies.random(1, S3Limits.BUFFER_BYTES + 1);
        try (S3Store store = open(encrypted);
                S3Store withoutKey = open(plain)) {
            store.put(KEY, Bodies.announced(Bodies.utf8("secret")), PutConditions.NONE);
            store.put(new ObjectKey("parts"), Bodies.unannounced(large), PutConditions.NONE);

            assertThat(Bodies.read(store.open(KEY, ByteRange.ALL))).isEqualTo(Bodies.utf8("secret"));
            assertThat(Bodies.read(store.open(new ObjectKey("parts"), ByteRange.ALL))).isEqualTo(large);
            assertThat(store.stat(KEY)).map(ObjectSummary::size).contains(6L);
            assertThatThrownBy(() -> withoutKey.open(KEY, ByteRange.ALL)).isInstanceOf(StorageException.class);

            PresignedRequest put = store.presign(HttpMethod.PUT, KEY, ONE_HOUR);
            assertThat(Curl.send(HttpMethod.PUT, put.url(), put.headers(), Bodies.utf8("by curl")).status()).isEqualTo(200);
            PresignedRequest get = store.presign(HttpMethod.GET, KEY, ONE_HOUR);
            assertThat(Curl.send(HttpMethod.GET, get.url(), get.headers(), new byte[0]).body()).isEqualTo(Bodies.utf8("by curl"));
            Map<String, String> hostOnly = Map.of("host", get.headers().get("host"));
            assertThat(Curl.send(HttpMethod.GET, get.url(), hostOnly, new byte[0]).succeeded()).isFalse();
        }
    }

    @Test
    void keys_that_a_policy_protects_are_named_and_all_others_are_deleted() {
        String bucket = server.createBucket();
        try (S3Client client = server.client();
                S3Store store = open(server.location(bucket))) {
            List<String> keys = new ArrayList<>(IntStream.range(0, 1_200).mapToObj("some/%04d"::formatted).toList());
            List<String> kept = List.of("kept/1", "kept/2");
            keys.add(7, kept.get(0));
            keys.add(1_100, kept.get(1));
            keys.stream().limit(20).forEach(key -> store.put(new ObjectKey(key), Bodies.announced(Bodies.utf8("x")), PutConditions.NONE));
            store.put(new ObjectKey(kept.get(1)), Bodies.announced(Bodies.utf8("x")), PutConditions.NONE);
            client.putBucketPolicy(request -> request.bucket(bucket).policy("""
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject",
                     "Resource": "arn:aws:s3:::%s/kept/*"}]}""".formatted(bucket)));

            DeleteReport report = store.delete(keys);

            assertThat(report.deleted()).isEqualTo(1_200);
            assertThat(report.failures()).extracting(DeleteReport.Failure::key).isEqualTo(kept);
            assertThat(report.failures()).allSatisfy(failure -> assertThat(failure.reason()).contains("AccessDenied"));
            try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
                List<String> left = new ArrayList<>();
                listing.forEachRemaining(object -> left.add(object.key()));
                assertThat(left).isEqualTo(kept);
            }
        }
    }

    @Test
    void public_objects_are_read_without_credentials() {
        S3Location location = server.location(server.createBucket());
        try (S3Client client = server.client();
                S3Store owner = open(location);
                S3Store anyone = open(with(location, S3Access.ANONYMOUS, Optional.empty()))) {
            owner.put(KEY, Bodies.announced(Bodies.utf8("public")), PutConditions.NONE);
            assertKind(Kind.PERMISSION_DENIED, () -> anyone.open(KEY, ByteRange.ALL));
            client.putBucketPolicy(request -> request.bucket(location.bucket()).policy("""
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", \
                    "s3:ListBucket"],
                     "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"]}]}""".formatted(location.bucket())));

            assertThat(Bodies.read(anyone.open(KEY, ByteRange.ALL))).isEqualTo(Bodies.utf8("public"));
            try (ObjectListing listing = anyone.list(KeyPrefix.ALL, "")) {
                assertThat(listing.next().key()).isEqualTo(KEY.value());
            }
            PresignedRequest get = anyone.presign(HttpMethod.GET, KEY, ONE_HOUR);
            assertThat(Curl.send(HttpMethod.GET, get.url(), get.headers(), new byte[0]).body()).isEqualTo(Bodies.utf8("public"));
        }
    }

    @Test
    void wrong_keys_and_a_missing_bucket_are_told_apart() {
        S3Location location = server.location(server.createBucket());
        S3Credential wrongSecret = new S3Credential(server.credential().accessKeyId(), Secret.of("not-the-secret"));
        S3Credential wrongId = new S3Credential("NOBODY", Secret.of("not-the-secret"));
        for (S3Credential wrong : List.of(wrongSecret, wrongId)) {
            try (S3Store store = open(with(location, new S3Access.Keys(wrong), Optional.empty()))) {
                assertKind(Kind.PERMISSION_DENIED, () -> store.list(KeyPrefix.ALL, "").hasNext());
                assertKind(Kind.PERMISSION_DENIED, () -> store.stat(KEY));
                assertKind(Kind.PERMISSION_DENIED, () -> store.put(KEY, Bodies.announced(Bodies.utf8("x")), PutConditions.NONE));
                assertKind(Kind.PERMISSION_DENIED, () -> store.delete(List.of("a")));
            }
        }
        try (S3Store store = open(server.location("no-such-bucket"))) {
            assertKind(Kind.NOT_FOUND, () -> store.list(KeyPrefix.ALL, "").hasNext());
            assertKind(Kind.NOT_FOUND, () -> store.stat(KEY));
            assertKind(Kind.NOT_FOUND, () -> store.put(KEY, Bodies.announced(Bodies.utf8("x")), PutConditions.NONE));
            assertThatThrownBy(() -> store.open(KEY, ByteRange.ALL)).hasMessageContaining("bucket does not exist");
        }
    }

    @Test
    void large_unannounced_body_goes_up_in_parts_and_has_their_etag() {
        byte[] bytes = Bodies.random(9, 2 * S3Limits.BUFFER_BYTES + 1);
        List<Checksum> md5 = List.of(new Checksum(Checksum.Algorithm.MD5, Bodies.digest("MD5", bytes)));
        try (S3Store store = open(server.location(server.createBucket()))) {
            ObjectSummary put = store.put(KEY, Bodies.unannounced(bytes), new PutConditions(false, md5, Optional.empty()));

            assertThat(put.etag().orElseThrow()).matches("\"[0-9a-f]{32}-3\"");
            assertThat(store.stat(KEY).orElseThrow().etag()).isEqualTo(put.etag());
            assertThat(Bodies.read(store.open(KEY, ByteRange.ALL))).isEqualTo(bytes);
        }
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
