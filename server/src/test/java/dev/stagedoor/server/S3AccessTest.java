package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The door as an S3 endpoint, with the AWS SDK as its client. */
class S3AccessTest {
    private static final String BUCKET = DoorServer.BUCKET;
    private static final S3Credential KEY = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));
    private static final byte[] BYTES = Bodies.utf8("hello, world\n");

    @TempDir
    Path data;

    private DoorServer door;
    private S3Client s3;

    @BeforeEach
    void start() {
        door = new DoorServer(data, Options.LOCAL, Optional.of(KEY), StubbornStore::new);
        door.clock.turn(Duration.between(door.clock.instant(), Instant.now()));
        s3 = s3(KEY, "us-east-1", false);
    }

    @AfterEach
    void stop() {
        s3.close();
        door.close();
    }

    private S3Client s3(S3Credential key, String region, boolean chunked) {
        return S3Client.builder()
                .endpointOverride(door.origin())
                .region(Region.of(region))
                .credentialsProvider(credentials(key))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(chunked).build())
                .build();
    }

    private static StaticCredentialsProvider credentials(S3Credential key) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey().reveal()));
    }

    private void put(String key, byte[] bytes) {
        s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    /** Past the network, which a test of listings need not wait for. */
    private void store(String key) {
        door.store.put(new ObjectKey(key), Bodies.announced(Bodies.utf8(key)), PutConditions.NONE);
    }

    private static void assertRefused(int status, String code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).as(e.getMessage()).isEqualTo(status);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }

    @Test
    void buckets_are_listed_to_whom_they_are_open() {
        var answer = s3.listBuckets();
        assertThat(answer.buckets()).extracting(bucket -> bucket.name()).containsExactly(BUCKET);
        assertThat(answer.owner().id()).isEqualTo(KEY.accessKeyId());
        try (var wrong = s3(new S3Credential(KEY.accessKeyId(), Secret.of("another secret")), "us-east-1", false)) {
            assertRefused(403, "SignatureDoesNotMatch", wrong::listBuckets);
        }
        HttpResponse<String> anonymous = door.client.send("GET", URI.create(door.origin() + "/"), BodyPublishers.noBody());
        assertThat(anonymous.statusCode()).isEqualTo(404);
        assertThat(anonymous.body()).startsWith("{");
    }

    @Test
    void bucket_that_is_not_there_is_named_and_so_is_the_one_that_is() {
        assertThatThrownBy(() -> s3.createBucket(r -> r.bucket("another")))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("Buckets cannot be created here. This access key opens '" + BUCKET + "'.")
                .hasMessageContaining("501");
        for (Runnable call : List.<Runnable>of(
                () -> s3.listObjectsV2(r -> r.bucket("another")),
                () -> s3.getObject(r -> r.bucket("another").key("k")),
                () -> s3.putObject(r -> r.bucket("another").key("k"), RequestBody.fromBytes(BYTES)))) {
            assertRefused(404, "NoSuchBucket", call);
            assertThatThrownBy(call::run).hasMessageContaining("This access key opens '" + BUCKET + "'.");
        }
    }

    @Test
    void what_the_sdk_puts_it_gets_lists_and_deletes() {
        String etag = s3.putObject(r -> r.bucket(BUCKET).key("a/b.txt").contentType("text/csv"), RequestBody.fromBytes(BYTES)).eTag();
        assertThat(etag).isEqualTo(Bodies.etag(BYTES));
        var got = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a/b.txt"));
        assertThat(got.asByteArray()).isEqualTo(BYTES);
        assertThat(got.response().contentType()).isEqualTo("text/csv");
        assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a/b.txt").range("bytes=7-11")).asUtf8String()).isEqualTo("world");
        assertThat(s3.headObject(r -> r.bucket(BUCKET).key("a/b.txt")).contentLength()).isEqualTo(BYTES.length);
        S3Object listed = s3.listObjectsV2(r -> r.bucket(BUCKET)).contents().getFirst();
        assertThat(listed.key()).isEqualTo("a/b.txt");
        assertThat(listed.eTag()).isEqualTo(etag);
        assertThat(listed.size()).isEqualTo(BYTES.length);
        assertThat(listed.lastModified()).isEqualTo(door.store.stat(new ObjectKey("a/b.txt")).orElseThrow().lastModified());
        s3.deleteObject(r -> r.bucket(BUCKET).key("a/b.txt"));
        s3.deleteObject(r -> r.bucket(BUCKET).key("a/b.txt"));
        assertThat(door.has("a/b.txt")).isFalse();
        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a/b.txt"))).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void what_the_sdk_sends_with_an_object_it_gets_back() {
        var metadata = Map.of("mtime", "1795430400.5", "author", "Jane  Doe");
        s3.putObject(
                r -> r.bucket(BUCKET).key("a").metadata(metadata).contentEncoding("gzip").cacheControl("no-cache").contentLanguage("de")
                        .contentDisposition("inline").expires(Instant.ofEpochSecond(2_000_000_000)),
                RequestBody.fromBytes(BYTES));
        var head = s3.headObject(r -> r.bucket(BUCKET).key("a"));
        assertThat(head.metadata()).isEqualTo(metadata);
        assertThat(List.of(head.contentEncoding(), head.cacheControl(), head.contentLanguage(), head.contentDisposition()))
                .containsExactly("gzip", "no-cache", "de", "inline");
        assertThat(head.expiresString()).isEqualTo("Wed, 18 May 2033 03:33:20 GMT");
        assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a")).response().metadata()).isEqualTo(metadata);
    }

    @Test
    void a_put_keeps_its_conditions_and_checksums() {
        s3.putObject(r -> r.bucket(BUCKET).key("a").ifNoneMatch("*"), RequestBody.fromBytes(BYTES));
        assertRefused(412, "PreconditionFailed",
                () -> s3.putObject(r -> r.bucket(BUCKET).key("a").ifNoneMatch("*"), RequestBody.fromBytes(BYTES)));
        assertRefused(
                400,
                "BadDigest",
                () -> s3.putObject(r -> r.bucket(BUCKET).key("b").contentMD5("AAAAAAAAAAAAAAAAAAAAAA=="), RequestBody.fromBytes(BYTES)));
        assertThat(door.has("b")).isFalse();
        String sum = Base64.getEncoder().encodeToString(Bodies.crc64Nvme(BYTES));
        s3.putObject(r -> r.bucket(BUCKET).key("c").checksumCRC64NVME(sum), RequestBody.fromBytes(BYTES));
        assertRefused(
                400,
                "BadDigest",
                () -> s3.putObject(r -> r.bucket(BUCKET).key("b").checksumCRC64NVME("AAAAAAAAAAA="), RequestBody.fromBytes(BYTES)));
        assertThat(door.has("b")).isFalse();
    }

    static Stream<String> keys() {
        return DoorTest.keys();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void any_legal_key_goes_through_every_operation(String key) {
        put(key, BYTES);
        assertThat(door.has(key)).isTrue();
        assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asByteArray()).isEqualTo(BYTES);
        assertThat(s3.headObject(r -> r.bucket(BUCKET).key(key)).eTag()).isEqualTo(Bodies.etag(BYTES));
        assertThat(listed(s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(key).encodingType("url")))).containsExactly(key);
        assertThat(listed(s3.listObjectsV2(r -> r.bucket(BUCKET).startAfter(key).encodingType("url")))).isEmpty();
        if (isXml(key)) {
            assertThat(delete(List.of(key)).deleted()).extracting(DeletedObject::key).containsExactly(key);
        } else {
            s3.deleteObject(r -> r.bucket(BUCKET).key(key));
        }
        assertThat(door.has(key)).isFalse();
    }

    /** What no XML document can name, DeleteObjects cannot delete, here or anywhere. */
    private static boolean isXml(String key) {
        return key.chars().allMatch(c -> c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
    }

    private static List<String> listed(ListObjectsV2Response page) {
        return page.contents().stream().map(S3Object::key).toList();
    }

    private DeleteObjectsResponse delete(List<String> keys) {
        var objects = keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
        return s3.deleteObjects(r -> r.bucket(BUCKET).delete(Delete.builder().objects(objects).build()));
    }

    @Test
    void a_listing_of_many_keys_comes_in_pages_and_in_order() {
        List<String> keys = IntStream.range(0, 3_000).mapToObj(i -> "k/%04d é".formatted(i)).toList();
        keys.forEach(this::store);
        store("j");
        store("l");
        List<Integer> pages = new ArrayList<>();
        List<String> all = new ArrayList<>();
        s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix("k/")).forEach(page -> {
            pages.add(page.keyCount());
            all.addAll(listed(page));
        });
        assertThat(all).isEqualTo(keys);
        assertThat(pages).containsExactly(1000, 1000, 1000);
        List<String> rest = new ArrayList<>();
        s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix("k/").startAfter(keys.get(2_497)).maxKeys(2))
                .forEach(page -> rest.addAll(listed(page)));
        assertThat(rest).isEqualTo(keys.subList(2_498, 3_000));
        assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).maxKeys(5_000)).keyCount()).isEqualTo(1_000);
        ListObjectsV2Response none = s3.listObjectsV2(r -> r.bucket(BUCKET).maxKeys(0));
        assertThat(none.contents()).isEmpty();
        assertThat(none.isTruncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none/", "//", "a//b", "../", "."})
    void a_prefix_that_no_key_has_lists_nothing(String prefix) {
        store("a");
        assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(prefix)).contents()).isEmpty();
    }

    @Test
    void a_thousand_keys_are_deleted_at_once_and_failures_are_named() {
        List<String> keys = new ArrayList<>(IntStream.range(0, 998).mapToObj(i -> "k&<" + i).toList());
        keys.forEach(this::store);
        store("stubborn");
        keys.add("stubborn");
        keys.add("never there");
        DeleteObjectsResponse deleted = delete(keys);
        assertThat(deleted.errors()).singleElement().satisfies(error -> {
            assertThat(error.key()).isEqualTo("stubborn");
            assertThat(error.message()).isEqualTo("it is <stubborn>");
        });
        assertThat(deleted.deleted()).hasSize(999);
        assertThat(listed(s3.listObjectsV2(r -> r.bucket(BUCKET)))).containsExactly("stubborn");
        assertRefused(500, "InternalError", () -> s3.deleteObject(r -> r.bucket(BUCKET).key("stubborn")));
        keys.add("one too many");
        assertRefused(400, "MalformedXML", () -> delete(keys));
        var quiet = Delete.builder().quiet(true).objects(ObjectIdentifier.builder().key("x").build()).build();
        assertThat(s3.deleteObjects(r -> r.bucket(BUCKET).delete(quiet)).deleted()).isEmpty();
    }

    @Test
    void the_bucket_tells_its_region_to_whoever_asks() {
        assertThat(s3.headBucket(r -> r.bucket(BUCKET)).bucketRegion()).isEqualTo("us-east-1");
        assertThat(s3.getBucketLocation(r -> r.bucket(BUCKET)).locationConstraintAsString()).isNullOrEmpty();
        for (String path : List.of("/" + BUCKET, "/" + BUCKET + "/")) {
            HttpResponse<String> anonymous = door.client.send("HEAD", path, "");
            assertThat(anonymous.statusCode()).isEqualTo(403);
            assertThat(anonymous.headers().firstValue("x-amz-bucket-region")).hasValue("us-east-1");
        }
        assertThatThrownBy(() -> s3.headBucket(r -> r.bucket("another"))).isInstanceOf(NoSuchBucketException.class);
    }

    @Test
    void urls_presigned_with_the_access_key_open_the_door() {
        try (var presigner = S3Presigner.builder()
                .endpointOverride(door.origin())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(KEY))
                .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            var term = Duration.ofMinutes(5);
            String put = presigner.presignPutObject(p -> p.signatureDuration(term).putObjectRequest(r -> r.bucket(BUCKET).key("a b")))
                    .url()
                    .toString();
            String get = presigner.presignGetObject(p -> p.signatureDuration(term).getObjectRequest(r -> r.bucket(BUCKET).key("a b")))
                    .url()
                    .toString();
            String delete =
                    presigner.presignDeleteObject(p -> p.signatureDuration(term).deleteObjectRequest(r -> r.bucket(BUCKET).key("a b")))
                    .url()
                    .toString();
            assertThat(send("PUT", put, "hello").statusCode()).isEqualTo(200);
            assertThat(send("GET", get, "").body()).isEqualTo("hello");
            HttpResponse<String> refused = send("DELETE", delete, "");
            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(door.has("a b")).isTrue();
            assertThat(send("GET", get.replace("/a%20b", "/a"), "").statusCode()).isEqualTo(403);
        }
    }

    private HttpResponse<String> send(String method, String url, String body, String... headers) {
        return door.client.send(method, URI.create(url), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    @Test
    void another_secret_key_or_region_is_refused() {
        try (S3Client wrongSecret = s3(new S3Credential("ROOTUSER", Secret.of("CHANGEME124")), "us-east-1", false);
                S3Client wrongKey = s3(new S3Credential("ROOTUSED", Secret.of("CHANGEME123")), "us-east-1", false);
                S3Client wrongRegion = s3(KEY, "eu-central-1", false)) {
            assertRefused(403, "SignatureDoesNotMatch", () -> wrongSecret.listObjectsV2(r -> r.bucket(BUCKET)));
            assertRefused(403, "InvalidAccessKeyId", () -> wrongKey.listObjectsV2(r -> r.bucket(BUCKET)));
            assertRefused(400, "AuthorizationHeaderMalformed", () -> wrongRegion.listObjectsV2(r -> r.bucket(BUCKET)));
        }
    }

    @Test
    void the_server_s_own_signing_key_signs_no_headers() {
        try (S3Client own = s3(door.directory.credential(), "us-east-1", false)) {
            assertRefused(403, "InvalidAccessKeyId", () -> own.listObjectsV2(r -> r.bucket(BUCKET)));
        }
    }

    @Test
    void a_request_signed_twenty_minutes_ago_or_ahead_is_refused() {
        door.clock.turn(Duration.ofMinutes(20));
        assertRefused(403, "RequestTimeTooSkewed", () -> s3.listObjectsV2(r -> r.bucket(BUCKET)));
        door.clock.turn(Duration.ofMinutes(-40));
        assertRefused(403, "RequestTimeTooSkewed", () -> s3.listObjectsV2(r -> r.bucket(BUCKET)));
    }

    @Test
    void operations_that_are_not_there_are_refused_by_name() {
        put("a", BYTES);
        List<Runnable> operations = List.of(
                () -> s3.deleteBucket(r -> r.bucket(BUCKET)),
                () -> s3.createBucket(r -> r.bucket(BUCKET).acl("public-read")),
                () -> s3.listObjectsV2(r -> r.bucket(BUCKET).fetchOwner(true)),
                () -> s3.listObjectVersions(r -> r.bucket(BUCKET)),
                () -> s3.getBucketAcl(r -> r.bucket(BUCKET)),
                () -> s3.deleteObjectTagging(r -> r.bucket(BUCKET).key("a")),
                () -> s3.deleteObject(r -> r.bucket(BUCKET).key("a").versionId("1")),
                () -> s3.deleteObjects(r -> r.bucket(BUCKET)
                        .delete(Delete.builder().objects(ObjectIdentifier.builder().key("a").versionId("1").build()).build())),
                () -> s3.putObject(r -> r.bucket(BUCKET).key("b").acl("public-read"), RequestBody.fromBytes(BYTES)),
                () -> s3.putObject(r -> r.bucket(BUCKET).key("b").serverSideEncryption("AES256"), RequestBody.fromBytes(BYTES)),
                () -> s3.putObject(r -> r.bucket(BUCKET).key("b").tagging("a=b"), RequestBody.fromBytes(BYTES)));
        for (Runnable operation : operations) {
            assertRefused(501, "NotImplemented", operation);
        }
        assertThat(listed(s3.listObjectsV2(r -> r.bucket(BUCKET)))).containsExactly("a");
    }

    @Test
    void a_refusal_names_the_parameter_or_header_that_is_not_supported() {
        put("a", BYTES);
        assertNotThere("tagging", () -> s3.deleteObjectTagging(r -> r.bucket(BUCKET).key("a")));
        assertNotThere("acl", () -> s3.getBucketAcl(r -> r.bucket(BUCKET)));
        assertNotThere("versionId", () -> s3.getObject(r -> r.bucket(BUCKET).key("a").versionId("1")));
        assertNotThere("x-amz-tagging", () -> s3.putObject(r -> r.bucket(BUCKET).key("b").tagging("a=b"), RequestBody.fromBytes(BYTES)));
        assertNotThere("x-amz-acl can only be private",
                () -> s3.putObject(r -> r.bucket(BUCKET).key("b").acl("public-read"), RequestBody.fromBytes(BYTES)));
        assertNotThere(
                "x-amz-storage-class can only be STANDARD",
                () -> s3.putObject(r -> r.bucket(BUCKET).key("b").storageClass("GLACIER"), RequestBody.fromBytes(BYTES)));
        assertThat(door.has("b")).isFalse();
    }

    private static void assertNotThere(String word, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
            assertThat(e.awsErrorDetails().errorMessage()).contains(word);
        });
    }

    @Test
    void the_canned_list_and_the_storage_class_that_every_object_has_are_taken() {
        s3.putObject(r -> r.bucket(BUCKET).key("a").acl("private").storageClass("STANDARD"), RequestBody.fromBytes(BYTES));
        assertThat(door.has("a")).isTrue();
    }

    @Test
    void creating_the_bucket_that_is_there_succeeds_and_changes_nothing() {
        put("a", BYTES);
        assertThat(s3.createBucket(r -> r.bucket(BUCKET).acl("private")).location()).isEqualTo("/" + BUCKET);
        assertThat(listed(s3.listObjectsV2(r -> r.bucket(BUCKET)))).containsExactly("a");
    }

    // Requests no SDK sends

    /** Signs {@code signed} and sends {@code sent}. */
    private HttpResponse<String> signed(String method, String pathAndQuery, String signed, String sent, String... headers) {
        return signed(true, method, pathAndQuery, signed, sent, headers);
    }

    /** @param payload whether the body is signed; the signer leaves it out only for https, as which the request is signed then */
    private HttpResponse<String> signed(
            boolean payload, String method, String pathAndQuery, String signed, String sent, String... headers) {
        String origin = payload ? door.origin().toString() : "https://" + door.origin().getAuthority();
        var unsigned = SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(URI.create(origin + pathAndQuery));
        for (int i = 0; i < headers.length; i += 2) {
            unsigned.putHeader(headers[i], headers[i + 1]);
        }
        var request = AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsCredentialsIdentity.create("ROOTUSER", "CHANGEME123"))
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromUtf8String(signed))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, payload))
                .request();
        var all = new ArrayList<String>();
        request.headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                all.add(name);
                all.add(values.getFirst());
            }
        });
        return send(method, door.origin() + pathAndQuery, sent, all.toArray(String[]::new));
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void a_body_other_than_the_signed_one_is_not_kept() {
        assertThat(signed("PUT", "/stagedoor/a", "hello", "hello").statusCode()).isEqualTo(200);
        assertRefused(signed("PUT", "/stagedoor/b", "hello", "hellO"), 400, "BadDigest");
        assertThat(door.has("b")).isFalse();
        assertRefused(signed("GET", "/stagedoor/a", "hello", ""), 400, "XAmzContentSHA256Mismatch");
        assertRefused(signed("GET", "/stagedoor/a", "", "hello"), 400, "InvalidRequest");
        assertRefused(signed("DELETE", "/stagedoor/a", "", "hello"), 400, "InvalidRequest");
        assertThat(door.has("a")).isTrue();
    }

    @Test
    void keys_other_than_the_signed_ones_are_not_deleted() {
        store("a");
        store("b");
        assertRefused(signed("POST", "/stagedoor?delete=", deletion("a"), deletion("b")), 400, "XAmzContentSHA256Mismatch");
        assertRefused(
                signed("POST", "/stagedoor?delete=", deletion("a"), deletion("a"), "Content-MD5", md5(deletion("b"))), 400, "BadDigest");
        assertThat(door.has("a") && door.has("b")).isTrue();
        assertRefused(signed(false, "POST", "/stagedoor?delete=", deletion("a"), deletion("a")), 400, "InvalidRequest");
        assertRefused(
                signed(false, "POST", "/stagedoor?delete=", deletion("a"), deletion("b"), "Content-MD5", md5(deletion("a"))), 400,
                "BadDigest");
        assertThat(door.has("a")).isTrue();
        assertThat(signed("POST", "/stagedoor?delete=", deletion("a"), deletion("a")).body())
                .contains("<Deleted><Key>a</Key></Deleted>");
        assertThat(door.has("a")).isFalse();
    }

    private static String deletion(String key) {
        return "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>" + key + "</Key></Object></Delete>";
    }

    private static String md5(String text) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<String> malformedDeletions() {
        return Stream.of(
                "",
                "not XML",
                "<Delete/>",
                "<Delete><Object/></Delete>",
                "<Delete><Object><Key></Key></Object></Delete>",
                "<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>",
                "<Delete><Object><Key>a</Key><More/></Object></Delete>",
                "<Delete><Object><Key>a<b/></Key></Object></Delete>",
                "<Delete>a<Object><Key>a</Key></Object></Delete>",
                "<Remove><Object><Key>a</Key></Object></Remove>",
                "<Delete><Object><Key>a</Key></Object></Delete><Delete/>",
                "<Delete><Object><Key>a</Key></Object>",
                "<Delete><Object><Key>&#1;</Key></Object></Delete>",
                "<!DOCTYPE Delete><Delete><Object><Key>a</Key></Object></Delete>",
                "<!DOCTYPE Delete [<!ENTITY e \"a\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
                "<!DOCTYPE Delete [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
                "<Delete><Object><Key>&e;</Key></Object></Delete>");
    }

    @ParameterizedTest
    @MethodSource("malformedDeletions")
    void a_deletion_that_is_not_one_deletes_nothing(String body) {
        store("a");
        assertRefused(signed("POST", "/stagedoor?delete=", body, body), 400, "MalformedXML");
        assertThat(door.has("a")).isTrue();
    }

    @Test
    void a_deletion_of_more_than_two_mebibytes_is_not_read() {
        String body = "<Delete>" + " ".repeat(2 << 20) + "</Delete>";
        assertRefused(signed("POST", "/stagedoor?delete=", body, body), 413, "EntityTooLarge");
    }

    @Test
    void a_listing_without_an_encoding_refuses_keys_that_xml_cannot_hold() {
        store("a & <b>");
        assertThat(signed("GET", "/stagedoor?list-type=2", "", "").body()).contains("<Key>a &amp; &lt;b&gt;</Key>");
        store("a\u0001");
        assertRefused(signed("GET", "/stagedoor?list-type=2", "", ""), 400, "InvalidRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-keys=-1", "max-keys=x", "max-keys=9999999999", "encoding-type=hex", "continuation-token=%2B%2B"})
    void a_listing_with_a_parameter_that_makes_no_sense_is_refused(String parameter) {
        assertRefused(signed("GET", "/stagedoor?list-type=2&" + parameter, "", ""), 400, "InvalidArgument");
    }

    @Test
    void a_key_that_leaves_the_bucket_is_refused() {
        for (String path : List.of("/stagedoor/../x", "/stagedoor/a/..", "/stagedoor//a", "/stagedoor/a/", "/stagedoor/.")) {
            assertThat(signed("PUT", path, "x", "x").statusCode()).as(path).isEqualTo(400);
        }
    }

    @Test
    void without_an_access_key_only_presigned_urls_pass() {
        try (var closed = new DoorServer(data.resolve("closed"))) {
            String url = closed.origin() + "/stagedoor/a";
            HttpResponse<String> refused = send("GET", url, "", "Authorization", "AWS4-HMAC-SHA256 Credential=x");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("Only presigned requests are served here");
            assertThat(send("HEAD", closed.origin() + "/stagedoor", "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void no_answer_tells_the_secret_or_a_signature() {
        String answers = Stream.of(
                        signed("PUT", "/stagedoor/b", "hello", "hellO"),
                        signed("POST", "/stagedoor?delete=", deletion("a"), deletion("b")),
                        send("GET", door.origin() + "/stagedoor/a", "", "Authorization", "AWS4-HMAC-SHA256 Credential=x"))
                .map(response -> response.body() + response.headers().map())
                .collect(Collectors.joining());
        assertThat(answers).doesNotContain("CHANGEME123").doesNotContainPattern("[0-9a-f]{64}");
    }
}
