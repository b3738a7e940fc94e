package dev.stagedoor.signing.s3v4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.Verdict.Altered;
import dev.stagedoor.signing.s3v4.Verdict.Expired;
import dev.stagedoor.signing.s3v4.Verdict.Forged;
import dev.stagedoor.signing.s3v4.Verdict.Granted;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPath;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPayloadDigest;
import dev.stagedoor.signing.s3v4.Verdict.MalformedQuery;
import dev.stagedoor.signing.s3v4.Verdict.NotPresigned;
import dev.stagedoor.signing.s3v4.Verdict.NotYetValid;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.StreamingPayload;
import dev.stagedoor.signing.s3v4.Verdict.UnknownKey;
import dev.stagedoor.signing.s3v4.Verdict.UnknownMethod;
import dev.stagedoor.signing.s3v4.Verdict.UnsignedHeader;
import dev.stagedoor.signing.s3v4.Verdict.UnsupportedSignature;
import dev.stagedoor.signing.s3v4.Verdict.WrongScope;
import dev.stagedoor.signing.s3v4.Verdict.WrongToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3V4VerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String REGION = "us-east-1";
    private static final S3Credential CREDENTIAL = new S3Credential("STAGEDOORKEY", Secret.of("hunter2"));
    private static final BucketAddress DOOR = BucketAddress.pathStyle(URI.create("http://127.0.0.1:8000"), "stage");
    private static final String DIGEST = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
    private static final String DIGEST_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final S3V4Terms HOUR = S3V4Terms.expiring(Duration.ofHours(1));

    private final S3V4Presigner presigner = new S3V4Presigner(CREDENTIAL, REGION);
    private final S3V4Verifier verifier = new S3V4Verifier(REGION, CREDENTIAL);

    private final Received put = Received.of(presigner.presign(
            HttpMethod.PUT,
            DOOR,
            "user/root/books.parquet",
            HOUR.withHeader("content-type", "text/csv").withQuery("partNumber", "7").withQuery("A", "a b"),
            NOW));

    private Verdict verify(Received received) {
        return verifier.verify(received.request(), NOW);
    }

    @Test
    void the_request_that_was_presigned_is_granted() {
        assertThat(verify(put))
                .isEqualTo(new Granted(new RequestGrant(
                        HttpMethod.PUT,
                        "/stage/user/root/books.parquet",
                        List.of("content-type", "host"),
                        Map.of("A", "a b", "partNumber", "7"),
                        "STAGEDOORKEY",
                        NOW,
                        NOW.plus(Duration.ofHours(1)))));
    }

    @Test
    void the_documented_example_is_granted() {
        var example = new S3Credential("AKIAIOSFODNN7EXAMPLE", Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
        var request = new Received(
                "GET",
                "/test.txt",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                Map.of("host", List.of("examplebucket.s3.amazonaws.com")));

        assertThat(new S3V4Verifier("us-east-1", example).verify(request.request(), Instant.parse("2013-05-24T00:00:00Z")))
                .isInstanceOf(Granted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "content-length, 21, 22",
        "content-length, 21, 021",
        "if-none-match, *, '\"x\"'",
        "x-amz-checksum-sha256, uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=, uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzee=",
        "x-amz-content-sha256, " + DIGEST + ", " + DIGEST_OF_NOTHING,
        "x-amz-content-sha256, " + DIGEST + ", UNSIGNED-PAYLOAD"
    })
    void header_that_bounds_an_upload_must_come_as_it_was_signed(String name, String signed, String another) {
        Received bound = Received.of(presigner.presign(HttpMethod.PUT, DOOR, "k", HOUR.withHeader(name, signed), NOW));

        assertThat(verify(bound))
                .isInstanceOfSatisfying(Granted.class, granted -> assertThat(granted.grant().signedHeaders()).contains(name));
        assertThat(verify(bound.header(name, another))).isInstanceOf(Forged.class);
        assertThat(verify(bound.header(name))).isInstanceOf(Altered.class);
        assertThat(verify(bound.header(name, signed, another))).isInstanceOf(Altered.class);
        assertThat(verify(bound.query(query -> query.replace(name + "%3B", "").replace("%3B" + name, ""))))
                .isInstanceOf(name.startsWith("x-amz-") ? UnsignedHeader.class : Forged.class);
    }

    @Test
    void digest_of_the_body_that_is_none_is_refused() {
        var terms = HOUR.withHeader("x-amz-content-sha256", DIGEST);
        Received bound = Received.of(presigner.presign(HttpMethod.PUT, DOOR, "k", terms, NOW));

        assertThat(verify(bound.header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"))).isInstanceOf(StreamingPayload.class);
        for (String other : List.of("", "*", DIGEST.toUpperCase(Locale.ROOT), " " + DIGEST, DIGEST.substring(1), DIGEST + "0")) {
            assertThat(verify(bound.header("x-amz-content-sha256", other))).isInstanceOf(MalformedPayloadDigest.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-content-sha256", "x-amz-acl", "x-amz-copy-source", "x-amz-meta-a", "x-amz-checksum-crc32", "x-amz-date"})
    void an_amazon_header_that_is_not_signed_is_refused_with_what_to_do(String name) {
        assertThat(verify(put.header(name, "a"))).isEqualTo(new UnsignedHeader(name));
        assertThat(new UnsignedHeader(name).message()).contains(name, "not signed", "Leave it out");
    }

    /** As the AWS SDK for JavaScript presigns. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Amz-Content-Sha256", "x-amz-content-sha256"})
    void the_digest_of_the_body_may_stand_in_the_query(String name) {
        Received unsigned = Received.of(presigner.presign(HttpMethod.PUT, DOOR, "k", HOUR.withQuery(name, "UNSIGNED-PAYLOAD"), NOW));
        assertThat(verify(unsigned)).isInstanceOfSatisfying(
                Granted.class, granted -> assertThat(granted.grant().query()).containsOnlyKeys(name));
        assertThat(verify(unsigned.query(q -> q.replace("UNSIGNED-PAYLOAD", DIGEST)))).isInstanceOf(Forged.class);
        assertThat(verify(unsigned.query(q -> q.replace("UNSIGNED-PAYLOAD", "x")))).isInstanceOf(MalformedPayloadDigest.class);
        assertThat(verify(unsigned.query(q -> q.replace("UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))))
                .isInstanceOf(StreamingPayload.class);
    }

    @Test
    void a_signature_of_version_2_is_refused_with_what_to_set() {
        Verdict verdict = verify(put.query("AWSAccessKeyId=K&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1175139620"));
        assertThat(((UnsupportedSignature) verdict).message())
                .contains("AWS Signature Version 2 is not supported", "signature_version='s3v4'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "POST"})
    void another_method_is_refused(String method) {
        assertThat(verify(put.method(method))).isInstanceOf(Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "put", "", "PUT ", "CONNECT", "OPTIONS"})
    void a_method_that_is_never_presigned_is_refused(String method) {
        assertThat(verify(put.method(method))).isInstanceOf(UnknownMethod.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stage/user/root/books.parquet/",
                "/stage/user/root/Books.parquet",
                "/stage/user/root//books.parquet",
                "/stage/user/root/./books.parquet",
                "/stage/user/x/../root/books.parquet",
                "/stage/user/root/books.parquet%00",
                "/stage/user/root/books%252Eparquet",
                "/other/user/root/books.parquet",
                "/stage/user/root/books+parquet",
                "//stage/user/root/books.parquet",
                "/"
            })
    void another_path_is_refused(String path) {
        assertThat(verify(put.path(path))).isInstanceOf(Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stage/user/root/books%2Eparquet", "/stage/user/r%6f%6Ft/books.parquet", "/stage%2Fuser%2froot/books.parquet"})
    void an_equivalent_encoding_of_the_path_is_granted(String path) {
        assertThat(verify(put.path(path)))
                .isInstanceOfSatisfying(
                        Granted.class, granted -> assertThat(granted.grant().path()).isEqualTo("/stage/user/root/books.parquet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stage", "/%", "/%2", "/%zz", "/%C0%AF", "/%ED%A0%80", "/%FF", "/ü", "/a b", "/a\nb"})
    void a_path_that_cannot_be_decoded_is_malformed(String path) {
        assertThat(verify(put.path(path))).isInstanceOf(MalformedPath.class);
    }

    @Test
    void a_key_of_1024_bytes_that_are_all_escaped_is_granted_and_one_beyond_the_limit_refused() {
        var longest = Received.of(presigner.presign(HttpMethod.PUT, DOOR, "é".repeat(512), HOUR, NOW));
        assertThat(longest.path()).hasSize("/stage/".length() + 3 * 1024);
        assertThat(verify(longest)).isInstanceOf(Granted.class);

        var bucket = BucketAddress.pathStyle(URI.create("http://h"), "b");
        var fits = Received.of(presigner.presign(HttpMethod.PUT, bucket, "a".repeat(S3V4Verifier.MAX_PATH_CHARS - 3), HOUR, NOW));
        assertThat(verify(fits)).isInstanceOf(Granted.class);
        var tooLong = Received.of(presigner.presign(HttpMethod.PUT, bucket, "a".repeat(S3V4Verifier.MAX_PATH_CHARS - 2), HOUR, NOW));
        assertThat(verify(tooLong)).isInstanceOf(MalformedPath.class);
    }

    @Test
    void a_plus_in_a_path_is_a_plus() {
        var plus = Received.of(presigner.presign(HttpMethod.PUT, DOOR, "a+b", HOUR, NOW));
        assertThat(plus.path()).isEqualTo("/stage/a%2Bb");
        assertThat(verify(plus.path("/stage/a+b"))).isInstanceOf(Granted.class);
        assertThat(verify(plus.path("/stage/a%20b"))).isInstanceOf(Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:8001", "localhost:8000", "evil", "127.0.0.1:8000.evil", ""})
    void another_host_is_refused(String host) {
        assertThat(verify(put.header("host", host))).isInstanceOf(Forged.class);
    }

    @Test
    void a_signed_header_that_is_changed_missing_or_doubled_is_refused() {
        assertThat(verify(put.header("content-type", "text/tsv"))).isInstanceOf(Forged.class);
        assertThat(verify(put.header("content-type", "Text/csv"))).isInstanceOf(Forged.class);
        assertThat(verify(put.header("content-type", ""))).isInstanceOf(Forged.class);
        assertThat(verify(put.header("content-type"))).isInstanceOf(Altered.class);
        assertThat(verify(put.header("content-type", "text/csv", "text/csv"))).isInstanceOf(Altered.class);
        assertThat(verify(put.header("content-type", "text/csv\r\nx: y"))).isInstanceOf(Altered.class);
        assertThat(verify(put.header("content-type", "text/csvü"))).isInstanceOf(Altered.class);
        assertThat(verify(put.header("content-type", "a".repeat(S3V4Verifier.MAX_HEADER_VALUE_CHARS + 1)))).isInstanceOf(Altered.class);
        assertThat(verify(put.header("host"))).isInstanceOf(Altered.class);
        assertThat(verify(put.header("host", "127.0.0.1:8000", "127.0.0.1:8000"))).isInstanceOf(Altered.class);
    }

    @Test
    void headers_that_are_not_signed_and_blanks_around_signed_ones_do_not_matter() {
        assertThat(verify(put.header("user-agent", "curl", "too"))).isInstanceOf(Granted.class);
        assertThat(verify(put.header("content-type", " text/csv\t "))).isInstanceOf(Granted.class);
    }

    @Test
    void every_parameter_changed_is_refused() {
        for (int i = 0; i < put.parameters().size(); i++) {
            for (String change : List.of("0", "%00", "%20", "x")) {
                var parameters = put.parameters();
                parameters.set(i, parameters.get(i) + change);
                assertThat(verify(put.parameters(parameters))).as(parameters.toString()).isInstanceOf(Refused.class);
            }
        }
    }

    @Test
    void every_character_of_the_query_changed_is_refused() {
        for (int i = 0; i < put.query().length(); i++) {
            var changed = new StringBuilder(put.query());
            changed.setCharAt(i, changed.charAt(i) == '1' ? '2' : '1');
            assertThat(verify(put.query(changed.toString()))).as(changed.toString()).isInstanceOf(Refused.class);
        }
    }

    @Test
    void every_parameter_removed_is_refused() {
        for (int i = 0; i < put.parameters().size(); i++) {
            var parameters = put.parameters();
            parameters.remove(i);
            assertThat(verify(put.parameters(parameters))).as(parameters.toString()).isInstanceOf(Refused.class);
        }
    }

    @Test
    void every_parameter_doubled_is_refused_wherever_the_copy_stands() {
        for (String copy : put.parameters()) {
            for (int i = 0; i <= put.parameters().size(); i++) {
                var parameters = put.parameters();
                parameters.add(i, copy);
                assertThat(verify(put.parameters(parameters))).as(parameters.toString()).isInstanceOf(Altered.class);
            }
        }
    }

    @Test
    void a_parameter_added_is_refused_wherever_it_stands() {
        for (String added : List.of("a=b", "0=", "X-Amz-Z=1", "X-Amz-Security-Token=t", "versionId=3", "zzz", "x-amz-expires=9", "")) {
            for (int i = 0; i <= put.parameters().size(); i++) {
                var parameters = put.parameters();
                parameters.add(i, added);
                assertThat(verify(put.parameters(parameters))).as(parameters.toString()).isInstanceOf(Refused.class);
            }
        }
    }

    /** Signature V4 sorts before it signs, so proxies and browsers may put the parameters into any order. */
    @Test
    void every_two_parameters_exchanged_are_the_same_request() {
        int count = put.parameters().size();
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                var parameters = put.parameters();
                Collections.swap(parameters, i, j);
                assertThat(verify(put.parameters(parameters))).as(parameters.toString()).isEqualTo(verify(put));
            }
        }
    }

    @Test
    void in_another_order_too_nothing_may_be_added_doubled_or_changed() {
        var reversed = put.parameters();
        Collections.reverse(reversed);
        assertThat(verify(put.parameters(reversed))).isInstanceOf(Granted.class);
        for (int i = 0; i < reversed.size(); i++) {
            String name = reversed.get(i).substring(0, reversed.get(i).indexOf('='));
            for (String added : List.of(reversed.get(i), name + "=", name + "=9")) {
                for (int at : List.of(0, i, reversed.size())) {
                    var parameters = new ArrayList<>(reversed);
                    parameters.add(at, added);
                    assertThat(verify(put.parameters(parameters)))
                            .as(parameters.toString())
                            .isInstanceOfAny(Altered.class, UnsupportedSignature.class);
                }
            }
            var changed = new ArrayList<>(reversed);
            changed.set(i, changed.get(i) + "0");
            assertThat(verify(put.parameters(changed))).as(changed.toString()).isInstanceOf(Refused.class);
            var removed = new ArrayList<>(reversed);
            removed.remove(i);
            assertThat(verify(put.parameters(removed))).as(removed.toString()).isInstanceOf(Refused.class);
        }
        reversed.addFirst("versionId=3");
        assertThat(verify(put.parameters(reversed))).isInstanceOf(Forged.class);
    }

    @Test
    void an_equivalent_encoding_of_the_query_is_granted() {
        assertThat(verify(put.query(q -> q.replace("%2F", "/").replace("%3B", ";")))).isInstanceOf(Granted.class);
        assertThat(verify(put.query(q -> q.replace("%2F", "%2f")))).isInstanceOf(Granted.class);
        assertThat(verify(put.query(q -> q.replace("partNumber", "part%4Eumber")))).isInstanceOf(Granted.class);
    }

    @Test
    void a_bare_plus_in_the_query_is_refused_because_readers_disagree_on_it() {
        assertThat(verify(put.query(q -> q.replace("a%20b", "a+b")))).isInstanceOf(MalformedQuery.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"partNumber=%C0%AF", "partNumber=%", "partNumber=%ED%A0%80", "partNumber=ü", "part%FFNumber=7", "=7",
            "partNumber=%0D%0A", "partNumber=7 "})
    void a_parameter_that_cannot_be_decoded_is_malformed(String parameter) {
        assertThat(verify(put.query(q -> q.replace("partNumber=7", parameter)))).isInstanceOf(MalformedQuery.class);
    }

    @ParameterizedTest
    @CsvSource({"us-east-1%2Fs3, eu-west-1%2Fs3", "us-east-1%2Fs3, us-east-1%2Fec2", "aws4_request, aws5_request",
            "%2F20261122, %2F20261121", "%2F20261122, %2F"})
    void another_scope_is_refused(String from, String to) {
        assertThat(verify(put.query(q -> q.replace(from, to)))).isInstanceOf(WrongScope.class);
    }

    @Test
    void a_request_signed_for_another_region_is_refused() {
        var elsewhere = new S3V4Presigner(CREDENTIAL, "eu-west-1").presign(HttpMethod.PUT, DOOR, "k", HOUR, NOW);
        assertThat(verify(Received.of(elsewhere))).isInstanceOf(WrongScope.class);
    }

    @Test
    void another_date_is_refused_even_with_its_scope() {
        assertThat(verify(put.query(q -> q.replace("20261122T100000Z", "20261122T100001Z")))).isInstanceOf(Forged.class);
        assertThat(verify(put.query(q -> q.replace("20261122", "20261121")))).isInstanceOf(Expired.class);
        assertThat(verifier.verify(put.query(q -> q.replace("20261122", "20261123")).request(), NOW.plus(Duration.ofDays(1))))
                .isInstanceOf(Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20261122T100000", "20261322T100000Z", "20260230T100000Z", "20261122T240000Z", "20261122T106000Z",
            "20261122T100060Z", "20261122t100000Z", "2026112aT100000Z", "", "+0261122T100000Z"})
    void a_date_that_is_none_is_malformed(String date) {
        assertThat(verify(put.query(q -> q.replace("20261122T100000Z", date)))).isInstanceOf(MalformedQuery.class);
    }

    @Test
    void another_expiry_is_refused() {
        assertThat(verify(put.query(q -> q.replace("Expires=3600", "Expires=3601")))).isInstanceOf(Forged.class);
        assertThat(verify(put.query(q -> q.replace("Expires=3600", "Expires=03600")))).isInstanceOf(Forged.class);
        assertThat(verify(put.query(q -> q.replace("Expires=3600", "Expires=604800")))).isInstanceOf(Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "604801", "-1", "", "1e3", "3600.0", "99999999999999999999", "4294970896", "0x10", "%2B1"})
    void an_expiry_out_of_bounds_is_malformed(String expires) {
        assertThat(verify(put.query(q -> q.replace("Expires=3600", "Expires=" + expires)))).isInstanceOf(MalformedQuery.class);
    }

    @Test
    void a_request_is_valid_until_just_before_it_expires() {
        Instant expiry = NOW.plus(Duration.ofHours(1));
        assertThat(verifier.verify(put.request(), expiry.minusNanos(1))).isInstanceOf(Granted.class);
        assertThat(verifier.verify(put.request(), expiry)).isEqualTo(new Expired(expiry));
        assertThat(verifier.verify(put.request(), Instant.MAX)).isEqualTo(new Expired(expiry));
    }

    @Test
    void a_request_is_valid_from_fifteen_minutes_before_its_date() {
        Instant earliest = NOW.minus(S3V4Verifier.MAX_CLOCK_SKEW);
        assertThat(verifier.verify(put.request(), earliest)).isInstanceOf(Granted.class);
        assertThat(verifier.verify(put.request(), earliest.minusNanos(1)))
                .isEqualTo(new NotYetValid(NOW, S3V4Verifier.MAX_CLOCK_SKEW.plusNanos(1)));
        assertThat(verifier.verify(put.request(), Instant.MIN)).isInstanceOf(NotYetValid.class);
    }

    @Test
    void a_request_without_a_signature_is_not_presigned() {
        assertThat(verify(put.query(""))).isInstanceOf(NotPresigned.class);
        assertThat(verify(put.query("list-type=2&prefix"))).isInstanceOf(NotPresigned.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWSAccessKeyId=STAGEDOORKEY&Signature=abc%3D&Expires=1795341600", "Expires=1&AWSAccessKeyId=a", "Signature=x"})
    void signature_version_2_is_refused_by_name(String query) {
        var both = List.of(put.query(query), put.query(query + "&" + put.query()));
        assertThat(both).allSatisfy(received -> assertThat(verify(received))
                .isInstanceOfSatisfying(UnsupportedSignature.class, v -> assertThat(v.message()).contains("Signature Version 2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS4-ECDSA-P256-SHA256", "aws4-hmac-sha256", ""})
    void another_algorithm_is_refused(String algorithm) {
        assertThat(verify(put.query(q -> q.replace("AWS4-HMAC-SHA256", algorithm)))).isInstanceOf(UnsupportedSignature.class);
    }

    @Test
    void another_access_key_is_unknown_and_another_secret_forges() {
        assertThat(verify(put.query(q -> q.replace("STAGEDOORKEY", "NOBODY")))).isEqualTo(new UnknownKey("NOBODY"));
        var guess = new S3V4Presigner(new S3Credential("STAGEDOORKEY", Secret.of("hunter3")), REGION);
        assertThat(verify(Received.of(guess.presign(HttpMethod.PUT, DOOR, "k", HOUR, NOW)))).isInstanceOf(Forged.class);
    }

    @Test
    void a_secret_that_was_replaced_does_not_verify_any_more() {
        var current = new AtomicReference<>(CREDENTIAL);
        var rotating = new S3V4Verifier(REGION, id -> Optional.of(current.get()));
        assertThat(rotating.verify(put.request(), NOW)).isInstanceOf(Granted.class);

        current.set(new S3Credential("STAGEDOORKEY", Secret.of("hunter3")));
        assertThat(rotating.verify(put.request(), NOW)).isInstanceOf(Forged.class);

        current.set(new S3Credential("STAGEDOORKEY", Secret.of("hunter2")));
        assertThat(rotating.verify(put.request(), NOW)).isInstanceOf(Granted.class);
    }

    @Test
    void a_session_token_must_be_the_credentials_own() {
        var session = new S3Credential("SESSION", Secret.of("s"), Optional.of("to/ken=="));
        var sessionVerifier = new S3V4Verifier(REGION, session);
        var received = Received.of(new S3V4Presigner(session, REGION).presign(HttpMethod.PUT, DOOR, "k", HOUR, NOW));
        var other = new S3Credential("SESSION", Secret.of("s"), Optional.of("other"));
        var without = new S3Credential("SESSION", Secret.of("s"));

        assertThat(sessionVerifier.verify(received.request(), NOW)).isInstanceOf(Granted.class);
        for (var wrong : List.of(other, without)) {
            var foreign = Received.of(new S3V4Presigner(wrong, REGION).presign(HttpMethod.PUT, DOOR, "k", HOUR, NOW));
            assertThat(sessionVerifier.verify(foreign.request(), NOW)).isInstanceOf(WrongToken.class);
            assertThat(new S3V4Verifier(REGION, wrong).verify(received.request(), NOW)).isInstanceOf(WrongToken.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-type", "", "host%3Bcontent-type", "host%3Bhost", "Host", "content-type%3B%3Bhost", "%3Bhost",
            "content-type%3Bhost%3B", "a%20b%3Bhost"})
    void a_list_of_signed_headers_that_is_not_sorted_names_with_host_is_malformed(String names) {
        assertThat(verify(put.query(q -> q.replace("content-type%3Bhost", names)))).isInstanceOf(MalformedQuery.class);
    }

    @Test
    void a_header_taken_off_the_signed_ones_is_refused() {
        assertThat(verify(put.query(q -> q.replace("content-type%3Bhost", "host")))).isInstanceOf(Forged.class);
    }

    @Test
    void inputs_beyond_their_bounds_are_refused() {
        assertThat(verify(put.query(q -> "0=" + "a".repeat(S3V4Verifier.MAX_QUERY_CHARS) + "&" + q))).isInstanceOf(MalformedQuery.class);
        assertThat(verify(put.query(q -> "0&".repeat(S3V4Verifier.MAX_QUERY_PARAMETERS) + q))).isInstanceOf(MalformedQuery.class);
        assertThat(verify(put.query(q -> q.replace("STAGEDOORKEY", "K".repeat(S3V4Verifier.MAX_ACCESS_KEY_ID_CHARS + 1)))))
                .isInstanceOf(MalformedQuery.class);
        var names = new StringBuilder();
        for (int i = 0; i < S3V4Verifier.MAX_SIGNED_HEADERS; i++) {
            names.append("a").append((char) ('a' + i % 26)).append((char) ('a' + i / 26)).append("%3B");
        }
        assertThat(verify(put.query(q -> q.replace("content-type%3Bhost", names + "host")))).isInstanceOf(MalformedQuery.class);
    }

    @Test
    void a_refusal_tells_what_was_computed_over_but_never_the_signature_or_the_secret() {
        String signature = put.query().substring(put.query().lastIndexOf('=') + 1);
        var tampered = put.query(q -> q.replace("partNumber=7", "partNumber=8"));
        var forged = (Forged) verify(tampered);

        assertThat(forged.canonicalRequest())
                .startsWith("PUT\n/stage/user/root/books.parquet\nA=a%20b&X-Amz-Algorithm=")
                .endsWith("&partNumber=8\ncontent-type:text/csv\nhost:127.0.0.1:8000\n\ncontent-type;host\nUNSIGNED-PAYLOAD");
        assertThat(forged.stringToSign()).startsWith("AWS4-HMAC-SHA256\n20261122T100000Z\n20261122/us-east-1/s3/aws4_request\n");
        String expected = Received.of(presigner.presign(
                        HttpMethod.PUT,
                        DOOR,
                        "user/root/books.parquet",
                        HOUR.withHeader("content-type", "text/csv").withQuery("partNumber", "8").withQuery("A", "a b"),
                        NOW))
                .parameters()
                .getLast();
        assertThat(expected).startsWith("X-Amz-Signature=").hasSize("X-Amz-Signature=".length() + 64);
        var texts = List.of(
                forged.canonicalRequest(), forged.stringToSign(), forged.message(), forged.toString(), tampered.request().toString(),
                verify(put).toString());
        assertThat(texts).noneMatch(t -> t.contains(signature) || t.contains(expected.substring(16)) || t.contains("hunter2"));
    }

    @Test
    void refusals_answer_as_s3_does() {
        assertThat(List.of(
                        new Expired(NOW),
                        new NotYetValid(NOW, Duration.ofHours(1)),
                        new Forged("", ""),
                        new Altered("x"),
                        new UnknownKey("k"),
                        new NotPresigned(),
                        new MalformedPath("x"),
                        new UnsupportedSignature("x")))
                .extracting(r -> r.status() + " " + r.code())
                .containsExactly(
                        "403 AccessDenied",
                        "403 RequestTimeTooSkewed",
                        "403 SignatureDoesNotMatch",
                        "403 SignatureDoesNotMatch",
                        "403 InvalidAccessKeyId",
                        "403 AccessDenied",
                        "400 InvalidURI",
                        "400 InvalidRequest");
    }

    @Test
    void many_days_and_keys_do_not_confuse_the_cached_signing_keys() {
        var any = new S3V4Verifier(REGION, id -> Optional.of(new S3Credential(id, Secret.of("secret of " + id))));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 600; i++) {
                Instant now = NOW.plus(Duration.ofDays(i % 9));
                var signer = new S3V4Presigner(new S3Credential("K" + i / 9, Secret.of("secret of K" + i / 9)), REGION);
                PresignedRequest presigned = signer.presign(HttpMethod.GET, DOOR, "k", HOUR, now);
                assertThat(any.verify(Received.of(presigned).request(), now)).isInstanceOf(Granted.class);
            }
        }
    }
}
