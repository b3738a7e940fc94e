package dev.stagedoor.signing.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.s3v4.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {
    @Test
    void every_ascii_byte_is_unreserved_or_escaped_in_upper_case() {
        for (char c = 0; c < 0x80; c++) {
            boolean unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".indexOf(c) >= 0;
            String expected = unreserved ? String.valueOf(c) : String.format("%%%02X", (int) c);
            assertThat(PercentEncoding.encode(String.valueOf(c))).isEqualTo(expected);
            assertThat(path(String.valueOf(c))).isEqualTo(c == '/' ? "/" : expected);
        }
    }

    @Property
    void escapes_the_bytes_of_utf8(@ForAll("unicode") String text) {
        var expected = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".indexOf(b) >= 0;
            expected.append(unreserved ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        assertThat(PercentEncoding.encode(text)).isEqualTo(expected.toString());
    }

    @Property
    void decodes_what_it_encoded(@ForAll("unicode") String text) {
        assertThat(decode(PercentEncoding.encode(text))).contains(text);
    }

    @Test
    void decodes_escapes_in_lower_case_and_of_characters_that_need_none() {
        assertThat(decode("%c3%bc%41+b")).contains("üA+b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%", "%2", "a%2", "%zz", "%-1", "%+1", "% 1", "%1g", // broken escapes
                "%C0%AF", "%E0%80%AF", "%F0%80%80%AF", "%C1%81", // overlong
                "%80", "%C3", "%C3a", "%E2%82", "%FF", "%F4%90%80%80", // not well formed, beyond U+10FFFF
                "%ED%A0%80", "%ED%A0%BD%ED%B8%80", // surrogates
                "ü", "a b", "\t", "\u007f", "😀" // bare
            })
    void refuses_what_is_not_well_formed(String raw) {
        assertThat(decode(raw)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    void refuses_to_encode_unpaired_surrogates(String text) {
        assertThatThrownBy(() -> PercentEncoding.encode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<String> unicode() {
        return Keys.unicode(0, 60);
    }

    private static Optional<String> decode(String raw) {
        return PercentEncoding.decode(raw, 0, raw.length());
    }

    private static String path(String text) {
        var out = new AsciiBuffer(1);
        PercentEncoding.encodePath(text, out);
        return out.toString();
    }
}
