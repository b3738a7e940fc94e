package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Bodies;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** CopyObject at the door, with the AWS SDK as the client. */
class S3CopyTest {
    private static final String BUCKET = S3Door.BUCKET;

    @TempDir
    static Path data;

    private static S3Door open;

    @BeforeAll
    static void start() {
        open = new S3Door(data);
    }

    @AfterAll
    static void stop() {
        open.close();
    }

    private static void put(String key, byte[] bytes) {
        open.s3.putObject(
                r -> r.bucket(BUCKET).key(key).contentType("text/csv").cacheControl("no-cache").metadata(Map.of("a", "1")),
                RequestBody.fromBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 3_000_000})
    void a_copy_has_the_bytes_and_attributes_of_its_source(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        String source = "from/ä +%25?" + length;
        put(source, bytes);
        var copied = open.s3.copyObject(
                r -> r.sourceBucket(BUCKET).sourceKey(source).destinationBucket(BUCKET).destinationKey("to"));
        assertThat(copied.copyObjectResult().eTag()).isEqualTo(Bodies.etag(bytes));
        var got = open.s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("to"));
        assertThat(got.asByteArray()).isEqualTo(bytes);
        assertThat(got.response().contentType()).isEqualTo("text/csv");
        assertThat(got.response().cacheControl()).isEqualTo("no-cache");
        assertThat(got.response().metadata()).isEqualTo(Map.of("a", "1"));
        assertThat(open.s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(source)).asByteArray()).isEqualTo(bytes);
    }

    /** How rclone sets a time. */
    @ParameterizedTest
    @ValueSource(ints = {5, 3_000_000})
    void an_object_is_copied_onto_itself_with_other_metadata(int length) {
        byte[] bytes = new byte[length];
        new Random(2).nextBytes(bytes);
        put("self", bytes);
        open.s3.copyObject(r -> r.sourceBucket(BUCKET).sourceKey("self").destinationBucket(BUCKET).destinationKey("self")
                .metadataDirective(MetadataDirective.REPLACE).contentType("text/tab-separated-values")
                .metadata(Map.of("mtime", "1795430400.5")));
        var got = open.s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("self"));
        assertThat(got.asByteArray()).isEqualTo(bytes);
        assertThat(got.response().contentType()).isEqualTo("text/tab-separated-values");
        assertThat(got.response().cacheControl()).isNull();
        assertThat(got.response().metadata()).isEqualTo(Map.of("mtime", "1795430400.5"));
        assertThatThrownBy(() -> open.s3.copyObject(
                        r -> r.sourceBucket(BUCKET).sourceKey("self").destinationBucket(BUCKET).destinationKey("self")))
                .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRequest"));
    }

    @Test
    void a_copy_of_nothing_makes_nothing() {
        assertThatThrownBy(() -> open.s3.copyObject(
                        r -> r.sourceBucket(BUCKET).sourceKey("nothing").destinationBucket(BUCKET).destinationKey("none")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThat(open.door.has("none")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/another/a, 403, AccessDenied",
        "another/a, 403, AccessDenied",
        "/stagedoorx/a, 403, AccessDenied",
        "/stagedoor, 403, AccessDenied",
        "/stagedoor/, 400, InvalidArgument",
        "/stagedoor/a/../b, 400, InvalidArgument",
        "/stagedoor/%2e%2e/b, 400, InvalidArgument",
        "/stagedoor/%zz, 400, InvalidArgument",
        "/stagedoor/a?versionId=1, 501, NotImplemented"
    })
    void a_source_beyond_the_bucket_or_that_is_no_key_is_refused(String source, int status, String code) {
        put("a", Bodies.utf8("x"));
        var refused = open.signed("PUT", "/stagedoor/copied", "", "x-amz-copy-source", source, "Content-Length", "0");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains("<Code>" + code + "</Code>");
        assertThat(open.door.has("copied")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-metadata-directive, MERGE, 400, COPY or REPLACE",
        "x-amz-copy-source-if-match, x, 501, x-amz-copy-source-if-match",
        "x-amz-tagging-directive, REPLACE, 501, x-amz-tagging-directive can only be COPY",
        "If-Match, x, 501, If-Match"
    })
    void what_a_copy_cannot_do_is_refused_by_name(String name, String value, int status, String words) {
        put("a", Bodies.utf8("x"));
        var refused = open.signed("PUT", "/stagedoor/copied", "", "x-amz-copy-source", "/stagedoor/a", name, value);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(words);
        assertThat(open.signed("PUT", "/stagedoor/copied", "body", "x-amz-copy-source", "/stagedoor/a").statusCode()).isEqualTo(400);
        assertThat(open.door.has("copied")).isFalse();
    }
}
