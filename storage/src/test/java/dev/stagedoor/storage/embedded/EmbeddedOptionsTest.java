package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedOptionsTest {
    @Test
    void default_is_fully_durable_and_allows_what_s3_allows() {
        assertThat(EmbeddedOptions.DEFAULT)
                .isEqualTo(new EmbeddedOptions("stagedoor", "us-east-1", 5_497_558_138_880L, Durability.FULL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "my-bucket.2", "0a0", "a.b.c"})
    void legal_bucket_passes(String bucket) {
        assertThat(options(bucket, "eu-west-1", 1).bucket()).isEqualTo(bucket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "A-bucket", "-ab", "ab-", "a..b", "a_b", "a/b", "192.168.0.1", "ünï", "v1", "health"})
    void illegal_or_reserved_bucket_is_refused(String bucket) {
        assertInvalid(() -> options(bucket, "us-east-1", 1));
    }

    @Test
    void bucket_name_has_at_most_63_characters() {
        assertThat(options("a".repeat(63), "us-east-1", 1).bucket()).hasSize(63);
        assertInvalid(() -> options("a".repeat(64), "us-east-1", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us/east", "US-EAST-1", "us east"})
    void illegal_region_is_refused(String region) {
        assertInvalid(() -> options("stagedoor", region, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, EmbeddedOptions.MAX_OBJECT_BYTES + 1})
    void object_limit_is_between_one_byte_and_5_tib(long maxObjectBytes) {
        assertInvalid(() -> options("stagedoor", "us-east-1", maxObjectBytes));
    }

    @Test
    void one_request_takes_no_more_than_s3_does() {
        assertThat(EmbeddedOptions.DEFAULT.maxBodyBytes()).isEqualTo(5_368_709_120L);
        assertThat(options("stagedoor", "us-east-1", 3).maxBodyBytes()).isEqualTo(3);
    }

    private static EmbeddedOptions options(String bucket, String region, long maxObjectBytes) {
        return new EmbeddedOptions(bucket, region, maxObjectBytes, Durability.FULL);
    }

    private static void assertInvalid(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG));
    }
}
