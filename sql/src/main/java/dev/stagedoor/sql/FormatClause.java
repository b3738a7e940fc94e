package dev.stagedoor.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The options of a {@code FILE_FORMAT = (…)} as written.
 *
 * @param options by upper-case name, in the order written; of an option given twice the last stays
 */
public record FormatClause(Map<String, Value> options) {
    /** A longer text is no number of lines. */
    private static final int MAX_DIGITS = 18;

    public FormatClause {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * The clause that a request gives as names and texts: {@code type} and {@code CSV}, {@code skip_header} and {@code 1}. Each text is
     * read as the option may be written, and names are of any case.
     *
     * @throws OptionException for an option that there is not, or that cannot be written like this
     */
    public static FormatClause ofTexts(Map<String, String> texts) {
        Map<String, Value> options = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            FormatOptionSyntax option = FormatOptionSyntax.named(name)
                    .orElseThrow(() -> new OptionException("there is no file format option '" + name + "'"));
            options.put(option.name(), value(option, text));
        });
        return new FormatClause(options);
    }

    private static Value value(FormatOptionSyntax option, String text) {
        String word = text.toUpperCase(Locale.ROOT);
        boolean number = !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean flag = word.equals("TRUE") || word.equals("FALSE");
        return Stream.of(
                        Optional.<Value>of(new Value.Text(text)),
                        Optional.<Value>of(new Value.Word(word)),
                        Optional.<Value>of(new Value.Number(number ? Long.parseLong(text) : 0)).filter(_ -> number),
                        Optional.<Value>of(new Value.Flag(word.equals("TRUE"))).filter(_ -> flag))
                .flatMap(Optional::stream)
                .filter(option::takes)
                .findFirst()
                .orElseThrow(() -> new OptionException("the file format option " + option.name() + " takes "
                        + String.join(" or ", option.expected()) + ", not '" + text + "'"));
    }

    /** How an option's value was written; which of these an option takes is for the format to say. */
    public sealed interface Value {
        /** A quoted string, escapes resolved. */
        record Text(String text) implements Value {}

        /** An unquoted word, upper case: {@code CSV}, {@code NONE}, {@code NULL}, {@code STRING} … */
        record Word(String word) implements Value {}

        /** An unsigned integer. */
        record Number(long number) implements Value {}

        record Flag(boolean value) implements Value {}

        /** A parenthesised list of strings. */
        record Texts(List<String> texts) implements Value {
            public Texts {
                texts = List.copyOf(texts);
            }
        }
    }
}
