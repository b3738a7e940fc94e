package dev.stagedoor.signing.obs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.AccessKey;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.ObjectSignerContract;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObsSignerTest extends ObjectSignerContract {
    private static final URI ENDPOINT = URI.create("https://obs.cn-north-4.myhuaweicloud.com");
    private static final String SECRET = "the-secret";
    private static final AccessKey ACCESS_KEY = new AccessKey("AKIDEXAMPLE", Secret.of(SECRET));

    @Override
    protected ObjectSigner signer() {
        return new ObsSigner(ACCESS_KEY, ENDPOINT, "bucket");
    }

    @Override
    protected List<ObjectSigner> others() {
        return List.of(
                new ObsSigner(new AccessKey("AKIDEXAMPLE", Secret.of("another")), ENDPOINT, "bucket"),
                new ObsSigner(new AccessKey("AKIDEXAMPLE", Secret.of(SECRET), Optional.of(Secret.of("token"))), ENDPOINT, "bucket"),
                new ObsSigner(ACCESS_KEY, ENDPOINT, "another"));
    }

    @Override
    protected String signatureParameter() {
        return "Signature";
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }

    @Test
    void the_bucket_stands_in_the_host_name() {
        assertThat(presign(HttpMethod.GET, "a/b").url())
                .startsWith("https://bucket.obs.cn-north-4.myhuaweicloud.com/a/b?AccessKeyId=AKIDEXAMPLE&Expires=1795345200&Signature=");
    }

    @Test
    void the_content_type_is_signed_and_sent() {
        PresignedRequest csv = signer().presign(HttpMethod.PUT, "a", HOUR, CSV, NOW);

        assertThat(csv.headers()).containsExactly(Map.entry("content-type", "text/csv"));
        assertThat(signature(csv)).isNotEqualTo(signature(presign(HttpMethod.PUT, "a")));
        assertThat(presign(HttpMethod.GET, "a").headers()).isEmpty();
    }
}
