package dev.stagedoor.signing.oss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.AccessKey;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.ObjectSignerContract;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OssSignerTest extends ObjectSignerContract {
    private static final URI ENDPOINT = URI.create("https://oss-cn-hangzhou.aliyuncs.com");
    private static final String SECRET = "the-secret";
    private static final AccessKey ACCESS_KEY = new AccessKey("LTAIEXAMPLE", Secret.of(SECRET));

    @Override
    protected ObjectSigner signer() {
        return new OssSigner(ACCESS_KEY, ENDPOINT, "bucket", "cn-hangzhou");
    }

    @Override
    protected List<ObjectSigner> others() {
        return List.of(
                new OssSigner(new AccessKey("LTAIEXAMPLE", Secret.of("another")), ENDPOINT, "bucket", "cn-hangzhou"),
                new OssSigner(new AccessKey("ANOTHER", Secret.of(SECRET)), ENDPOINT, "bucket", "cn-hangzhou"),
                new OssSigner(new AccessKey("LTAIEXAMPLE", Secret.of(SECRET), Optional.of(Secret.of("token"))), ENDPOINT, "bucket",
                        "cn-hangzhou"),
                new OssSigner(ACCESS_KEY, ENDPOINT, "another", "cn-hangzhou"),
                new OssSigner(ACCESS_KEY, ENDPOINT, "bucket", "cn-beijing"));
    }

    @Override
    protected String signatureParameter() {
        return "x-oss-signature";
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }

    @Test
    void the_bucket_stands_in_the_host_name() {
        assertThat(presign(HttpMethod.GET, "a/b").url())
                .startsWith("https://bucket.oss-cn-hangzhou.aliyuncs.com/a/b?x-oss-date=20261122T100000Z");
    }

    @Test
    void the_content_type_is_signed_and_sent() {
        PresignedRequest csv = signer().presign(HttpMethod.PUT, "a", HOUR, CSV, NOW);

        assertThat(csv.headers()).containsExactly(Map.entry("content-type", "text/csv"));
        assertThat(signature(csv)).isNotEqualTo(signature(signer().presign(HttpMethod.PUT, "a", HOUR, Optional.of("text/plain"), NOW)));
        assertThat(presign(HttpMethod.GET, "a").headers()).isEmpty();
    }

    @Test
    void a_week_is_the_longest() {
        assertThatThrownBy(() -> signer().presign(HttpMethod.GET, "a", Duration.ofDays(7).plusSeconds(1), Optional.empty(), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 604800 seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "\\a"})
    void what_is_no_key_of_oss_is_refused(String key) {
        assertThatThrownBy(() -> presign(HttpMethod.GET, key)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("OSS");
    }

    @ParameterizedTest
    @CsvSource({
        "https://oss-cn-hangzhou.aliyuncs.com, cn-hangzhou",
        "http://OSS-cn-hangzhou-internal.aliyuncs.com:80/, cn-hangzhou",
        "https://oss-ap-southeast-1.aliyuncs.com, ap-southeast-1",
        "https://cn-hangzhou.oss.aliyuncs.com, cn-hangzhou",
        "https://oss-cn-heyuan-acdr-1-internal.aliyuncs.com, cn-heyuan-acdr-1"
    })
    void finds_the_region_in_the_endpoint(URI endpoint, String region) {
        assertThat(OssSigner.regionOf(endpoint)).contains(region);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://oss-accelerate.aliyuncs.com",
                "https://files.example",
                "https://oss-cn-hangzhou.aliyuncs.com.evil.example",
                "http://127.0.0.1:9000",
                "oss"
            })
    void finds_no_region_where_none_is_named(URI endpoint) {
        assertThat(OssSigner.regionOf(endpoint)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cn/hangzhou"})
    void a_region_that_would_shift_the_scope_is_refused(String region) {
        assertThatThrownBy(() -> new OssSigner(ACCESS_KEY, ENDPOINT, "bucket", region)).isInstanceOf(IllegalArgumentException.class);
    }
}
