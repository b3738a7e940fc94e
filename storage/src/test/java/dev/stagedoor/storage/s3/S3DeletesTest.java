package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.DeleteReport.Failure;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.s3.FakeServer.Answer;
import dev.stagedoor.storage.s3.FakeServer.Request;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpClient;

/** What becomes of keys that a store does not delete. */
class S3DeletesTest {
    private static final S3Credential ROOT = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));

    private final SdkHttpClient http = S3Server.http();

    @AfterEach
    void close() {
        http.close();
    }

    private interface Check {
        void on(S3Store store, FakeServer fake);
    }

    private void with(Function<Request, Answer> answers, Check check) throws IOException {
        try (FakeServer fake = FakeServer.answering(answers);
                S3Store store =
                        S3Store.open(new S3Server(fake.endpoint(), ROOT, "us-east-1").location("bucket"), http, Clock.systemUTC())) {
            check.on(store, fake);
        }
    }

    private static Answer result(String errors) {
        return Answer.of(200, "<?xml version=\"1.0\"?><DeleteResult>" + errors + "</DeleteResult>");
    }

    private static String error(String key, String code) {
        return "<Error><Key>" + key + "</Key><Code>" + code + "</Code><Message>because</Message></Error>";
    }

    private static boolean isBatch(Request request) {
        return request.method().equals("POST");
    }

    @Test
    void keys_go_in_batches_of_a_thousand_with_their_digest() throws IOException {
        with(request -> result(""), (store, fake) -> {
            List<String> keys = IntStream.range(0, 2_500).mapToObj("key-%04d"::formatted).toList();

            assertThat(store.delete(keys)).isEqualTo(new DeleteReport(2_500, List.of()));

            assertThat(fake.requests()).hasSize(3).allSatisfy(request -> assertThat(request.headers()).containsKey("Content-md5"));
            assertThat(fake.requests().stream().map(request -> request.body().split("<Key>").length - 1))
                    .containsExactly(1_000, 1_000, 500);
        });
    }

    @Test
    void each_key_that_is_left_is_named_with_what_the_store_said() throws IOException {
        with(request -> result(error("b", "AccessDenied") + error("c", "NoSuchKey")),
                (store, fake) -> assertThat(store.delete(List.of("a", "b", "c", "d")))
                .isEqualTo(new DeleteReport(3, List.of(new Failure("b", "AccessDenied: because")))));
    }

    @Test
    void key_whose_failure_may_pass_is_tried_again_alone() throws IOException {
        with(request -> isBatch(request) ? result(error("b", "InternalError")) : Answer.of(204, ""), (store, fake) -> {
            assertThat(store.delete(List.of("a", "b"))).isEqualTo(new DeleteReport(2, List.of()));

            assertThat(fake.requests().getLast().method() + " " + fake.requests().getLast().uri()).isEqualTo("DELETE /bucket/b");
        });
    }

    @Test
    void store_without_batches_is_asked_for_each_key() throws IOException {
        with(
                request -> isBatch(request) ? Answer.error(501, "NotImplemented", "not here") : Answer.of(204, ""),
                (store, fake) -> assertThat(store.delete(List.of("a", "b", "c"))).isEqualTo(new DeleteReport(3, List.of())));
    }

    @Test
    void key_that_xml_cannot_carry_is_deleted_alone() throws IOException {
        with(request -> isBatch(request) ? result("") : Answer.of(204, ""), (store, fake) -> {
            assertThat(store.delete(List.of("plain", "tab\t", "\u0001", "\uffff", " space"))).isEqualTo(new DeleteReport(5, List.of()));

            assertThat(fake.requests().stream().filter(request -> !isBatch(request)).map(request -> request.uri().getRawPath()))
                    .containsExactly("/bucket/tab%09", "/bucket/%01", "/bucket/%EF%BF%BF", "/bucket/%20space");
        });
    }

    @Test
    void refused_first_batch_is_an_error() throws IOException {
        with(request -> Answer.error(403, "AccessDenied", "Access Denied"),
                (store, fake) -> assertThatThrownBy(() -> store.delete(List.of("a")))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PERMISSION_DENIED))
                .hasMessageContaining("s3://bucket at http://127.0.0.1:")
                .hasMessageContaining("delete objects"));
    }

    @Test
    void later_batch_that_is_refused_leaves_its_keys_and_ends_the_deleting() throws IOException {
        with(
                request -> request.body().contains("<Key>key-0000</Key>") ? result("") : Answer.error(403, "AccessDenied", "Access Denied"),
                (store, fake) -> {
                    List<String> keys = IntStream.range(0, 3_500).mapToObj("key-%04d"::formatted).toList();

                    DeleteReport report = store.delete(keys);

                    assertThat(report.deleted()).isEqualTo(1_000);
                    assertThat(report.failures()).extracting(Failure::key).isEqualTo(keys.subList(1_000, 3_500));
                    assertThat(report.failures()).allSatisfy(failure -> assertThat(failure.reason()).contains("AccessDenied"));
                    assertThat(fake.requests()).hasSize(2);
                });
    }
}
