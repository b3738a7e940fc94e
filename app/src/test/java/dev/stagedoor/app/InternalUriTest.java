package dev.stagedoor.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InternalUriTest {
    private static String uri(String url, Map<String, String> connection) {
        return InternalUri.of(new StoreUri(url, new ConnectionParameters(new TreeMap<>(connection))).parse()).orElseThrow();
    }

    @Test
    void each_store_has_the_uri_that_engines_know() {
        assertThat(InternalUri.ofBucket("stagedoor")).isEqualTo("s3://stagedoor/");
        assertThat(uri("s3://bucket/admin/", Map.of())).isEqualTo("s3://bucket/admin/");
        assertThat(uri("s3://bucket/", Map.of())).isEqualTo("s3://bucket/");
        assertThat(uri("gcs://bucket/a/b/", Map.of())).isEqualTo("gs://bucket/a/b/");
        assertThat(uri("azblob://box/a/", Map.of("endpoint_url", "https://acme.blob.core.windows.net")))
                .isEqualTo("abfss://box@acme.dfs.core.windows.net/a/");
        assertThat(uri("oss://bucket/a/", Map.of("endpoint_url", "https://oss.example.com"))).isEqualTo("oss://bucket/a/");
        assertThat(uri("obs://bucket/a/", Map.of("endpoint_url", "https://obs.example.com"))).isEqualTo("obs://bucket/a/");
        assertThat(uri("cos://bucket/a/", Map.of("endpoint_url", "https://cos.example.com"))).isEqualTo("cosn://bucket/a/");
    }
}
