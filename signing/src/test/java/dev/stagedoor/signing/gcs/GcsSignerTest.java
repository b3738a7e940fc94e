package dev.stagedoor.signing.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectRequest;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.ObjectSignerContract;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcsSignerTest extends ObjectSignerContract {
    private static final URI ENDPOINT = URI.create("https://storage.googleapis.com");
    private static final String EMAIL = "someone@project.iam.gserviceaccount.com";
    private static final PrivateKey KEY = TestKeys.generate();
    private static final PrivateKey ANOTHER_KEY = TestKeys.generate();

    @Override
    protected ObjectSigner signer() {
        return signer(EMAIL, KEY, "bucket");
    }

    @Override
    protected List<ObjectSigner> others() {
        return List.of(
                signer(EMAIL, ANOTHER_KEY, "bucket"),
                signer(EMAIL, KEY, "another"),
                signer("another@project.iam.gserviceaccount.com", KEY, "bucket"),
                new GcsSigner(new GcsCredential(EMAIL, TestKeys.pem(KEY)), URI.create("https://storage.example"), "bucket"));
    }

    @Override
    protected String signatureParameter() {
        return "X-Goog-Signature";
    }

    @Override
    protected List<String> secrets() {
        return List.of(TestKeys.pem(KEY).reveal(), TestKeys.pem(KEY).reveal().substring(100, 160));
    }

    /** The vendor's published vectors: googleapis/conformance-tests, storage/v1/v4_signatures.json. */
    @ParameterizedTest
    @CsvSource({
        "GET, test-bucket, test-object, 10, 2019-02-01T09:00:00Z, 00e2fb794ea93d7adb703edaebdd509821fcc7d4f1a79ac5c8d2b394df109320",
        "PUT, test-bucket, test-object, 10, 2019-02-01T09:00:00Z, 78742860705da91404222d5d66ff89850292471199c3c2808d116ad12e6177b4",
        "GET, test-bucket, test-object, 20, 2019-03-01T09:00:00Z, 779f19fdb6fd381390e2d5af04947cf21750277ee3c20e0c97b7e46a1dff8907",
        "GET, test-bucket2, test-object2, 10, 2019-02-01T09:00:00Z, a139afbf35ac30e9864f63197f79609731ab1b0ca166e2a456dba156fcd3f9ce",
        "GET, test-bucket, /path/with/slashes/under_score/amper&sand/file.ext, 10, 2019-02-01T09:00:00Z,"
                + " 63c601ecd6ccfec84f1113fc906609cbdf7651395f4300cecd96ddd2c35164f8"
    })
    void signs_the_documented_text(HttpMethod method, String bucket, String key, long expireSeconds, Instant now, String digest) {
        GcsSigner signer = signer("test-iam-credentials@dummy-project-id.iam.gserviceaccount.com", KEY, bucket);
        Duration expire = Duration.ofSeconds(expireSeconds);

        URI url = URI.create(signer.presign(method, key, expire, Optional.empty(), now).url());
        String query = url.getRawQuery().substring(0, url.getRawQuery().indexOf("&X-Goog-Signature="));
        var request = new ObjectRequest(method, key, expire, Optional.empty(), now);
        String signed = GcsSigner.stringToSign(request, url.getRawPath(), query, signer.signedHeaders(request, Map.of()));

        String date = now.toString().substring(0, 10).replace("-", "");
        assertThat(signed).isEqualTo("GOOG4-RSA-SHA256\n" + date + "T090000Z\n" + date + "/auto/storage/goog4_request\n" + digest);
        assertThat(query).isEqualTo("X-Goog-Algorithm=GOOG4-RSA-SHA256"
                + "&X-Goog-Credential=test-iam-credentials%40dummy-project-id.iam.gserviceaccount.com%2F" + date
                + "%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=" + date + "T090000Z&X-Goog-Expires=" + expireSeconds
                + "&X-Goog-SignedHeaders=host");
    }

    @Test
    void the_client_sends_the_signed_headers_host_first() {
        PresignedRequest put = signer().presign(HttpMethod.PUT, "a", HOUR, CSV, NOW);

        assertThat(put.headers()).containsExactly(Map.entry("host", "storage.googleapis.com"), Map.entry("content-type", "text/csv"));
        assertThat(query(put.url(), "X-Goog-SignedHeaders")).isEqualTo("content-type;host");
        assertThat(presign(HttpMethod.GET, "a").headers()).containsExactly(Map.entry("host", "storage.googleapis.com"));
    }

    @Test
    void another_content_type_gives_another_signature() {
        assertThat(signature(signer().presign(HttpMethod.PUT, "a", HOUR, CSV, NOW)))
                .isNotEqualTo(signature(signer().presign(HttpMethod.PUT, "a", HOUR, Optional.of("text/plain"), NOW)));
    }

    @Test
    void a_week_is_the_longest() {
        PresignedRequest longest = signer().presign(HttpMethod.GET, "a", Duration.ofDays(7), Optional.empty(), NOW);

        assertThat(longest.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThatThrownBy(() -> signer().presign(HttpMethod.GET, "a", Duration.ofDays(7).plusSeconds(1), Optional.empty(), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 604800 seconds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nSECRETSECRET\n-----END PRIVATE KEY-----",
                "-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----"
            })
    void what_is_no_rsa_key_is_refused_without_being_quoted(String pem) {
        assertThatThrownBy(() -> new GcsSigner(new GcsCredential(EMAIL, Secret.of(pem)), ENDPOINT, "bucket"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("private_key")
                .hasMessageNotContaining("SECRET")
                .hasNoCause();
    }

    @Test
    void the_credential_prints_no_key() {
        assertThat(new GcsCredential(EMAIL, TestKeys.pem(KEY)).toString()).isEqualTo("GcsCredential[" + EMAIL + "]");
    }

    private static GcsSigner signer(String email, PrivateKey key, String bucket) {
        return new GcsSigner(new GcsCredential(email, TestKeys.pem(key)), ENDPOINT, bucket);
    }
}
