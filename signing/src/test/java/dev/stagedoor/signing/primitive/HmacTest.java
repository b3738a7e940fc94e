package dev.stagedoor.signing.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HmacTest {
    @Property
    void equals_the_jdks_hmac_for_every_key_and_message(
            @ForAll Hash hash, @ForAll @Size(min = 1, max = 200) byte[] key, @ForAll @Size(max = 300) byte[] message) throws Exception {
        Mac mac = jdk(hash, key);
        var hmac = new Hmac(hash, key);

        for (int use = 0; use < 2; use++) {
            var digest = hmac.begin();
            digest.update(message);
            assertThat(hmac.finish(digest)).isEqualTo(mac.doFinal(message));
        }
    }

    @Property
    void digests_text_as_utf8(@ForAll Hash hash, @ForAll String text) throws Exception {
        byte[] key = {1};
        Mac mac = jdk(hash, key);

        assertThat(new Hmac(hash, key).of(text)).isEqualTo(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void prints_no_key() {
        assertThat(new Hmac(Hash.SHA_1, new byte[] {65}).toString()).isEqualTo("Hmac[SHA_1, ***]");
    }

    private static Mac jdk(Hash hash, byte[] key) throws GeneralSecurityException {
        String algorithm = switch (hash) {
            case SHA_1 -> "HmacSHA1";
            case SHA_256 -> "HmacSHA256";
        };
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac;
    }
}
