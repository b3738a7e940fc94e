package dev.stagedoor.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
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
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoorPresignerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final S3Credential CREDENTIAL = new S3Credential("STAGEDOORKEY", Secret.of("hunter2"));
    private static final URI ORIGIN = URI.create("http://127.0.0.1:8000");
    private static final ObjectKey KEY = new ObjectKey("user/root/books.csv");
    private static final PresignId ID = new PresignId(UUID.fromString("019aab12-3456-7890-abcd-ef0123456789"));
    private static final Sha256 SHA256 = new Sha256(Bodies.digest("SHA-256", Bodies.utf8("books")));
    private static final FromAddresses NETWORKS =
            new FromAddresses(List.of(AddressRange.of("10.0.0.0/8"), AddressRange.of("fd00::/8")));
    private static final ContentType CSV = new ContentType("text/csv");
    private static final Terms EVERY = Terms.of(
            CSV, new MaxSize(1_000_000), new ContentLength(5), SHA256, new NoOverwrite(), new OneTime(), NETWORKS);

    private final DoorPresigner presigner =
            new DoorPresigner(CREDENTIAL, "us-east-1", "stagedoor", Clock.fixed(NOW, ZoneOffset.UTC));

    private static PresignTerms terms(Terms terms, Optional<PresignId> id) {
        return new PresignTerms(Duration.ofHours(1), terms, ORIGIN, id);
    }

    private static Verdict verify(String query, Map<String, String> headers) {
        var received = new ReceivedRequest(
                "PUT",
                "/stagedoor/" + KEY.value(),
                query,
                headers.keySet(),
                name -> Optional.ofNullable(headers.get(name)).map(List::of).orElse(List.of()));
        return new S3V4Verifier("us-east-1", CREDENTIAL).verify(received, NOW);
    }

    private static RequestGrant granted(PresignedRequest request) {
        return ((Verdict.Granted) verify(URI.create(request.url()).getRawQuery(), request.headers())).grant();
    }

    @Test
    void every_limit_reaches_the_door_under_the_signature() {
        PresignedRequest request = presigner.presign(HttpMethod.PUT, KEY, terms(EVERY, Optional.of(ID)));

        RequestGrant grant = granted(request);
        assertThat(grant.signedHeaders())
                .containsExactly("content-length", "content-type", "host", "if-none-match", "x-amz-checksum-sha256");
        assertThat(DoorTerms.parse(grant.query())).contains(new DoorTerms(ID, Terms.of(new MaxSize(1_000_000), new OneTime(), NETWORKS)));
        assertThat(request.headers())
                .containsEntry("content-length", "5")
                .containsEntry("content-type", "text/csv")
                .containsEntry("if-none-match", "*")
                .containsEntry("x-amz-checksum-sha256", "bjF7zWg56IdzlUEbR7K4nSuufMsF94zuMrzfdrUpQmU=");
    }

    @Test
    void limit_that_is_changed_or_left_out_breaks_the_signature() {
        PresignedRequest request = presigner.presign(HttpMethod.PUT, KEY, terms(EVERY, Optional.of(ID)));
        List<String> parameters = List.of(URI.create(request.url()).getRawQuery().split("&"));

        assertThat(parameters.stream().filter(parameter -> parameter.startsWith("x-stagedoor-"))).hasSize(4);
        for (String parameter : parameters) {
            if (parameter.startsWith("x-stagedoor-")) {
                String without = parameters.stream().filter(other -> !other.equals(parameter)).collect(Collectors.joining("&"));
                String changed = String.join("&", parameters).replace(parameter, parameter + "0");
                assertThat(verify(without, request.headers())).isInstanceOf(Verdict.Forged.class);
                assertThat(verify(changed, request.headers())).isInstanceOf(Verdict.Forged.class);
            }
        }
        for (String header : request.headers().keySet()) {
            var without = new HashMap<>(request.headers());
            without.remove(header);
            assertThat(verify(String.join("&", parameters), without)).isInstanceOf(Verdict.Altered.class);
        }
    }

    @Test
    void url_without_limits_carries_its_id_and_nothing_else() {
        PresignedRequest request = presigner.presign(HttpMethod.GET, KEY, terms(Terms.of(CSV), Optional.of(ID)));

        assertThat(request.url()).contains("&x-stagedoor-id=" + ID + "&X-Amz-Signature=").containsOnlyOnce("x-stagedoor-");
    }

    @Test
    void url_without_an_id_has_no_parameters_but_those_of_the_signature() {
        Terms inHeaders = Terms.of(CSV, new ContentLength(5), SHA256, new NoOverwrite());

        assertThat(granted(presigner.presign(HttpMethod.PUT, KEY, terms(inHeaders, Optional.empty()))).query()).isEmpty();
    }

    @Test
    void basis_is_signed_beside_the_id_and_not_without_one() {
        var basis = Optional.of(new PresignBasis(new Incarnation(1), new Incarnation(-1)));
        var terms = new PresignTerms(Duration.ofHours(1), Terms.NONE, ORIGIN, Optional.of(ID), basis);
        assertThat(presigner.presign(HttpMethod.GET, KEY, terms).url()).contains("&x-stagedoor-by=0000000000000001ffffffffffffffff&");
        var without = new PresignTerms(Duration.ofHours(1), Terms.NONE, ORIGIN, Optional.empty(), basis);
        assertThatThrownBy(() -> presigner.presign(HttpMethod.GET, KEY, without)).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Term> termsThatNeedAnId() {
        return Stream.of(new MaxSize(0), new OneTime(), NETWORKS);
    }

    @ParameterizedTest
    @MethodSource("termsThatNeedAnId")
    void term_that_needs_an_id_is_not_signed_without_one(Term term) {
        assertThatThrownBy(() -> presigner.presign(HttpMethod.PUT, KEY, terms(Terms.of(term), Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void digest_of_another_content_gives_another_url() {
        byte[] other = SHA256.digest();
        other[31] ^= 1;
        Terms one = Terms.of(SHA256);
        Terms two = Terms.of(new Sha256(other));

        List<String> urls = Arrays.asList(
                presigner.presign(HttpMethod.PUT, KEY, terms(one, Optional.of(ID))).url(),
                presigner.presign(HttpMethod.PUT, KEY, terms(two, Optional.of(ID))).url());

        assertThat(urls).doesNotHaveDuplicates();
    }
}
