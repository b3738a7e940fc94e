package dev.stagedoor.signing.obs;

import static org.assertj.core.api.Assertions.assertThat;

import com.obs.services.ObsClient;
import com.obs.services.ObsConfiguration;
import com.obs.services.model.AuthTypeEnum;
import com.obs.services.model.HttpMethodEnum;
import com.obs.services.model.TemporarySignatureRequest;
import dev.stagedoor.signing.PresignCase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Byte for byte the URL that the vendor's own SDK makes; but the SDK writes the default port, which is not signed. Its clock cannot be set,
 * so ours is set to a time that gives its expiry.
 */
class ObsSdkComparisonTest {
    private static final URI ENDPOINT = URI.create("https://obs.cn-north-4.myhuaweicloud.com");
    private static final Pattern EXPIRES = Pattern.compile("&Expires=([0-9]+)&");
    private static final ObsClient SDK = sdk();

    @Property(tries = 500)
    void signs_as_the_sdk_does(@ForAll("cases") PresignCase c) {
        compare(c);
    }

    @Test
    void signs_every_ascii_byte_as_the_sdk_does() {
        for (char ascii = 1; ascii < 0x80; ascii++) {
            compare(PresignCase.put("a" + ascii + "b"));
        }
    }

    @Provide
    Arbitrary<PresignCase> cases() {
        return PresignCase.any(1_000_000_000);
    }

    private static void compare(PresignCase c) {
        String theirs = generate(c);
        Matcher expires = EXPIRES.matcher(theirs);
        assertThat(expires.find()).isTrue();
        Duration expire = Duration.ofSeconds(c.expireSeconds());
        Instant signedAt = Instant.ofEpochSecond(Long.parseLong(expires.group(1))).minus(expire);

        String ours = c.presign(new ObsSigner(c.accessKey(), ENDPOINT, "bucket"), expire, signedAt).url();

        assertThat(ours).isEqualTo(theirs.replaceFirst(":443/", "/"));
    }

    private static String generate(PresignCase c) {
        SDK.refresh("AKIDEXAMPLE", c.secret(), c.token().orElse(null));
        var request = new TemporarySignatureRequest(HttpMethodEnum.valueOf(c.method().name()), c.expireSeconds());
        request.setBucketName("bucket");
        request.setObjectKey(c.key());
        c.contentType().ifPresent(type -> request.setHeaders(Map.of("Content-Type", type)));
        return SDK.createTemporarySignature(request).getSignedUrl();
    }

    private static ObsClient sdk() {
        var configuration = new ObsConfiguration();
        configuration.setEndPoint(ENDPOINT.toString());
        configuration.setAuthType(AuthTypeEnum.OBS);
        configuration.setAuthTypeNegotiation(false);
        return new ObsClient("a", "b", configuration);
    }
}
