package dev.stagedoor.signing.s3v4;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Generators of object keys and of text. */
public final class Keys {
    private Keys() {}

    /** Text of any code points but surrogates, NUL included. */
    public static Arbitrary<String> unicode(int min, int max) {
        return codePoints().list().ofMinSize(min).ofMaxSize(max).map(Keys::text);
    }

    /** Legal object keys of at most 1,024 bytes: no NUL, no segment that is empty, {@code .} or {@code ..}. */
    public static Arbitrary<String> keys() {
        Arbitrary<String> segment = codePoints()
                .filter(c -> c != 0 && c != '/')
                .list()
                .ofMinSize(1)
                .ofMaxSize(50)
                .map(Keys::text)
                .filter(s -> !s.equals(".") && !s.equals(".."));
        return segment.list().ofMinSize(1).ofMaxSize(5).map(segments -> String.join("/", segments));
    }

    private static Arbitrary<Integer> codePoints() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0, 0x7F)),
                Tuple.of(2, Arbitraries.of(' ', '+', '%', '=', ':', '?', '&', '#', '\'', '"', '~', '*', '\\').map(c -> (int) c)),
                Tuple.of(2, Arbitraries.integers().between(0x80, 0xD7FF)),
                Tuple.of(1, Arbitraries.integers().between(0xE000, 0xFFFF)),
                Tuple.of(2, Arbitraries.integers().between(0x10000, 0x10FFFF)));
    }

    private static String text(List<Integer> codePoints) {
        var text = new StringBuilder();
        codePoints.forEach(text::appendCodePoint);
        return text.toString();
    }
}
