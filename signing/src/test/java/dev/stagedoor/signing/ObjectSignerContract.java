package dev.stagedoor.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.Terms;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every signer of objects keeps, whatever its scheme. The signatures themselves are compared with the vendor's SDK. */
public abstract class ObjectSignerContract {
    protected static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    protected static final Duration HOUR = Duration.ofHours(1);
    protected static final Optional<String> CSV = Optional.of("text/csv");
    private static final String KEY = "stage/a b+c%d?e#f&g=h/\u00fc\ud83d\ude00.csv";

    /** A signer for one bucket. */
    protected abstract ObjectSigner signer();

    /** Signers that differ from {@link #signer} in one thing each: the secret, the bucket. */
    protected abstract List<ObjectSigner> others();

    /** Of the query parameter with the signature. */
    protected abstract String signatureParameter();

    /** What no text about a signer may hold. */
    protected abstract List<String> secrets();

    /** Whether a URL for GET is none for HEAD. */
    protected boolean tellsGetFromHead() {
        return true;
    }

    @Test
    void another_key_method_expiry_time_secret_or_bucket_gives_another_signature() {
        Stream<PresignedRequest> own = Stream.of(
                presign(HttpMethod.GET, KEY),
                presign(HttpMethod.PUT, KEY),
                presign(HttpMethod.GET, KEY + "x"),
                presign(HttpMethod.GET, KEY.toUpperCase(Locale.ROOT)),
                signer().presign(HttpMethod.GET, KEY, HOUR.plusSeconds(1), Optional.empty(), NOW),
                signer().presign(HttpMethod.GET, KEY, HOUR, Optional.empty(), NOW.plusSeconds(7)));
        Stream<PresignedRequest> other = others().stream().map(signer -> signer.presign(HttpMethod.GET, KEY, HOUR, Optional.empty(), NOW));

        assertThat(Stream.concat(own, other).map(this::signature)).doesNotHaveDuplicates();
        assertThat(others()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_url_for_get_is_one_for_head_only_where_the_scheme_cannot_tell_them_apart() {
        boolean same = signature(presign(HttpMethod.GET, KEY)).equals(signature(presign(HttpMethod.HEAD, KEY)));

        assertThat(same).isEqualTo(!tellsGetFromHead());
    }

    @Test
    void the_same_arguments_give_the_same_request() {
        assertThat(presign(HttpMethod.PUT, KEY)).isEqualTo(presign(HttpMethod.PUT, KEY));
    }

    @Test
    void the_path_ends_in_the_key_percent_encoded_once() {
        assertThat(URI.create(presign(HttpMethod.GET, KEY).url()).getRawPath()).endsWith("/" + PercentEncoding.encodePath(KEY));
    }

    @Test
    void says_when_it_expires() {
        PresignedRequest request = signer().presign(HttpMethod.GET, KEY, Duration.ofMillis(90_500), Optional.empty(), NOW.plusMillis(700));

        assertThat(request.expiresAt()).isEqualTo(NOW.plusSeconds(90));
        assertThat(request.method()).isEqualTo(HttpMethod.GET);
    }

    @ParameterizedTest
    @EnumSource(value = HttpMethod.class, names = {"DELETE", "POST"})
    void signs_for_reading_and_writing_one_object_only(HttpMethod method) {
        assertThatThrownBy(() -> presign(method, KEY)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void does_not_sign_for_the_bucket() {
        assertThatThrownBy(() -> presign(HttpMethod.GET, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tells_the_client_every_header_it_must_set_and_none_that_it_sets_itself() {
        PresignedRequest put = signer().presign(HttpMethod.PUT, KEY, HOUR, CSV, NOW);

        assertThat(put.headers()).containsEntry("content-type", "text/csv").doesNotContainKeys("content-length", "date");
        assertThat(put.headers().keySet()).allSatisfy(name -> assertThat(name).isLowerCase());
        if (put.headers().containsKey("host")) {
            assertThat(put.headers().keySet().iterator().next()).isEqualTo("host");
            assertThat(put.headers()).containsEntry("host", URI.create(put.url()).getAuthority());
        }
        assertThat(presign(HttpMethod.PUT, KEY).headers()).doesNotContainKey("content-type");
        assertThat(signer().presign(HttpMethod.GET, KEY, HOUR, CSV, NOW)).isEqualTo(presign(HttpMethod.GET, KEY));
    }

    static Stream<Term> terms() {
        return Stream.of(
                new ContentType("text/csv"),
                new MaxSize(7),
                new ContentLength(7),
                new Sha256(new byte[Sha256.BYTES]),
                new NoOverwrite(),
                new OneTime(),
                new FromAddresses(List.of(AddressRange.of("10.0.0.0/8"))));
    }

    @ParameterizedTest
    @MethodSource("terms")
    void holds_an_upload_to_what_it_claims_and_refuses_the_rest(Term term) {
        Terms terms = Terms.of(term);
        if (!term.name().mayStayUnbound() && !signer().binds().contains(term.name())) {
            assertThatThrownBy(() -> signer().presignUpload(KEY, HOUR, terms, NOW)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        PresignedRequest held = signer().presignUpload(KEY, HOUR, terms, NOW);
        PresignedRequest free = presign(HttpMethod.PUT, KEY);

        assertThat(signature(held).equals(signature(free))).isEqualTo(!signer().binds().contains(term.name()));
        assertThat(held.headers().size()).isGreaterThan(free.headers().size());
    }

    @Test
    void upload_without_bounds_is_a_put() {
        assertThat(signer().presignUpload(KEY, HOUR, Terms.of(new ContentType("text/csv")), NOW))
                .isEqualTo(signer().presign(HttpMethod.PUT, KEY, HOUR, CSV, NOW));
    }

    @Test
    void prints_no_secret_and_no_signature() {
        PresignedRequest request = presign(HttpMethod.GET, KEY);

        for (String secret : secrets()) {
            assertThat(signer().toString()).doesNotContain(secret);
            assertThat(request.url()).doesNotContain(secret);
        }
        assertThat(request.toString()).doesNotContain(signature(request));
    }

    @Test
    void many_threads_sign_with_one_signer() throws Exception {
        ObjectSigner shared = signer();
        List<PresignedRequest> alone = IntStream.range(0, 100).mapToObj(i -> numbered(shared, i)).toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var together = new ArrayList<Future<PresignedRequest>>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                together.add(threads.submit(() -> numbered(shared, number)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i));
            }
        }
        assertThat(new HashSet<>(alone)).hasSize(100);
    }

    private static PresignedRequest numbered(ObjectSigner signer, int i) {
        return signer.presign(HttpMethod.PUT, "k" + i, HOUR, CSV, NOW.plusSeconds(i * 9000L));
    }

    protected final PresignedRequest presign(HttpMethod method, String key) {
        return signer().presign(method, key, HOUR, Optional.empty(), NOW);
    }

    protected final String signature(PresignedRequest request) {
        return query(request.url(), signatureParameter());
    }

    /** The value of one query parameter, decoded. */
    protected static String query(String url, String name) {
        for (String parameter : URI.create(url).getRawQuery().split("&")) {
            if (parameter.startsWith(name + "=")) {
                String value = parameter.substring(name.length() + 1);
                return PercentEncoding.decode(value, 0, value.length()).orElseThrow();
            }
        }
        throw new AssertionError("no " + name + " in the query of " + url);
    }
}
