package dev.stagedoor.signing.s3v4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.Verdict.Granted;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class S3V4VerifierPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final S3Credential CREDENTIAL = new S3Credential("KEY", Secret.of("secret"), Optional.of("to+ken/="));
    private static final BucketAddress DOOR = BucketAddress.pathStyle(URI.create("http://127.0.0.1:8000"), "stage");

    private final S3V4Presigner presigner = new S3V4Presigner(CREDENTIAL, "us-east-1");
    private final S3V4Verifier verifier = new S3V4Verifier("us-east-1", CREDENTIAL);

    private Received presigned(String key, Map<String, String> query) {
        var terms = new S3V4Terms(Duration.ofHours(1), Map.of("content-type", "a/b"), query);
        return Received.of(presigner.presign(HttpMethod.PUT, DOOR, key, terms, NOW));
    }

    private Verdict verify(Received received) {
        return verifier.verify(received.request(), NOW);
    }

    @Property
    void grants_every_key_it_presigned(@ForAll("keys") String key, @ForAll("queries") Map<String, String> query) {
        assertThat(verify(presigned(key, query))).isInstanceOfSatisfying(Granted.class, granted -> {
            assertThat(granted.grant().path()).isEqualTo("/stage/" + key);
            assertThat(granted.grant().query()).isEqualTo(query);
        });
    }

    @Property
    void grants_a_query_in_every_order(
            @ForAll("keys") String key, @ForAll("queries") Map<String, String> query, @ForAll Random random) {
        var received = presigned(key, query);
        var parameters = received.parameters();
        Collections.shuffle(parameters, random);
        assertThat(verify(received.parameters(parameters))).isEqualTo(verify(received)).isInstanceOf(Granted.class);
    }

    @Property
    void grants_a_path_with_every_byte_escaped(@ForAll("keys") String key) {
        var escaped = new StringBuilder("/");
        for (byte b : ("stage/" + key).getBytes(StandardCharsets.UTF_8)) {
            escaped.append(String.format("%%%02x", b));
        }
        assertThat(verify(presigned(key, Map.of()).path(escaped.toString()))).isInstanceOf(Granted.class);
    }

    @Property
    void refuses_one_key_for_another(@ForAll("keys") String signed, @ForAll("keys") String wanted) {
        var received = presigned(signed, Map.of()).path(presigned(wanted, Map.of()).path());
        assertThat(verify(received)).isInstanceOf(signed.equals(wanted) ? Granted.class : Refused.class);
    }

    @Property(tries = 3000)
    void refuses_a_query_with_one_character_changed(
            @ForAll @IntRange(max = 2000) int index, @ForAll("unicodeText") String inserted, @ForAll boolean replace) {
        var received = presigned("k", Map.of("partNumber", "1"));
        int at = index % received.query().length();
        String tampered = received.query().substring(0, at)
                + inserted
                + received.query().substring(replace ? Math.min(at + inserted.length(), received.query().length()) : at);
        if (!tampered.equals(received.query()) && !decodesAlike(received.query(), tampered)) {
            assertThat(verify(received.query(tampered))).as(tampered).isInstanceOf(Refused.class);
        }
    }

    /** Inserting nothing that matters: an escape whose digits only changed case. */
    private static boolean decodesAlike(String a, String b) {
        return a.equalsIgnoreCase(b) && a.replaceAll("%..", "").equals(b.replaceAll("%..", ""));
    }

    @Property(tries = 5000)
    void answers_every_input_without_throwing(
            @ForAll("anything") String method,
            @ForAll("anything") String path,
            @ForAll("anything") String query,
            @ForAll("anything") String header) {
        var request = new ReceivedRequest(method, "/" + path, query, List.of("host"), name -> List.of(header));
        assertThat(verifier.verify(request, NOW)).isInstanceOf(Refused.class);
        assertThat(verifier.verify(new ReceivedRequest("PUT", path, query, List.of("host"), name -> List.of(header)), NOW))
                .isInstanceOf(Refused.class);
    }

    @Property(tries = 5000)
    void answers_every_set_of_values_without_throwing(
            @ForAll("values") String algorithm,
            @ForAll("values") String credential,
            @ForAll("values") String date,
            @ForAll("values") String expires,
            @ForAll("values") String headers,
            @ForAll("values") String signature) {
        String query = "X-Amz-Algorithm=" + algorithm + "&X-Amz-Credential=" + credential + "&X-Amz-Date=" + date
                + "&X-Amz-Expires=" + expires
                + "&X-Amz-SignedHeaders=" + headers + "&X-Amz-Signature=" + signature;
        assertThat(verify(presigned("k", Map.of()).query(query))).isInstanceOf(Refused.class);
    }

    @Provide
    Arbitrary<String> keys() {
        return Keys.keys();
    }

    @Provide
    Arbitrary<String> unicodeText() {
        return Arbitraries.oneOf(Keys.unicode(1, 3), Arbitraries.of("&", "=", "%", "+", "%20", "a", "0", "&a=b", "%00", "/", ";"));
    }

    @Provide
    Arbitrary<Map<String, String>> queries() {
        Arbitrary<String> text = Keys.unicode(1, 20).filter(t -> !S3V4.hasControl(t));
        return Arbitraries.maps(text, text).ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> anything() {
        Arbitrary<String> wild = Arbitraries.strings().ofMaxLength(80);
        Arbitrary<String> tricky = Arbitraries.strings().withChars("%&=+/;?aAfFxX09 \u0000\r\n\ud83d\ude00é").ofMaxLength(80);
        return Arbitraries.oneOf(wild, tricky, Arbitraries.of("X-Amz-Signature", "X-Amz-Algorithm=AWS4-HMAC-SHA256", "GET", "PUT", ""));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "AWS4-HMAC-SHA256", "KEY/20261122/us-east-1/s3/aws4_request", "20261122T100000Z", "3600", "host", "a;host",
                        "f".repeat(64)),
                Arbitraries.strings().withChars("%&=+/;TZ0123456789-.eEabcf").ofMaxLength(20),
                Keys.unicode(0, 10));
    }
}
