package dev.stagedoor.signing.s3v4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3V4PresignerTest {
    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final S3Credential CREDENTIAL =
            new S3Credential("AKIAIOSFODNN7EXAMPLE", Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    private static final BucketAddress DOOR = BucketAddress.pathStyle(URI.create("http://127.0.0.1:8000"), "stage");

    private final S3V4Presigner presigner = new S3V4Presigner(CREDENTIAL, "us-east-1");

    @Test
    void gives_the_signature_of_the_documented_example() {
        var bucket = BucketAddress.virtualHosted(URI.create("https://s3.amazonaws.com"), "examplebucket");

        PresignedRequest presigned =
                presigner.presign(HttpMethod.GET, bucket, "test.txt", S3V4Terms.expiring(Duration.ofSeconds(86400)), NOW);

        assertThat(presigned.url())
                .isEqualTo("https://examplebucket.s3.amazonaws.com/test.txt"
                        + "?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
        assertThat(presigned.headers()).containsExactly(Map.entry("host", "examplebucket.s3.amazonaws.com"));
        assertThat(presigned.expiresAt()).isEqualTo("2013-05-25T00:00:00Z");
        assertThat(presigned.method()).isEqualTo(HttpMethod.GET);
    }

    @Test
    void parameters_stand_in_canonical_order_with_the_signature_last() {
        var withToken = new S3V4Presigner(
                new S3Credential("AK", Secret.of("s"), Optional.of("to/ken+=")), "eu-central-1");
        var terms = S3V4Terms.expiring(Duration.ofHours(1))
                .withHeader("Content-Type", "text/csv")
                .withQuery("uploadId", "a b")
                .withQuery("X-Amz-Extra", "1")
                .withQuery("~", "last")
                .withQuery("A", "first")
                .withQuery("é", "%");

        String url = withToken.presign(HttpMethod.PUT, DOOR, "k", terms, NOW).url();

        assertThat(List.of(url.substring(url.indexOf('?') + 1).split("&")))
                .startsWith(
                        "%C3%A9=%25",
                        "A=first",
                        "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                        "X-Amz-Credential=AK%2F20130524%2Feu-central-1%2Fs3%2Faws4_request",
                        "X-Amz-Date=20130524T000000Z",
                        "X-Amz-Expires=3600",
                        "X-Amz-Extra=1",
                        "X-Amz-Security-Token=to%2Fken%2B%3D",
                        "X-Amz-SignedHeaders=content-type%3Bhost",
                        "uploadId=a%20b",
                        "~=last")
                .last()
                .asString()
                .matches("X-Amz-Signature=[0-9a-f]{64}");
    }

    @Test
    void host_is_the_first_header_and_the_others_keep_their_order() {
        var terms = S3V4Terms.expiring(Duration.ofHours(1)).withHeader("X-Amz-Meta-A", "1").withHeader("Content-Type", "a/b");

        assertThat(presigner.presign(HttpMethod.PUT, DOOR, "k", terms, NOW).headers())
                .containsExactly(Map.entry("host", "127.0.0.1:8000"), Map.entry("x-amz-meta-a", "1"), Map.entry("content-type", "a/b"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h,             http://h/stage/,          h",
        "http://h:80,          http://h/stage/,          h",
        "http://h:443/,        http://h:443/stage/,      h:443",
        "https://H.Example:443,https://h.example/stage/, h.example",
        "https://h:80,         https://h:80/stage/,      h:80",
        "http://[::1]:8000,    http://[::1]:8000/stage/, [::1]:8000",
        "http://[::80],        http://[::80]/stage/,     [::80]",
        "http://h/a%20b,       http://h/a%20b/stage/,    h",
        "http://h/a/,          http://h/a/stage/,        h"
    })
    void host_is_what_a_client_sends(URI endpoint, String url, String host) {
        var bucket = BucketAddress.pathStyle(endpoint, "stage");

        assertThat(bucket.host()).isEqualTo(host);
        assertThat(bucket.origin() + bucket.path()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h", "http:///x", "h:80", "http://user@h", "http://h?q", "http://h#f", "http://ü.example"})
    void an_endpoint_that_is_none_is_refused(String endpoint) {
        assertThatThrownBy(() -> BucketAddress.pathStyle(URI.create(endpoint), "b")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a_b", "a/b", "ü", "a:b"})
    void a_bucket_that_is_no_host_name_has_no_virtual_host(String bucket) {
        assertThatThrownBy(() -> BucketAddress.virtualHosted(URI.create("http://h"), bucket))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.999S", "PT1.5S", "PT168H0.000000001S", "PT604801S", "PT2562047788015215H"})
    void expiry_out_of_bounds_is_refused(Duration expires) {
        assertThatThrownBy(() -> S3V4Terms.expiring(expires)).hasMessageContaining("1 to 604800");
    }

    @ParameterizedTest
    @CsvSource({"PT1S,1", "PT168H,604800"})
    void expiry_at_its_bounds_is_signed(Duration expires, String seconds) {
        var presigned = presigner.presign(HttpMethod.GET, DOOR, "k", S3V4Terms.expiring(expires), NOW.plusNanos(999_999_999));

        assertThat(presigned.url()).contains("&X-Amz-Expires=" + seconds + "&");
        assertThat(presigned.expiresAt()).isEqualTo(NOW.plus(expires));
    }

    @Test
    void terms_that_could_split_a_header_or_change_the_signature_are_refused() {
        var terms = S3V4Terms.expiring(Duration.ofHours(1));
        assertThatThrownBy(() -> terms.withHeader("Host", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withHeader("a b", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withHeader("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withHeader("content-type", "a\r\nb: c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withHeader("content-type", "ü")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withHeader("x-amz-content-sha256", "UNSIGNED-PAYLOAD")).hasMessageContaining("SHA-256");
        assertThatThrownBy(() -> terms.withHeader("x-amz-content-sha256", "A".repeat(64))).hasMessageContaining("SHA-256");
        assertThatThrownBy(() -> new S3V4Terms(terms.expires(), Map.of("A", "1", "a", "2"), Map.of()))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> terms.withQuery("X-Amz-Expires", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withQuery("Signature", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withQuery("", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms.withQuery("a", "b\n")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_key_that_is_no_unicode_is_refused() {
        var terms = S3V4Terms.expiring(Duration.ofHours(1));
        assertThatThrownBy(() -> presigner.presign(HttpMethod.GET, DOOR, "\ud83d", terms, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            {"1970-01-01T00:00:00Z,19700101T000000Z", "2024-02-29T23:59:59.9Z,20240229T235959Z", "9999-12-31T23:59:59Z,99991231T235959Z"})
    void dates_are_utc_in_whole_seconds(Instant now, String date) {
        assertThat(presigner.presign(HttpMethod.GET, DOOR, "k", S3V4Terms.expiring(Duration.ofHours(1)), now).url())
                .contains("%2F" + date.substring(0, 8) + "%2F", "&X-Amz-Date=" + date + "&");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"})
    void years_without_four_digits_are_refused(Instant now) {
        var terms = S3V4Terms.expiring(Duration.ofHours(1));
        assertThatThrownBy(() -> presigner.presign(HttpMethod.GET, DOOR, "k", terms, now))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\nb"})
    void a_part_that_would_break_the_scope_is_refused(String part) {
        assertThatThrownBy(() -> new S3V4Presigner(CREDENTIAL, part)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new S3V4Presigner(new S3Credential(part, Secret.of("s")), "r"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void threads_on_different_days_share_a_presigner() throws Exception {
        var terms = S3V4Terms.expiring(Duration.ofHours(1));
        List<Instant> times = IntStream.range(0, 64).mapToObj(i -> NOW.plus(Duration.ofHours(i * 7L))).toList();
        List<String> expected = times.stream()
                .map(now -> new S3V4Presigner(CREDENTIAL, "us-east-1").presign(HttpMethod.PUT, DOOR, "k", terms, now).url())
                .toList();

        List<Future<List<String>>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> times.stream()
                        .map(now -> presigner.presign(HttpMethod.PUT, DOOR, "k", terms, now).url())
                        .toList()));
            }
        }
        for (var answer : answers) {
            assertThat(answer.get()).isEqualTo(expected);
        }
    }

    @Test
    void neither_secret_nor_token_nor_signature_can_be_printed() {
        var credential = new S3Credential("AK", Secret.of("hunter2"), Optional.of("t0ken"));
        var tokenPresigner = new S3V4Presigner(credential, "us-east-1");
        PresignedRequest presigned =
                tokenPresigner.presign(HttpMethod.GET, DOOR, "k", S3V4Terms.expiring(Duration.ofHours(1)), NOW);
        String signature = presigned.url().substring(presigned.url().lastIndexOf('=') + 1);
        var key = SigningKey.derive(credential, "us-east-1", 0);

        assertThat(List.of(credential.toString(), tokenPresigner.toString(), presigned.toString(), key.toString()))
                .noneMatch(s -> s.contains("hunter2") || s.contains("t0ken") || s.contains(signature));
    }
}
