package dev.stagedoor.signing.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class HmacSha256Test {
    @Property
    void equals_the_jdks_hmac_for_every_key_and_message(
            @ForAll @Size(min = 1, max = 200) byte[] key, @ForAll @Size(max = 300) byte[] message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        var hmac = new HmacSha256(key);

        for (int use = 0; use < 2; use++) {
            var digest = hmac.begin();
            digest.update(message);
            assertThat(hmac.finish(digest)).isEqualTo(mac.doFinal(message));
        }
    }

    @Property
    void digests_text_as_utf8(@ForAll String text) throws Exception {
        byte[] key = {1};
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));

        assertThat(new HmacSha256(key).of(text)).isEqualTo(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
