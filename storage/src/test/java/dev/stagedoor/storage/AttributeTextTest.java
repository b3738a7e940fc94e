package dev.stagedoor.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AttributeTextTest {
    @Provide
    Arbitrary<ObjectAttributes> attributes() {
        Arbitrary<String> values = Arbitraries.strings().withCharRange(' ', '\u017f')
                .filter(value -> value.chars().noneMatch(Character::isISOControl));
        Arbitrary<String> names = Arbitraries.strings().withCharRange('a', 'z').withChars("0123456789-_.!~").ofMinLength(1);
        return Combinators.combine(
                        Arbitraries.maps(Arbitraries.of(ContentHeader.class), values).ofMaxSize(6),
                        Arbitraries.maps(names, values).ofMaxSize(5))
                .as(ObjectAttributes::new);
    }

    @Property(tries = 500)
    void what_is_written_is_read(@ForAll("attributes") ObjectAttributes attributes) {
        assertThat(AttributeText.read(AttributeText.write(attributes))).isEqualTo(attributes);
    }

    @Example
    void headers_that_a_later_version_keeps_are_passed_over() {
        assertThat(AttributeText.read("content-language: de\nretention: 7 years\nnonsense\nx-amz-meta-a: b: c\n"))
                .isEqualTo(new ObjectAttributes(Map.of(ContentHeader.CONTENT_LANGUAGE, "de"), Map.of("a", "b: c")));
    }

    @Example
    void nothing_is_empty_text() {
        assertThat(AttributeText.write(ObjectAttributes.NONE)).isEmpty();
        assertThat(AttributeText.read("")).isEqualTo(ObjectAttributes.NONE);
        assertThat(ObjectAttributes.ofType(Optional.empty())).isEqualTo(ObjectAttributes.NONE);
    }
}
