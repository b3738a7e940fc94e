package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Presigned requests: what they allow, to which key, and for how long. */
public interface PresignContract extends StoreUnderTest {
    PresignTerms ONE_HOUR = new PresignTerms(Duration.ofHours(1), Optional.empty(), ORIGIN);

    @ParameterizedTest
    @MethodSource("dev.stagedoor.storage.contract.KeyContract#legalKeys")
    @Covers(Feature.PRESIGNED_GET)
    default void presigned_get_gives_the_object(String name, Remark remark) throws Exception {
        Optional<PresignedRequest> request = presign(HttpMethod.GET, name, remark);
        if (request.isEmpty()) {
            return;
        }
        byte[] bytes = Bodies.utf8("content of " + name);
        put(new ObjectKey(name), bytes);

        HttpAnswer answer = send(request.get());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("dev.stagedoor.storage.contract.KeyContract#legalKeys")
    @Covers(Feature.PRESIGNED_HEAD)
    default void presigned_head_finds_the_object(String name, Remark remark) throws Exception {
        Optional<PresignedRequest> request = presign(HttpMethod.HEAD, name, remark);
        if (request.isEmpty()) {
            return;
        }
        put(new ObjectKey(name), Bodies.utf8("there"));

        assertThat(send(request.get()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("dev.stagedoor.storage.contract.KeyContract#legalKeys")
    @Covers(Feature.PRESIGNED_PUT)
    default void presigned_put_makes_the_object(String name, Remark remark) throws Exception {
        Optional<PresignedRequest> request = presign(HttpMethod.PUT, name, remark);
        if (request.isEmpty()) {
            return;
        }

        HttpAnswer answer = send(request.get());

        assertThat(answer.succeeded()).as("status %d", answer.status()).isTrue();
        assertThat(keys(KeyPrefix.ALL)).containsExactly(name);
        assertThat(read(new ObjectKey(name))).isEqualTo(SENT);
    }

    /** Empty where the store cannot presign this and has said so, or cannot hold this key. */
    private Optional<PresignedRequest> presign(HttpMethod method, String name, Remark remark) {
        Instant before = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        ObjectKey key = new ObjectKey(name);
        if (!presignable().contains(method)) {
            assertKind(Kind.UNSUPPORTED, () -> store().presign(method, key, ONE_HOUR));
            remark.refused("presigned " + method);
            return Optional.empty();
        }
        if (!holds(name)) {
            return Optional.empty();
        }
        PresignedRequest request = store().presign(method, key, ONE_HOUR);
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.headers()).doesNotContainKeys("content-length", "date", "authorization");
        assertThat(request.expiresAt()).isBetween(before, Instant.now().plus(ONE_HOUR.expire()));
        return Optional.of(request);
    }

    @Test
    @Covers(Feature.WRONG_METHOD)
    default void presigned_request_allows_no_other_method_and_no_other_key(Remark remark) throws Exception {
        String name = "dir/wrong method.csv";
        put(name, "here");
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.PUT)) {
            Optional<PresignedRequest> signed = presign(method, name, remark);
            if (signed.isEmpty()) {
                continue;
            }
            PresignedRequest request = signed.get();
            HttpMethod other = method == HttpMethod.PUT ? HttpMethod.GET : HttpMethod.PUT;
            String otherKey = request.url().replaceFirst("\\.csv", ".cs");

            assertThat(send(other, request.url(), request.headers(), SENT).forbidden()).as("%s for %s", other, method).isTrue();
            assertThat(send(HttpMethod.DELETE, request.url(), request.headers(), SENT).succeeded()).isFalse();
            assertThat(send(method, otherKey, request.headers(), SENT).forbidden()).as("%s of another key", method).isTrue();
        }
        assertThat(read(new ObjectKey(name))).isEqualTo(Bodies.utf8("here"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly(name);
    }

    @Test
    @Covers(Feature.EXPIRY)
    default void expired_request_is_refused(Remark remark) throws Exception {
        put("there", "here");
        clock().shift(ONE_HOUR.expire().plusSeconds(2).negated());
        for (HttpMethod method : presignable()) {
            PresignedRequest request = store().presign(method, new ObjectKey("there"), ONE_HOUR);

            assertThat(request.expiresAt()).isBefore(Instant.now());
            assertThat(send(request).forbidden()).as("%s", method).isTrue();
        }
        if (presignable().isEmpty()) {
            assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.GET, new ObjectKey("there"), ONE_HOUR));
            remark.refused("presigned requests");
        }
        assertThat(read(new ObjectKey("there"))).isEqualTo(Bodies.utf8("here"));
    }

    @Test
    @Covers(Feature.EXPIRY)
    default void request_that_is_nearly_expired_passes(Remark remark) throws Exception {
        put("there", "here");
        clock().shift(ONE_HOUR.expire().minusSeconds(60).negated());
        if (presignable().isEmpty()) {
            assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.GET, new ObjectKey("there"), ONE_HOUR));
            remark.refused("presigned requests");
        }
        for (HttpMethod method : presignable()) {
            assertThat(send(store().presign(method, new ObjectKey("there"), ONE_HOUR)).succeeded()).as("%s", method).isTrue();
        }
    }

    @Test
    @Covers(Feature.PRESIGNED_CONTENT_TYPE)
    default void presigned_content_type_must_be_sent(Remark remark) throws Exception {
        ObjectKey key = new ObjectKey("typed.csv");
        PresignTerms typed = new PresignTerms(Duration.ofSeconds(60), Optional.of("text/csv"), ORIGIN);
        if (!presignable().contains(HttpMethod.PUT)) {
            assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.PUT, key, typed));
            remark.refused("presigned PUT");
            return;
        }
        PresignedRequest request = store().presign(HttpMethod.PUT, key, typed);

        assertThat(request.headers()).containsEntry("content-type", "text/csv");
        assertThat(store().capabilities().contains(Capability.PRESIGN_CONTENT_TYPE))
                .isEqualTo(!deviations().contains(Deviation.CONTENT_TYPE_NOT_SIGNED));
        Map<String, String> another = new LinkedHashMap<>(request.headers());
        another.put("content-type", "text/html");
        if (deviates(Deviation.CONTENT_TYPE_NOT_SIGNED, remark)) {
            assertThat(send(HttpMethod.PUT, request.url(), another, SENT).succeeded()).isTrue();
        } else {
            assertThat(send(HttpMethod.PUT, request.url(), another, SENT).forbidden()).isTrue();
            another.remove("content-type");
            assertThat(send(HttpMethod.PUT, request.url(), another, SENT).forbidden()).isTrue();
            assertThat(keys(KeyPrefix.ALL)).isEmpty();
        }
        assertThat(send(request).succeeded()).isTrue();
        assertThat(read(key)).isEqualTo(SENT);
        assertThat(attributes(key).contentType()).contains("text/csv");
    }

    @Test
    default void method_that_cannot_be_presigned_is_refused() {
        assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.POST, new ObjectKey("a"), ONE_HOUR));
    }

    private List<HttpMethod> presignable() {
        List<HttpMethod> methods = new ArrayList<>();
        for (Capability capability : store().capabilities()) {
            switch (capability) {
                case PRESIGN_GET -> methods.add(HttpMethod.GET);
                case PRESIGN_HEAD -> methods.add(HttpMethod.HEAD);
                case PRESIGN_PUT -> methods.add(HttpMethod.PUT);
                case CONDITIONAL_PUT,
                        PRESIGN_CONTENT_TYPE,
                        PRESIGN_MAX_BYTES,
                        PRESIGN_CONTENT_LENGTH,
                        PRESIGN_SHA256,
                        PRESIGN_ONLY_IF_ABSENT,
                        PRESIGN_ONE_TIME,
                        PRESIGN_FROM_ADDRESSES -> {}
            }
        }
        return methods;
    }
}
