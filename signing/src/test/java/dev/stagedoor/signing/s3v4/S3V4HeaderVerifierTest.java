package dev.stagedoor.signing.s3v4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.Verdict.Altered;
import dev.stagedoor.signing.s3v4.Verdict.Forged;
import dev.stagedoor.signing.s3v4.Verdict.MalformedAuthorization;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPath;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPayloadDigest;
import dev.stagedoor.signing.s3v4.Verdict.MalformedQuery;
import dev.stagedoor.signing.s3v4.Verdict.Skewed;
import dev.stagedoor.signing.s3v4.Verdict.StreamingPayload;
import dev.stagedoor.signing.s3v4.Verdict.TwoSignatures;
import dev.stagedoor.signing.s3v4.Verdict.UnknownKey;
import dev.stagedoor.signing.s3v4.Verdict.UnknownMethod;
import dev.stagedoor.signing.s3v4.Verdict.UnsignedHeader;
import dev.stagedoor.signing.s3v4.Verdict.UnsupportedSignature;
import dev.stagedoor.signing.s3v4.Verdict.WrongToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests signed by the AWS SDK's own signer, and what is left of them after somebody changed something. */
class S3V4HeaderVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String REGION = "us-east-1";
    private static final S3Credential CREDENTIAL = new S3Credential("KEY", Secret.of("secret/+="));
    private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);
    private static final String BODY_SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final S3V4HeaderVerifier verifier =
            new S3V4HeaderVerifier(REGION, id -> id.equals("KEY") ? Optional.of(CREDENTIAL) : Optional.empty());

    /** As the SDK sends an operation: path style, the path encoded once. */
    private static Received signed(HttpMethod method, String key, Map<String, String> query, Map<String, String> headers) {
        return signed(method, key, query, headers, REGION, "secret/+=", true);
    }

    private static Received signed(
            HttpMethod method,
            String key,
            Map<String, String> query,
            Map<String, String> headers,
            String region,
            String secret,
            boolean payload) {
        var path = new AsciiBuffer(64);
        PercentEncoding.encodePath("/bucket/" + key, path);
        var unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method.name()))
                .uri(URI.create("https://storage.example:9000"))
                .encodedPath(path.toString());
        query.forEach(unsigned::putRawQueryParameter);
        headers.forEach(unsigned::putHeader);
        var request = AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsCredentialsIdentity.create("KEY", secret))
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(BODY))
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, payload))
                .request();
        var sent = new LinkedHashMap<String, List<String>>();
        request.headers().forEach((name, values) -> sent.put(name.toLowerCase(Locale.ROOT), values));
        return new Received(method.name(), request.encodedPath(), request.encodedQueryParameters().orElse(""), sent);
    }

    private static Received put() {
        return signed(HttpMethod.PUT, "a/b.csv", Map.of(), Map.of("content-type", "text/csv", "x-amz-meta-a", "b"));
    }

    private HeaderVerdict verify(Received received) {
        return verify(received, NOW);
    }

    private HeaderVerdict verify(Received received, Instant now) {
        return verifier.verify(received.request(), now);
    }

    private void assertRefused(Received received, Class<? extends Verdict.Refused> refusal) {
        assertThat(verify(received))
                .isInstanceOfSatisfying(HeaderVerdict.Refused.class, refused -> assertThat(refused.refusal()).isInstanceOf(refusal));
    }

    private static Received authorization(Received received, String from, String to) {
        return received.header("authorization", received.headers().get("authorization").getFirst().replace(from, to));
    }

    @Test
    void grants_what_the_sdk_signs() {
        assertThat(verify(put())).isInstanceOfSatisfying(HeaderVerdict.Granted.class, granted -> {
            assertThat(granted.grant().method()).isEqualTo(HttpMethod.PUT);
            assertThat(granted.grant().path()).isEqualTo("/bucket/a/b.csv");
            assertThat(granted.grant().accessKeyId()).isEqualTo("KEY");
            assertThat(granted.grant().signedHeaders()).contains("host", "content-type", "x-amz-content-sha256", "x-amz-date");
            assertThat(granted.grant().expiresAt()).isEqualTo(NOW.plus(Duration.ofMinutes(15)));
            assertThat(granted.payload()).isEqualTo(new Payload.Sha256(BODY_SHA256));
        });
    }

    @Test
    void grants_a_payload_that_is_not_signed() {
        var received = signed(HttpMethod.PUT, "a", Map.of(), Map.of(), REGION, "secret/+=", false);
        assertThat(verify(received))
                .isInstanceOfSatisfying(
                        HeaderVerdict.Granted.class, granted -> assertThat(granted.payload()).isEqualTo(new Payload.Unsigned()));
    }

    @Property(tries = 500)
    void grants_every_key_and_query_the_sdk_signs(@ForAll("keys") String key, @ForAll("queries") Map<String, String> query) {
        assertThat(verify(signed(HttpMethod.GET, key, query, Map.of()))).isInstanceOfSatisfying(HeaderVerdict.Granted.class, granted -> {
            assertThat(granted.grant().path()).isEqualTo("/bucket/" + key);
            assertThat(granted.grant().query()).isEqualTo(query);
        });
    }

    @Test
    void parameters_without_a_value_and_in_any_order_are_the_same_query() {
        var listed = signed(HttpMethod.GET, "", Map.of("list-type", "2", "prefix", "a b", "location", ""), Map.of());
        assertThat(verify(listed.query("prefix=a%20b&location&list-type=2"))).isInstanceOf(HeaderVerdict.Granted.class);
        assertThat(verify(listed.query("location=&prefix=%61%20b&list-type=2"))).isInstanceOf(HeaderVerdict.Granted.class);
    }

    @Test
    void a_request_is_good_for_fifteen_minutes_before_and_after_its_date() {
        Duration skew = S3V4HeaderVerifier.MAX_CLOCK_SKEW;
        assertThat(verify(put(), NOW.plus(skew))).isInstanceOf(HeaderVerdict.Granted.class);
        assertThat(verify(put(), NOW.minus(skew))).isInstanceOf(HeaderVerdict.Granted.class);
        for (Instant now : List.of(NOW.plus(skew).plusMillis(1), NOW.minus(skew).minusMillis(1), NOW.plus(Duration.ofDays(1)))) {
            assertThat(verify(put(), now)).isEqualTo(new HeaderVerdict.Refused(new Skewed(NOW, now)));
        }
    }

    @Test
    void another_method_path_or_query_is_forged() {
        assertRefused(put().method("DELETE"), Forged.class);
        assertRefused(put().path("/bucket/a/b.csx"), Forged.class);
        assertRefused(put().path("/bucket/a/./b.csv"), Forged.class);
        assertRefused(put().query("partNumber=1"), Forged.class);
        var list = signed(HttpMethod.GET, "", Map.of("list-type", "2", "prefix", "a"), Map.of());
        assertRefused(list.query("list-type=2"), Forged.class);
        assertRefused(list.query("list-type=2&prefix=b"), Forged.class);
        assertRefused(list.query("list-type=2&prefix=a&x"), Forged.class);
    }

    @Test
    void another_value_of_a_signed_header_is_forged() {
        assertRefused(put().header("host", "elsewhere.example"), Forged.class);
        assertRefused(put().header("content-type", "text/html"), Forged.class);
        assertRefused(put().header("x-amz-meta-a", "c"), Forged.class);
        assertRefused(put().header("x-amz-date", "20261122T100001Z"), Forged.class);
        assertRefused(put().header("x-amz-content-sha256", "0".repeat(64)), Forged.class);
        assertRefused(put().header("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), Forged.class);
    }

    @Test
    void a_signed_header_that_is_missing_or_doubled_is_refused() {
        assertRefused(put().header("content-type"), Altered.class);
        assertRefused(put().header("x-amz-meta-a", "b", "b"), Altered.class);
        assertRefused(put().header("content-type", "text/csv\u0001"), Altered.class);
        assertRefused(put().header("content-type", "x".repeat(S3V4Verifier.MAX_HEADER_VALUE_CHARS + 1)), Altered.class);
    }

    @Test
    void an_amazon_header_that_is_not_signed_is_refused() {
        assertRefused(put().header("x-amz-copy-source", "/bucket/secret"), UnsignedHeader.class);
        assertRefused(put().header("x-amz-security-token", "token"), UnsignedHeader.class);
        assertThat(verify(put().header("user-agent", "anything"))).isInstanceOf(HeaderVerdict.Granted.class);
    }

    @Test
    void a_session_token_is_refused() {
        assertRefused(signed(HttpMethod.GET, "a", Map.of(), Map.of("x-amz-security-token", "token")), WrongToken.class);
    }

    @Test
    void another_secret_region_or_key_is_refused() {
        assertRefused(signed(HttpMethod.GET, "a", Map.of(), Map.of(), REGION, "other", true), Forged.class);
        assertRefused(signed(HttpMethod.GET, "a", Map.of(), Map.of(), "eu-central-1", "secret/+=", true), MalformedAuthorization.class);
        assertRefused(authorization(put(), "KEY/", "YEK/"), UnknownKey.class);
        assertRefused(authorization(put(), "/20261122/", "/20261121/"), MalformedAuthorization.class);
        assertRefused(authorization(put(), "/s3/", "/s4/"), MalformedAuthorization.class);
        assertRefused(authorization(put(), "aws4_request", "aws5_request"), MalformedAuthorization.class);
    }

    @Test
    void an_authorization_that_is_not_of_the_form_is_refused() {
        String good = put().headers().get("authorization").getFirst();
        assertRefused(put().header("authorization"), MalformedAuthorization.class);
        assertRefused(put().header("authorization", good, good), MalformedAuthorization.class);
        assertRefused(authorization(put(), "Credential=", "Credentials="), MalformedAuthorization.class);
        assertRefused(authorization(put(), "SignedHeaders=", "Credential="), MalformedAuthorization.class);
        assertRefused(authorization(put(), "Signature=", "Signature=0"), MalformedAuthorization.class);
        assertRefused(authorization(put(), "host", "hast"), MalformedAuthorization.class);
        assertRefused(put().header("authorization", good + ", More=1"), MalformedAuthorization.class);
        assertRefused(put().header("authorization", good + "0".repeat(S3V4HeaderVerifier.MAX_AUTHORIZATION_CHARS)),
                MalformedAuthorization.class);
        assertThat(verify(authorization(put(), ", ", ","))).isInstanceOf(HeaderVerdict.Granted.class);
    }

    @Test
    void leaving_a_header_out_of_the_signed_ones_is_forged() {
        assertRefused(authorization(put(), "content-type;", ""), Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS KEY:c2lnbmF0dXJl", "AWS4-ECDSA-P256-SHA256 Credential=KEY", "AWS4-HMAC-SHA256-PAYLOAD x", "AWSome"})
    void another_signature_is_refused(String authorization) {
        assertThat(S3V4HeaderVerifier.isSigned(authorization)).isTrue();
        assertRefused(put().header("authorization", authorization), UnsupportedSignature.class);
    }

    @Test
    void two_signatures_in_one_request_are_refused() {
        assertRefused(put().query("X-Amz-Signature=" + "0".repeat(64)), TwoSignatures.class);
        assertRefused(put().query("AWSAccessKeyId=KEY"), TwoSignatures.class);
    }

    /** The example of "Transferring Payload in Multiple Chunks", Amazon S3 API reference. */
    @Test
    void the_documented_chunks_are_those_that_were_signed() {
        var key = SigningKey.derive(
                new S3Credential("AKIAIOSFODNN7EXAMPLE", Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
                "us-east-1",
                LocalDate.of(2013, 5, 24).toEpochDay());
        String seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
        String first = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
        String second = "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
        String last = "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";

        var chunks = new ChunkSignatures(key, "20130524T000000Z", seed);
        assertThat(chunks.isNextChunk(sha256("a".repeat(65_536)), first)).isTrue();
        assertThat(chunks.isNextChunk(sha256("a".repeat(1_024)), second)).isTrue();
        assertThat(chunks.isNextChunk(sha256(""), last)).isTrue();

        assertThat(new ChunkSignatures(key, "20130524T000000Z", seed).isNextChunk(sha256("b"), first)).isFalse();
        assertThat(new ChunkSignatures(key, "20130524T000000Z", seed).isNextChunk(sha256("a".repeat(1_024)), second)).isFalse();
        assertThat(new ChunkSignatures(key, "20130524T000001Z", seed).isNextChunk(sha256("a".repeat(65_536)), first)).isFalse();
    }

    private static byte[] sha256(String text) {
        return Hash.SHA_256.begin().digest(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_payload_in_chunks_of_another_kind_or_without_a_digest_is_refused() {
        assertRefused(put().header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), Forged.class);
        assertRefused(put().header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), Forged.class);
        assertRefused(put().header("x-amz-content-sha256", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"), StreamingPayload.class);
        assertRefused(put().header("x-amz-content-sha256"), MalformedPayloadDigest.class);
        assertRefused(put().header("x-amz-content-sha256", BODY_SHA256, BODY_SHA256), MalformedPayloadDigest.class);
        assertRefused(put().header("x-amz-content-sha256", BODY_SHA256.toUpperCase(Locale.ROOT)), MalformedPayloadDigest.class);
        assertRefused(put().header("x-amz-content-sha256", "f".repeat(63)), MalformedPayloadDigest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22T10:00:00Z", "20261122T250000Z", "20261122", ""})
    void a_date_that_is_none_is_refused(String date) {
        assertRefused(put().header("x-amz-date", date), MalformedAuthorization.class);
        assertRefused(put().header("x-amz-date"), MalformedAuthorization.class);
    }

    @Test
    void request_lines_that_cannot_be_read_are_refused() {
        assertRefused(put().method("PATCH"), UnknownMethod.class);
        assertRefused(put().path("/bucket/%zz"), MalformedPath.class);
        assertRefused(put().path("/" + "a".repeat(S3V4Verifier.MAX_PATH_CHARS)), MalformedPath.class);
        assertRefused(put().query("a+b"), MalformedQuery.class);
        assertRefused(put().query("%ff"), MalformedQuery.class);
        assertRefused(put().query("&"), MalformedQuery.class);
        assertRefused(put().query("=a"), MalformedQuery.class);
        assertRefused(put().query("a".repeat(S3V4Verifier.MAX_QUERY_CHARS + 1)), MalformedQuery.class);
        assertRefused(put().query("a=1&a=1"), Altered.class);
        assertRefused(put().query("a=1&%61=2"), Altered.class);
        String many = IntStream.rangeClosed(0, S3V4Verifier.MAX_QUERY_PARAMETERS).mapToObj(i -> "p" + i).collect(Collectors.joining("&"));
        assertRefused(put().query(many), MalformedQuery.class);
    }

    @Test
    void nothing_that_is_printed_holds_the_signature() {
        String signature = put().headers().get("authorization").getFirst().replaceAll(".*Signature=", "");
        assertThat(AuthorizationHeader.parse(put().headers().get("authorization")).toString()).contains("KEY").doesNotContain(signature);
        assertThat(verify(put().path("/bucket/x")).toString()).doesNotContain(signature);
    }

    @Property(tries = 3000)
    void answers_every_input_without_throwing(
            @ForAll("anything") String authorization,
            @ForAll("anything") String path,
            @ForAll("anything") String query,
            @ForAll("anything") String header) {
        var received = put().header("authorization", authorization).header("x-amz-date", header);
        assertThat(verify(received)).isInstanceOf(HeaderVerdict.Refused.class);
        assertThat(verify(put().path("/" + path))).isInstanceOf(HeaderVerdict.Refused.class);
        assertThat(verify(put().query("q" + query))).isInstanceOf(HeaderVerdict.Refused.class);
        assertThat(verify(put().header("content-type", "q" + header))).isInstanceOf(HeaderVerdict.Refused.class);
    }

    @Provide
    Arbitrary<String> keys() {
        return Keys.keys();
    }

    @Provide
    Arbitrary<Map<String, String>> queries() {
        return Arbitraries.maps(Keys.unicode(1, 20).filter(name -> !name.isBlank()), Keys.unicode(1, 20)).ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> anything() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(80),
                Arbitraries.strings().withChars("%&=+/;,? aAfFxX09\u0000\r\n\ud83d\ude00é").ofMaxLength(80),
                Arbitraries.of("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=KEY/20261122/us-east-1/s3/aws4_request,"
                        + " SignedHeaders=host, Signature=" + "f".repeat(64)));
    }
}
