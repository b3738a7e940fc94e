package dev.stagedoor.signing.cos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.AccessKey;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.ObjectSignerContract;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.Hmac;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CosSignerTest extends ObjectSignerContract {
    private static final URI ENDPOINT = URI.create("https://cos.ap-guangzhou.myqcloud.com");
    private static final String SECRET = "the-secret";
    private static final AccessKey ACCESS_KEY = new AccessKey("AKIDEXAMPLE", Secret.of(SECRET));

    @Override
    protected ObjectSigner signer() {
        return new CosSigner(ACCESS_KEY, ENDPOINT, "bucket-1250000000");
    }

    @Override
    protected List<ObjectSigner> others() {
        return List.of(
                new CosSigner(new AccessKey("AKIDEXAMPLE", Secret.of("another")), ENDPOINT, "bucket-1250000000"),
                new CosSigner(ACCESS_KEY, ENDPOINT, "another-1250000000"),
                new CosSigner(ACCESS_KEY, URI.create("https://cos.ap-beijing.myqcloud.com"), "bucket-1250000000"));
    }

    @Override
    protected String signatureParameter() {
        return "q-signature";
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }

    /** "Request Signature", section "Examples", uploading an object (Tencent Cloud COS API reference). */
    @Test
    void gives_the_signature_of_the_documented_example() {
        var secret = new Hmac(Hash.SHA_1, "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz".getBytes(StandardCharsets.US_ASCII));
        String httpString = "put\n/exampleobject(\u817e\u8baf\u4e91)\n\n"
                + "content-length=13&content-md5=mQ%2FfVh815F3k6TAUm8m0eg%3D%3D&content-type=text%2Fplain"
                + "&date=Thu%2C%2016%20May%202019%2006%3A45%3A51%20GMT&host=examplebucket-1250000000.cos.ap-beijing.myqcloud.com"
                + "&x-cos-acl=private&x-cos-grant-read=uin%3D%22100000000011%22\n";

        assertThat(CosSigner.signature(secret, "1557989151;1557996351", httpString)).isEqualTo("3b8851a11a569213c17ba8fa7dcf2abec6935172");
    }

    @Test
    void the_host_is_signed_and_so_returned_first() {
        PresignedRequest put = signer().presign(HttpMethod.PUT, "a", HOUR, CSV, NOW);

        assertThat(put.headers())
                .containsExactly(Map.entry("host", "bucket-1250000000.cos.ap-guangzhou.myqcloud.com"),
                        Map.entry("content-type", "text/csv"));
        assertThat(query(put.url(), "q-header-list")).isEqualTo("content-type;host");
        assertThat(query(put.url(), "q-sign-time")).isEqualTo("1795341600;1795345200");
    }

    @Test
    void another_content_type_gives_another_signature() {
        assertThat(signature(signer().presign(HttpMethod.PUT, "a", HOUR, CSV, NOW)))
                .isNotEqualTo(signature(signer().presign(HttpMethod.PUT, "a", HOUR, Optional.of("text/plain"), NOW)));
    }

    @Test
    void a_temporary_key_brings_its_token() {
        var temporary = new AccessKey("AKIDEXAMPLE", Secret.of(SECRET), Optional.of(Secret.of("to/ken+=")));

        String url = new CosSigner(temporary, ENDPOINT, "bucket-1250000000")
                .presign(HttpMethod.GET, "a", HOUR, Optional.empty(), NOW).url();

        assertThat(url).endsWith("&x-cos-security-token=to%2Fken%2B%3D");
    }
}
