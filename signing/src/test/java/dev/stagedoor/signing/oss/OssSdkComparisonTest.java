package dev.stagedoor.signing.oss;

import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.oss.ClientBuilderConfiguration;
import com.aliyun.oss.OSS;
import com.aliyun.oss.OSSClientBuilder;
import com.aliyun.oss.common.auth.Credentials;
import com.aliyun.oss.common.auth.CredentialsProvider;
import com.aliyun.oss.common.auth.DefaultCredentials;
import com.aliyun.oss.common.comm.SignVersion;
import com.aliyun.oss.model.GeneratePresignedUrlRequest;
import dev.stagedoor.signing.PresignCase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Byte for byte the URL that the vendor's own SDK makes; but the SDK escapes {@code ~} in the path, which it does not where it signs. Its
 * clock cannot be set, so ours is set to the date it signed with. The SDK refuses keys that begin with {@code \}, as ours does, and keys
 * of 1,024 bytes and more.
 */
class OssSdkComparisonTest {
    private static final URI ENDPOINT = URI.create("https://oss-cn-hangzhou.aliyuncs.com");
    private static final Pattern DATE = Pattern.compile("x-oss-date=([0-9TZ]+)&x-oss-expires=([0-9]+)");
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
    private static final SetCredentials CREDENTIALS = new SetCredentials();
    private static final OSS SDK = sdk();

    private static final class SetCredentials implements CredentialsProvider {
        private Credentials current = new DefaultCredentials("a", "b");

        @Override
        public void setCredentials(Credentials credentials) {
            current = credentials;
        }

        @Override
        public Credentials getCredentials() {
            return current;
        }
    }

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
        return PresignCase.any(604_000).filter(c -> !c.key().startsWith("\\") && c.key().getBytes(StandardCharsets.UTF_8).length < 1024);
    }

    private static void compare(PresignCase c) {
        String theirs = generate(c);
        Matcher date = DATE.matcher(theirs);
        assertThat(date.find()).isTrue();
        Instant signedAt = LocalDateTime.parse(date.group(1), DATE_TIME).toInstant(ZoneOffset.UTC);
        Duration expire = Duration.ofSeconds(Long.parseLong(date.group(2)));

        String ours = c.presign(new OssSigner(c.accessKey(), ENDPOINT, "bucket", "cn-hangzhou"), expire, signedAt).url();

        assertThat(ours).isEqualTo(theirs.replace("%7E", "~"));
    }

    private static String generate(PresignCase c) {
        CREDENTIALS.setCredentials(new DefaultCredentials("AKIDEXAMPLE", c.secret(), c.token().orElse(null)));
        var request = new GeneratePresignedUrlRequest("bucket", c.key(), com.aliyun.oss.HttpMethod.valueOf(c.method().name()));
        request.setExpiration(Date.from(Instant.now().plusSeconds(c.expireSeconds() + 1)));
        c.contentType().ifPresent(request::setContentType);
        return SDK.generatePresignedUrl(request).toString();
    }

    private static OSS sdk() {
        var configuration = new ClientBuilderConfiguration();
        configuration.setSignatureVersion(SignVersion.V4);
        return OSSClientBuilder.create()
                .endpoint(ENDPOINT.toString())
                .region("cn-hangzhou")
                .credentialsProvider(CREDENTIALS)
                .clientConfiguration(configuration)
                .build();
    }
}
