package dev.stagedoor.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** PATTERN against Java's own engine, which knows what a whole match is. */
class FilePatternPropertyTest {
    @Property(tries = 5000)
    void pattern_matches_where_it_matches_all_of_the_name_and_nowhere_else(@ForAll("patterns") String text, @ForAll("names") String name) {
        Pattern whole = compiled(text);
        assertThat(FilePattern.of(text).matches(name)).as("%s on %s", text, name).isEqualTo(whole.matcher(name).matches());
    }

    /** Patterns that only one of the two engines takes say nothing. */
    private static Pattern compiled(String text) {
        try {
            com.google.re2j.Pattern.compile(text);
            return Pattern.compile(text, Pattern.UNIX_LINES);
        } catch (PatternSyntaxException | com.google.re2j.PatternSyntaxException neither) {
            Assume.that(false);
            throw neither;
        }
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "|", "|", ".", "[.]", "(a|b)", "(?:b|ab)", "*", "?", "(?i)", "A", "/", "\\n")
                .list().ofMaxSize(8).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "b", ".", "/", "A", "\n").list().ofMaxSize(6).map(parts -> String.join("", parts));
    }
}
