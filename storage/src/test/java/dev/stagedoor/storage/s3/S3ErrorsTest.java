package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.s3.FakeServer.Answer;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpClient;

/** What a user is told of a store's refusal. */
class S3ErrorsTest {
    private static final S3Credential ROOT = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));
    private static final ObjectKey KEY = new ObjectKey("a");

    private final SdkHttpClient http = S3Server.http();

    @AfterEach
    void close() {
        http.close();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertReading(Answer answer) throws IOException {
        try (FakeServer fake = FakeServer.answering(request -> answer);
                S3Store store = store(fake)) {
            return assertThatThrownBy(() -> store.open(KEY, ByteRange.ALL))
                    .isInstanceOf(StagedoorException.class)
                    .hasMessageContaining("s3://bucket at " + fake.endpoint() + " could not read the object: ");
        }
    }

    private S3Store store(FakeServer fake) {
        return S3Store.open(new S3Server(fake.endpoint(), ROOT, "us-east-1").location("bucket"), http, Clock.systemUTC());
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchKey, NOT_FOUND, 3001, no object",
        "404, NoSuchBucket, NOT_FOUND, 3001, bucket does not exist",
        "403, AccessDenied, PERMISSION_DENIED, 3002, do not allow",
        "403, InvalidAccessKeyId, PERMISSION_DENIED, 3002, access key id",
        "403, SignatureDoesNotMatch, PERMISSION_DENIED, 3002, secret access key",
        "403, RequestTimeTooSkewed, PERMISSION_DENIED, 3002, clock",
        "400, ExpiredToken, PERMISSION_DENIED, 3002, session token",
        "400, AuthorizationHeaderMalformed, OTHER, 4000, REGION",
        "501, NotImplemented, UNSUPPORTED, 3902, cannot",
        "418, Teapot, OTHER, 4000, Teapot"
    })
    void code_of_the_store_becomes_a_code_and_advice(int status, String code, Kind kind, int number, String advice) throws IOException {
        assertReading(Answer.error(status, code, "words of the store"))
                .hasMessageContaining(code)
                .hasMessageContaining("words of the store")
                .hasMessageContaining(advice)
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e.code().number()).isEqualTo(number);
                });
    }

    @Test
    void region_that_the_store_names_is_passed_on() throws IOException {
        Answer redirect = new Answer(
                301,
                Map.of("Content-Type", "application/xml", "x-amz-bucket-region", "eu-west-3", "Location", "http://elsewhere.example/"),
                "<Error><Code>PermanentRedirect</Code><Message>Use the other endpoint</Message></Error>");

        assertReading(redirect).hasMessageContaining("set REGION = 'eu-west-3'").hasMessageContaining("not us-east-1");
    }

    @Test
    void secrets_and_signatures_that_a_store_repeats_are_not_shown() throws IOException {
        String signature = "0123456789abcdef".repeat(4);
        String said = "key CHANGEME123, X-Amz-Signature=" + signature + " " + signature
                + " GET http://127.0.0.1/b/k?X-Amz-Credential=c&amp;X-Amz-Signature=x " + "long ".repeat(200);

        assertReading(Answer.error(403, "SignatureDoesNotMatch", said)).satisfies(e -> {
            assertThat(e.getMessage()).doesNotContain("CHANGEME123", signature, "X-Amz-Credential").hasSizeLessThan(600);
            assertThat(e.getCause()).isNull();
        });
    }

    @Test
    void words_of_a_store_stay_on_one_line() {
        assertThat(new StoreWords(List.of()).shown("one\n\ttwo\u0000three")).isEqualTo("one two three");
    }

    @Test
    void missing_bucket_is_told_from_a_missing_object() throws IOException {
        try (FakeServer fake = FakeServer.answering(request -> Answer.of(404, ""));
                S3Store store = store(fake)) {
            assertThatThrownBy(() -> store.stat(KEY))
                    .hasMessageContaining("bucket does not exist")
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        }
        try (FakeServer fake = FakeServer.answering(request -> Answer.of(request.uri().getPath().endsWith("/a") ? 404 : 200, ""));
                S3Store store = store(fake)) {
            assertThat(store.stat(KEY)).isEmpty();
            assertThat(store.stat(KEY)).isEmpty();
            assertThat(fake.requests()).as("the bucket is asked for once").hasSize(3);
        }
    }

    @Test
    void throttled_request_is_tried_again_and_then_reported_as_unavailable() throws IOException {
        try (FakeServer fake = FakeServer.answering(request -> Answer.error(503, "SlowDown", "Reduce your request rate"));
                S3Store store = store(fake)) {
            assertThatThrownBy(() -> store.open(KEY, ByteRange.ALL))
                    .hasMessageContaining("SlowDown")
                    .isInstanceOfSatisfying(StorageException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
                        assertThat(e.retryable()).isTrue();
                    });
            assertThat(fake.requests()).hasSize(S3Limits.MAX_ATTEMPTS);
        }
    }
}
