package dev.stagedoor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonBufferTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Property
    void any_text_is_read_back_by_a_parser_as_it_was(@ForAll @StringLength(max = 200) String text) {
        assertReadBack(text);
    }

    @Property
    void any_number_is_written_as_the_jdk_writes_it(@ForAll long number) {
        assertThat(new JsonBuffer(1).number(number).toString()).isEqualTo(Long.toString(number));
        assertThat(new JsonBuffer(1).number(Math.abs(number % 1000)).toString()).isEqualTo(Long.toString(Math.abs(number % 1000)));
    }

    @Test
    void any_mixture_of_plain_escaped_and_wide_characters_is_read_back() {
        var random = new Random(11);
        int[] pool = {'a', 'Z', ' ', '"', '\\', '/', 0, 1, 0x1F, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFD, 0xFFFF, 0x10000, 0x1F4DA, 0x10FFFF};
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.appendCodePoint(pool[random.nextInt(pool.length)]);
            }
            assertReadBack(text.toString());
        }
    }

    @Test
    void any_character_anywhere_in_a_long_text_is_read_back() {
        String plain = "x".repeat(75);
        for (int c = 0; c < 0x300; c++) {
            for (int at = 0; at <= plain.length(); at++) {
                assertReadBack(plain.substring(0, at) + (char) c + plain.substring(at));
            }
        }
        assertThat(new JsonBuffer(1).string(plain + "\u007F").toString()).endsWith("x\\u007f\"");
    }

    @Test
    void an_unpaired_surrogate_becomes_a_replacement_character() {
        assertThat(new JsonBuffer(1).string("a\uD800b\uDC00").toString()).isEqualTo("\"a\uFFFDb\uFFFD\"");
        assertThat(new JsonBuffer(1).string("\uD800").toString()).isEqualTo("\"\uFFFD\"");
        assertThat(new JsonBuffer(1).string(null).toString()).isEqualTo("null");
    }

    private static void assertReadBack(String text) {
        String wellFormed = new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
        var json = new JsonBuffer(1).raw('[').string(text).raw(',').number(Long.MIN_VALUE).raw(']');
        byte[] bytes = new byte[json.toByteBuffer().remaining()];
        json.toByteBuffer().get(bytes);
        assertThat(JSON.readTree(bytes).get(0).asString()).isEqualTo(wellFormed);
        assertThat(JSON.readTree(bytes).get(1).asLong()).isEqualTo(Long.MIN_VALUE);
    }
}
