package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyRangePropertyTest {
    /** Few characters, among them every edge of UTF-8's lengths and of the surrogates, so that texts often share a beginning. */
    private static final int[] CHARACTERS = {
        1, 'a', 'b', '/', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFE, 0x10FFFF
    };

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(Arrays.stream(CHARACTERS).boxed().toList())
                .list()
                .ofMaxSize(4)
                .map(list -> list.stream().collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString());
    }

    @Property(tries = 5_000)
    void range_holds_exactly_the_keys_with_the_prefix_after_the_start(
            @ForAll("texts") String prefix, @ForAll("texts") String startAfter, @ForAll("texts") String key) {
        boolean expected = key.startsWith(prefix) && compare(key, startAfter) > 0;
        assertThat(holds(KeyRange.of(prefix, startAfter), key)).isEqualTo(expected);
    }

    @Property(tries = 5_000)
    void what_is_left_after_a_key_are_the_keys_behind_it(
            @ForAll("texts") String prefix, @ForAll("texts") String last, @ForAll("texts") String key) {
        KeyRange range = KeyRange.of(prefix, "");
        if (holds(range, last)) {
            assertThat(holds(range.after(last), key)).isEqualTo(key.startsWith(prefix) && compare(key, last) > 0);
        }
    }

    /** As SQLite decides it: by the bytes of UTF-8. */
    private static boolean holds(KeyRange range, String key) {
        int lower = compare(key, range.lower());
        return (range.inclusive() ? lower >= 0 : lower > 0)
                && range.upper().map(upper -> compare(key, upper) < 0).orElse(true);
    }

    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
