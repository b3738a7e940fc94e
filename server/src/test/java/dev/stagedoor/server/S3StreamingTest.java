package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Bodies in the chunks of aws-chunked, as the AWS SDK for Java frames and signs them, and what is left of them after somebody changed
 * something.
 */
class S3StreamingTest {
    private static final String BUCKET = S3Door.BUCKET;

    /** Several chunks of the SDK's 128 KiB, and a part of one. */
    private static final byte[] FILE = bytes(300_000);

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

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    /** What is signed of a body in chunks. */
    enum Kind {
        SIGNED("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true, false),
        SIGNED_WITH_TRAILER("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", true, true),
        TRAILER_ALONE("STREAMING-UNSIGNED-PAYLOAD-TRAILER", false, true);

        private final String payload;
        private final boolean signed;
        private final boolean trailer;

        Kind(String payload, boolean signed, boolean trailer) {
            this.payload = payload;
            this.signed = signed;
            this.trailer = trailer;
        }
    }

    /** A request as the SDK signed it, and its body in chunks. */
    private record Framed(String key, List<String> headers, byte[] body) {
        static Framed of(Kind kind, String key, byte[] file) {
            return of(kind, key, file, DefaultChecksumAlgorithm.CRC32);
        }

        static Framed of(Kind kind, String key, byte[] file, ChecksumAlgorithm checksum) {
            // The SDK leaves chunks unsigned only for https.
            String origin = kind.signed ? open.door.origin().toString() : "https://" + open.door.origin().getAuthority();
            var unsigned = SdkHttpRequest.builder()
                    .method(SdkHttpMethod.PUT)
                    .uri(URI.create(origin + "/" + BUCKET + "/" + key))
                    .putHeader("Content-Length", Integer.toString(file.length));
            var signed = AwsV4HttpSigner.create().sign(r -> {
                r.identity(AwsCredentialsIdentity.create("ROOTUSER", "CHANGEME123"))
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(file))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, kind.signed);
                if (kind.trailer) {
                    r.putProperty(AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, checksum);
                }
            });
            List<String> headers = new ArrayList<>();
            signed.request().headers().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                    headers.addAll(List.of(name, values.getFirst()));
                }
            });
            assertThat(headers).contains(kind.payload);
            try (InputStream body = signed.payload().orElseThrow().newStream()) {
                return new Framed(key, headers, body.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Framed body(byte[] changed) {
            return new Framed(key, headers, changed);
        }

        HttpResponse<String> send() {
            URI url = URI.create(open.door.origin() + "/" + BUCKET + "/" + key);
            return open.door.client.send("PUT", url, BodyPublishers.ofByteArray(body), headers.toArray(String[]::new));
        }
    }

    private static void assertRefused(Framed framed, int status, String code) {
        HttpResponse<String> refused = framed.send();
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains("<Code>" + code + "</Code>");
        assertThat(open.door.has(framed.key)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_body_in_chunks_is_stored_as_the_file_it_is(Kind kind) {
        for (int length : new int[] {0, 1, 131_072, 300_000}) {
            byte[] file = bytes(length);
            Framed framed = Framed.of(kind, kind + "/" + length, file);
            HttpResponse<String> stored = framed.send();
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
            assertThat(stored.headers().firstValue("etag")).hasValue(Bodies.etag(file));
            try (var content = open.door.store.open(new ObjectKey(framed.key), ByteRange.ALL)) {
                assertThat(content.length()).isEqualTo(length);
                assertThat(content.attributes().headers()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_checksum_may_follow_the_last_chunk(Sum sum) {
        assertThat(Framed.of(Kind.TRAILER_ALONE, "sum/" + sum, FILE, sum.algorithm).send().statusCode()).isEqualTo(200);
        assertThat(Framed.of(Kind.SIGNED_WITH_TRAILER, "sum/" + sum, FILE, sum.algorithm).send().statusCode()).isEqualTo(200);
    }

    enum Sum {
        CRC32(DefaultChecksumAlgorithm.CRC32),
        CRC32C(DefaultChecksumAlgorithm.CRC32C),
        SHA1(DefaultChecksumAlgorithm.SHA1),
        SHA256(DefaultChecksumAlgorithm.SHA256);

        private final ChecksumAlgorithm algorithm;

        Sum(ChecksumAlgorithm algorithm) {
            this.algorithm = algorithm;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_sdk_with_its_defaults_puts_in_chunks(boolean checksums) {
        var builder = open.client().serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(true).build());
        if (!checksums) {
            builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);
        }
        try (S3Client s3 = builder.build()) {
            s3.putObject(r -> r.bucket(BUCKET).key("sdk").contentEncoding("gzip"), RequestBody.fromBytes(FILE));
            var got = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("sdk"));
            assertThat(got.asByteArray()).isEqualTo(FILE);
            assertThat(got.response().contentEncoding()).isEqualTo("gzip");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_was_changed_on_the_way_leaves_nothing(Kind kind) {
        Framed framed = Framed.of(kind, "never", FILE);
        byte[] flipped = framed.body.clone();
        flipped[200_000] ^= 1;
        if (kind.signed) {
            assertRefused(framed.body(flipped), 403, "SignatureDoesNotMatch");
        } else {
            assertRefused(framed.body(flipped), 400, "BadDigest");
        }
    }

    @Test
    void a_body_in_chunks_needs_the_length_of_the_file_and_is_for_uploads() {
        Framed framed = Framed.of(Kind.TRAILER_ALONE, "never", FILE);
        URI url = URI.create(open.door.origin() + "/" + BUCKET + "/never");
        var refused = open.door.client.send("GET", url, BodyPublishers.noBody(), framed.headers.toArray(String[]::new));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(open.signed("PUT", "/stagedoor/never", "x", "Content-Encoding", "aws-chunked").statusCode()).isEqualTo(501);
        assertThat(open.door.has("never")).isFalse();
    }
}
