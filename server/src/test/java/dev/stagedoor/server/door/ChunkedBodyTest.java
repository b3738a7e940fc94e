package dev.stagedoor.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.HeaderVerdict;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4HeaderVerifier;
import dev.stagedoor.storage.Checksum.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Bodies in chunks, framed and signed by the AWS SDK, decoded after somebody changed something. Every byte is one character here. */
class ChunkedBodyTest {
    private static final S3Credential KEY = new S3Credential("KEY", Secret.of("secret"));
    private static final S3V4HeaderVerifier VERIFIER = new S3V4HeaderVerifier("us-east-1", id -> Optional.of(KEY));
    private static final Map<String, Algorithm> CRC32 = Map.of("x-amz-checksum-crc32", Algorithm.CRC32);

    /** Two chunks of the SDK's 128 KiB, and a part of one. */
    private static final String FILE = file(300_000);

    /** What is signed of a body in chunks. */
    enum Kind {
        SIGNED(true, false),
        SIGNED_WITH_TRAILER(true, true),
        TRAILER_ALONE(false, true);

        private final boolean signed;
        private final boolean trailer;

        Kind(boolean signed, boolean trailer) {
            this.signed = signed;
            this.trailer = trailer;
        }
    }

    private static String file(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A body, and the request that announced it. */
    private record Framed(Kind kind, ReceivedRequest request, String body) {
        static Framed of(Kind kind, String file) {
            var unsigned = SdkHttpRequest.builder()
                    .method(SdkHttpMethod.PUT)
                    .uri(URI.create((kind.signed ? "http" : "https") + "://storage.example:9000/bucket/key"))
                    .putHeader("Content-Length", Integer.toString(file.length()));
            var signed = AwsV4HttpSigner.create().sign(r -> {
                r.identity(AwsCredentialsIdentity.create("KEY", "secret"))
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(file.getBytes(StandardCharsets.ISO_8859_1)))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, kind.signed);
                if (kind.trailer) {
                    r.putProperty(AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
                }
            });
            Map<String, List<String>> headers = new HashMap<>();
            signed.request().headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            var request = new ReceivedRequest("PUT", "/bucket/key", "", headers.keySet(), name -> headers.getOrDefault(name, List.of()));
            try (InputStream body = signed.payload().orElseThrow().newStream()) {
                return new Framed(kind, request, new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String decode(String changed) throws IOException {
            var granted = (HeaderVerdict.Granted) VERIFIER.verify(request, Instant.now());
            var framed = new ByteArrayInputStream(changed.getBytes(StandardCharsets.ISO_8859_1));
            try (InputStream file = new ChunkedBody(framed, granted.payload(), kind.trailer ? CRC32 : Map.of())) {
                return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        }

        void assertRefused(String changed, String code) {
            assertThat(changed).isNotEqualTo(body);
            assertThatThrownBy(() -> decode(changed))
                    .isInstanceOfSatisfying(S3Error.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_file_is_what_was_framed(Kind kind) throws IOException {
        for (int length : new int[] {0, 1, 131_071, 131_072, 131_073, 300_000}) {
            String file = file(length);
            Framed framed = Framed.of(kind, file);
            assertThat(framed.decode(framed.body)).isEqualTo(file);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGNED", "SIGNED_WITH_TRAILER"})
    void chunks_other_than_the_signed_ones_are_refused(Kind kind) {
        Framed framed = Framed.of(kind, FILE);
        String body = framed.body;
        int second = body.indexOf("20000;chunk-signature=", 100);
        int third = body.lastIndexOf("\n", body.lastIndexOf(";chunk-signature=", body.length() - 200)) + 1;
        String chunk = body.substring(second, third);
        String differs = "SignatureDoesNotMatch";
        framed.assertRefused(flip(body, 200_000), differs);
        framed.assertRefused(exchange(body, "chunk-signature="), differs);
        framed.assertRefused(body.replaceFirst(";chunk-signature=", ";chunk-signatur="), differs);
        framed.assertRefused(body.replaceAll(";chunk-signature=[0-9a-f]{64}", ""), differs);
        framed.assertRefused(body.replace(chunk, ""), differs);
        framed.assertRefused(body.substring(0, second) + chunk + body.substring(second), differs);
        framed.assertRefused(chunk + body.replace(chunk, ""), differs);
        framed.assertRefused(body.replaceFirst("0;chunk-signature=[0-9a-f]{64}\r\n(?![\\s\\S]*;chunk)", "0\r\n"), differs);
        framed.assertRefused(body.substring(0, second) + body.substring(body.lastIndexOf("0;chunk-signature=")), differs);
    }

    /** The same bytes in the same chunks, of another request. */
    @Test
    void chunks_of_another_request_are_refused() {
        Framed framed = Framed.of(Kind.SIGNED, FILE);
        framed.assertRefused(Framed.of(Kind.SIGNED, file(300_001)).body, "SignatureDoesNotMatch");
    }

    @Test
    void trailers_other_than_the_signed_ones_are_refused() {
        Framed framed = Framed.of(Kind.SIGNED_WITH_TRAILER, FILE);
        String body = framed.body;
        framed.assertRefused(body.replaceAll("x-amz-checksum-crc32:[^\r]*", "x-amz-checksum-crc32:AAAAAA=="), "SignatureDoesNotMatch");
        framed.assertRefused(exchange(body, "x-amz-trailer-signature:"), "SignatureDoesNotMatch");
        framed.assertRefused(body.replaceAll("x-amz-trailer-signature:[^\r]*\r\n", ""), "SignatureDoesNotMatch");
    }

    @Test
    void a_trailer_that_is_not_the_checksum_of_the_file_is_refused() {
        Framed framed = Framed.of(Kind.TRAILER_ALONE, FILE);
        String body = framed.body;
        framed.assertRefused(flip(body, 200_000), "BadDigest");
        framed.assertRefused(body.replaceAll("x-amz-checksum-crc32:[^\r]*", "x-amz-checksum-crc32:AAAAAA=="), "BadDigest");
        framed.assertRefused(body.replaceAll("x-amz-checksum-crc32:[^\r]*", "x-amz-checksum-crc32:?"), "InvalidDigest");
        framed.assertRefused(body.replaceAll("x-amz-checksum-crc32:[^\r]*\r\n", ""), "InvalidRequest");
        framed.assertRefused(body.replace("x-amz-checksum-crc32:", "x-amz-checksum-sha1:"), "InvalidRequest");
        framed.assertRefused(body.replaceAll("(x-amz-checksum-crc32:[^\r]*\r\n)", "$1$1"), "InvalidRequest");
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_is_cut_off_or_goes_on_is_refused(Kind kind) {
        Framed framed = Framed.of(kind, FILE);
        for (int left : new int[] {0, 1, 50, 150_000, framed.body.length() - 2, framed.body.length() - 1}) {
            framed.assertRefused(framed.body.substring(0, left), "IncompleteBody");
        }
        framed.assertRefused(framed.body + "x", "InvalidRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "+1", " 20000", "1111111111111111", "1FFFF", "\u0661"})
    void a_chunk_whose_size_cannot_be_read_or_is_another_is_refused(String size) {
        Framed framed = Framed.of(Kind.TRAILER_ALONE, FILE);
        framed.assertRefused(size + framed.body.substring(framed.body.indexOf('\r')), "InvalidRequest");
    }

    @Test
    void lines_without_end_or_with_another_are_refused() {
        Framed framed = Framed.of(Kind.TRAILER_ALONE, FILE);
        framed.assertRefused(framed.body.replaceFirst("\r\n", "\n"), "InvalidRequest");
        framed.assertRefused("20000;" + "y".repeat(10_000) + framed.body, "InvalidRequest");
    }

    private static String flip(String body, int at) {
        return body.substring(0, at) + (char) (body.charAt(at) ^ 1) + body.substring(at + 1);
    }

    /** Another digit at the first place behind a text. */
    private static String exchange(String body, String before) {
        int at = body.indexOf(before) + before.length();
        return body.substring(0, at) + (body.charAt(at) == '0' ? '1' : '0') + body.substring(at + 1);
    }
}
