package dev.stagedoor.signing.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.core.ApiClock;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import com.google.cloud.storage.StorageOptions;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignCase;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.Terms;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Byte for byte the URL that the vendor's own SDK makes, at a clock set for it. */
class GcsSdkComparisonTest {
    private static final String EMAIL = "someone@project.iam.gserviceaccount.com";
    private static final PrivateKey KEY = TestKeys.generate();
    private static final SetClock CLOCK = new SetClock();
    private static final Storage SDK = StorageOptions.newBuilder()
            .setProjectId("project")
            .setCredentials(ServiceAccountCredentials.newBuilder().setClientEmail(EMAIL).setPrivateKey(KEY).build())
            .setClock(CLOCK)
            .build()
            .getService();

    private static final GcsSigner SIGNER =
            new GcsSigner(new GcsCredential(EMAIL, TestKeys.pem(KEY)), URI.create("https://storage.googleapis.com"), "bucket");

    private static final class SetClock implements ApiClock {
        private Instant now = Instant.EPOCH;

        @Override
        public long nanoTime() {
            return millisTime() * 1_000_000;
        }

        @Override
        public long millisTime() {
            return now.toEpochMilli();
        }
    }

    @Property(tries = 300)
    void signs_as_the_sdk_does(@ForAll("cases") PresignCase c) {
        compare(c);
    }

    @Test
    void signs_every_ascii_byte_as_the_sdk_does() {
        for (char ascii = 1; ascii < 0x80; ascii++) {
            compare(PresignCase.put("a" + ascii + "b"));
        }
    }

    @Test
    void signs_a_run_of_spaces_in_a_content_type_as_the_sdk_does() {
        PresignCase c = PresignCase.put("a");
        compare(new PresignCase(
                c.method(), c.key(), Optional.of("text/csv;   header=  present"), c.secret(), c.token(), c.expireSeconds(), c.now()));
    }

    @Property(tries = 200)
    void signs_bounds_of_an_upload_as_the_sdk_does(@ForAll("cases") PresignCase c, @ForAll("bounds") List<Term> bounds) {
        PresignedRequest ours =
                SIGNER.presignUpload(c.key(), Duration.ofSeconds(c.expireSeconds()), terms(c.contentType(), bounds), c.now());
        Map<String, String> headers = new HashMap<>(ours.headers());
        headers.remove("host");

        assertThat(ours.url())
                .isEqualTo(sdk(new PresignCase(
                        HttpMethod.PUT, c.key(), c.contentType(), c.secret(), c.token(), c.expireSeconds(), c.now()), headers));
    }

    private static Terms terms(Optional<String> contentType, List<Term> bounds) {
        return Terms.of(Stream.concat(contentType.<Term>map(ContentType::new).stream(), bounds.stream()).toList());
    }

    @Provide
    Arbitrary<List<Term>> bounds() {
        Arbitrary<Optional<Long>> sizes = Arbitraries.longs().greaterOrEqual(0).optional(0.7);
        return Combinators.combine(sizes, sizes, Arbitraries.of(true, false))
                .filter((max, length, absent) -> length.orElse(0L) <= max.orElse(Long.MAX_VALUE))
                .as((max, length, absent) -> Stream.of(
                                max.<Term>map(MaxSize::new),
                                length.<Term>map(ContentLength::new),
                                absent ? Optional.<Term>of(new NoOverwrite()) : Optional.<Term>empty())
                        .flatMap(Optional::stream)
                        .toList());
    }

    @Provide
    Arbitrary<PresignCase> cases() {
        return PresignCase.any(604_800);
    }

    private static void compare(PresignCase c) {
        assertThat(c.presign(SIGNER).url()).isEqualTo(sdk(c));
    }

    private static String sdk(PresignCase c) {
        return sdk(c, c.contentType().map(type -> Map.of("Content-Type", type)).orElse(Map.of()));
    }

    private static String sdk(PresignCase c, Map<String, String> headers) {
        CLOCK.now = c.now();
        return SDK.signUrl(
                        BlobInfo.newBuilder("bucket", c.key()).build(),
                        c.expireSeconds(),
                        TimeUnit.SECONDS,
                        SignUrlOption.withV4Signature(),
                        SignUrlOption.withPathStyle(),
                        SignUrlOption.httpMethod(com.google.cloud.storage.HttpMethod.valueOf(c.method().name())),
                        SignUrlOption.withExtHeaders(headers))
                .toString();
    }
}
