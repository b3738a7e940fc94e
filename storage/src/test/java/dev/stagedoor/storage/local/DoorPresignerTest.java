package dev.stagedoor.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.Grant;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import dev.stagedoor.storage.AddressRange;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignLimits;
import dev.stagedoor.storage.PresignTerms;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    private static final Checksum SHA256 = new Checksum(Checksum.Algorithm.SHA256, Bodies.digest("SHA-256", Bodies.utf8("books")));
    private static final List<AddressRange> NETWORKS = List.of(AddressRange.of("10.0.0.0/8"), AddressRange.of("fd00::/8"));
    private static final PresignLimits EVERY =
            new PresignLimits(OptionalLong.of(1_000_000), OptionalLong.of(5), Optional.of(SHA256), true, true, NETWORKS);

    private final DoorPresigner presigner =
            new DoorPresigner(CREDENTIAL, "us-east-1", "stagedoor", Clock.fixed(NOW, ZoneOffset.UTC));

    private static PresignTerms terms(PresignLimits limits, Optional<PresignId> id) {
        return new PresignTerms(Duration.ofHours(1), Optional.of("text/csv"), ORIGIN, limits, id);
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

    private static Grant granted(PresignedRequest request) {
        return ((Verdict.Granted) verify(URI.create(request.url()).getRawQuery(), request.headers())).grant();
    }

    @Test
    void every_limit_reaches_the_door_under_the_signature() {
        PresignedRequest request = presigner.presign(HttpMethod.PUT, KEY, terms(EVERY, Optional.of(ID)));

        Grant grant = granted(request);
        assertThat(grant.signedHeaders())
                .containsExactly("content-length", "content-type", "host", "if-none-match", "x-amz-checksum-sha256");
        assertThat(DoorTerms.parse(grant.query())).contains(new DoorTerms(ID, OptionalLong.of(1_000_000), true, NETWORKS));
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
        PresignedRequest request = presigner.presign(HttpMethod.GET, KEY, terms(PresignLimits.NONE, Optional.of(ID)));

        assertThat(request.url()).contains("&x-stagedoor-id=" + ID + "&X-Amz-Signature=").containsOnlyOnce("x-stagedoor-");
    }

    @Test
    void url_without_an_id_has_no_parameters_but_those_of_the_signature() {
        PresignLimits inHeaders =
                new PresignLimits(OptionalLong.empty(), OptionalLong.of(5), Optional.of(SHA256), true, false, List.of());

        assertThat(granted(presigner.presign(HttpMethod.PUT, KEY, terms(inHeaders, Optional.empty()))).query()).isEmpty();
    }

    @Test
    void basis_is_signed_beside_the_id_and_not_without_one() {
        var basis = Optional.of(new PresignBasis(new Incarnation(1), new Incarnation(-1)));
        var terms = new PresignTerms(Duration.ofHours(1), Optional.empty(), ORIGIN, PresignLimits.NONE, Optional.of(ID), basis);
        assertThat(presigner.presign(HttpMethod.GET, KEY, terms).url()).contains("&x-stagedoor-by=0000000000000001ffffffffffffffff&");
        var without = new PresignTerms(Duration.ofHours(1), Optional.empty(), ORIGIN, PresignLimits.NONE, Optional.empty(), basis);
        assertThatThrownBy(() -> presigner.presign(HttpMethod.GET, KEY, without)).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<PresignLimits> limitsThatNeedAnId() {
        return Stream.of(
                new PresignLimits(OptionalLong.of(0), OptionalLong.empty(), Optional.empty(), false, false, List.of()),
                new PresignLimits(OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), false, true, List.of()),
                new PresignLimits(OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), false, false, NETWORKS));
    }

    @ParameterizedTest
    @MethodSource("limitsThatNeedAnId")
    void limit_that_needs_an_id_is_not_signed_without_one(PresignLimits limits) {
        assertThatThrownBy(() -> presigner.presign(HttpMethod.PUT, KEY, terms(limits, Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void more_networks_than_a_url_can_hold_are_refused_with_a_sentence() {
        PresignLimits many = new PresignLimits(
                OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), false, false,
                Collections.nCopies(17, AddressRange.of("::1")));

        assertThatThrownBy(() -> presigner.presign(HttpMethod.PUT, KEY, terms(many, Optional.of(ID))))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS))
                .hasMessageContaining("at most 16 networks");
    }

    @Test
    void digest_of_another_content_gives_another_url() {
        byte[] other = SHA256.digest();
        other[31] ^= 1;
        Optional<Checksum> changed = Optional.of(new Checksum(Checksum.Algorithm.SHA256, other));
        PresignLimits one = new PresignLimits(OptionalLong.empty(), OptionalLong.empty(), Optional.of(SHA256), false, false, List.of());
        PresignLimits two = new PresignLimits(OptionalLong.empty(), OptionalLong.empty(), changed, false, false, List.of());

        List<String> urls = Arrays.asList(
                presigner.presign(HttpMethod.PUT, KEY, terms(one, Optional.of(ID))).url(),
                presigner.presign(HttpMethod.PUT, KEY, terms(two, Optional.of(ID))).url());

        assertThat(urls).doesNotHaveDuplicates();
    }
}
