package dev.stagedoor.signing.term;

import java.math.BigDecimal;
import java.util.List;

/**
 * What stands behind the name of a term or a rule: in a statement, where nothing but its syntax was checked, and in what is told of it.
 * Each has one of the accessors; the others throw.
 */
public sealed interface TermValue {
    /** A number of seconds or bytes. */
    record Number(BigDecimal number) implements TermValue {
        public Number(long number) {
            this(BigDecimal.valueOf(number));
        }
    }

    record Flag(boolean flag) implements TermValue {}

    record Text(String text) implements TermValue {}

    record Texts(List<String> texts) implements TermValue {
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    default BigDecimal number() {
        throw another("a number");
    }

    default boolean flag() {
        throw another("TRUE or FALSE");
    }

    default String text() {
        throw another("a text");
    }

    default List<String> texts() {
        throw another("a list of texts");
    }

    private IllegalStateException another(String expected) {
        return new IllegalStateException("the grammar gave a " + getClass().getSimpleName() + " where " + expected + " stands");
    }
}
