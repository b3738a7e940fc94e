package dev.stagedoor.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectRequestTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.987Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void times_are_cut_to_seconds() {
        var request = new ObjectRequest(HttpMethod.GET, "k", Duration.ofMillis(1999), Optional.empty(), NOW);

        assertThat(request.expiresAt()).isEqualTo(Instant.parse("2026-11-22T10:00:01Z"));
    }

    @ParameterizedTest
    @EnumSource(value = HttpMethod.class, names = {"DELETE", "POST"})
    void what_destroys_or_does_anything_is_not_presigned(HttpMethod method) {
        refused(method, "k", HOUR, Optional.empty(), NOW, "not " + method);
    }

    @Test
    void the_bucket_itself_is_not_a_key() {
        refused(HttpMethod.GET, "", HOUR, Optional.empty(), NOW, "not empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud800", "\udc00b", "\udc00\ud800"})
    void a_key_is_valid_unicode(String key) {
        refused(HttpMethod.GET, key, HOUR, Optional.empty(), NOW, "surrogate");
    }

    @Test
    void expiry_is_bounded() {
        refused(HttpMethod.GET, "k", Duration.ZERO, Optional.empty(), NOW, "at least one second");
        refused(HttpMethod.GET, "k", Duration.ofMillis(999), Optional.empty(), NOW, "at least one second");
        refused(HttpMethod.GET, "k", HOUR.negated(), Optional.empty(), NOW, "at least one second");
        refused(HttpMethod.GET, "k", Duration.ofSeconds(Long.MAX_VALUE), Optional.empty(), NOW, "year 10000");
        refused(HttpMethod.GET, "k", HOUR, Optional.empty(), Instant.parse("9999-12-31T23:00:00Z"), "year 10000");
        refused(HttpMethod.GET, "k", HOUR, Optional.empty(), Instant.MAX.minusSeconds(7200), "year 10000");
        refused(HttpMethod.GET, "k", HOUR, Optional.empty(), Instant.EPOCH.minusSeconds(1), "after 1970");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " text/csv", "text/csv\r\nx-evil: 1", "text/c\u00e4sv", "text/csv\u007f"})
    void a_content_type_cannot_split_a_header(String contentType) {
        refused(HttpMethod.PUT, "k", HOUR, Optional.of(contentType), NOW, "printable ASCII");
    }

    @Test
    void a_content_type_is_bounded() {
        refused(HttpMethod.PUT, "k", HOUR, Optional.of("a".repeat(ObjectRequest.MAX_CONTENT_TYPE_CHARS + 1)), NOW, "255");
    }

    @Test
    void only_a_put_has_content() {
        var type = Optional.of("text/csv");

        assertThat(new ObjectRequest(HttpMethod.PUT, "k", HOUR, type, NOW).contentType()).isEqualTo(type);
        assertThat(new ObjectRequest(HttpMethod.GET, "k", HOUR, type, NOW).contentType()).isEmpty();
        assertThat(new ObjectRequest(HttpMethod.HEAD, "k", HOUR, type, NOW).contentType()).isEmpty();
    }

    private static void refused(
            HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now, String reason) {
        assertThatThrownBy(() -> new ObjectRequest(method, key, expire, contentType, now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
