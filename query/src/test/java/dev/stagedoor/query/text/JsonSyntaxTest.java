package dev.stagedoor.query.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Beside Jackson, which is as strict but for halves of surrogate pairs. */
class JsonSyntaxTest {
    private static final JsonFactory JACKSON = new JsonFactory();

    private static boolean isJsonToJackson(String text) {
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.getString();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    @Property(tries = 20_000)
    void is_json_where_jackson_says_so(@ForAll("texts") String text) {
        assertThat(JsonSyntax.isJson(text)).as(text).isEqualTo(isJsonToJackson(text));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> soup = Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "1", "0", "-", ".5", "e", "E+7", "true", "false", "null", "NaN", "nan",
                        "inf", "-Infinity", " ", "\t", "\n", "\\", "\\u00e9", "\"\\n\"", "\"\u0001\"", "\u0000", "\u00e9", "01", "1.", "+1",
                        "//", "'a'")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
        return Arbitraries.frequencyOf(Tuple.of(1, soup), Tuple.of(1, values(3)));
    }

    /** What is JSON, or nearly. */
    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> scalars = Arbitraries.of(
                "0", "-0", "12", "-1.50", "1e3", "1E-7", "true", "false", "null", "\"\"", "\"a\\\\\"", "\"\\\"\\/\\b\\f\\n\\r\\t\"",
                "\"\\ud83d\\ude00\"", "\"[,\"", "1.", "NaN", "-Infinity", "\"\\x\"");
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<String> blank = Arbitraries.of("", "", " ", "\t");
        Arbitrary<List<String>> some = values(depth - 1).list().ofMaxSize(3);
        Arbitrary<String> arrays = some.flatMap(all -> blank.map(b -> "[" + b + String.join(b + "," + b, all) + "]"));
        Arbitrary<String> objects = some.flatMap(all -> blank.map(b -> {
            List<String> members = all.stream().map(value -> b + "\"n\"" + b + ":" + value).toList();
            return "{" + b + String.join(b + ",", members) + b + "}";
        }));
        return Arbitraries.oneOf(scalars, arrays, objects, arrays.map(a -> a + ","), objects.map(o -> o.replace("}", ",}")));
    }

    @Example
    void halves_of_surrogate_pairs_stand_together() {
        assertThat(JsonSyntax.isJson("\"\\ud83d\\ude00\"")).isTrue();
        for (String half : new String[] {"\\ud83d", "\\ude00", "\\ud83d\\ud83d", "\\ud83dx", "\\ud83d\\n", "\\ud8", "\\u00g0"}) {
            assertThat(JsonSyntax.isJson('"' + half + '"')).as(half).isFalse();
        }
    }

    @Example
    void depth_has_no_limit() {
        String deep = "[".repeat(1_000_000);
        assertThat(JsonSyntax.isJson(deep + "]".repeat(1_000_000))).isTrue();
        assertThat(JsonSyntax.isJson(deep + "]".repeat(999_999))).isFalse();
    }
}
