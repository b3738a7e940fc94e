package dev.stagedoor.sql;

import dev.stagedoor.sql.FormatClause.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The options a FILE_FORMAT clause may name and how the value of each is written. Which of them a type has, and what they may be, is for
 * the formats of the catalog to say. A test there holds the two tables together: what they differ in is in it.
 */
enum FormatOptionSyntax {
    TYPE(Set.of("TEXT", "TSV", "CSV", "NDJSON", "PARQUET", "JSON", "ORC", "AVRO", "LANCE", "ARROW", "ARROW_STREAM"), Form.STRING),
    FORMAT_NAME(Set.of(), Form.STRING),
    COMPRESSION(
            Set.of("AUTO", "NONE", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAWDEFLATE", "XZ", "SNAPPY", "ZIP"), Form.STRING),
    BINARY_FORMAT(Set.of(), Form.ANY_WORD),
    MISSING_FIELD_AS(Set.of(), Form.ANY_WORD, Form.STRING),
    EMPTY_FIELD_AS(Set.of(), Form.ANY_WORD),
    NULL_FIELD_AS(Set.of(), Form.ANY_WORD, Form.STRING),
    QUOTED_EMPTY_FIELD_AS(Set.of(), Form.ANY_WORD),
    QUOTE_STYLE(Set.of(), Form.ANY_WORD, Form.STRING),
    RECORD_DELIMITER(Set.of("NONE"), Form.STRING),
    FIELD_DELIMITER(Set.of("NONE"), Form.STRING),
    QUOTE(Set.of("NONE"), Form.STRING),
    ESCAPE(Set.of("NONE"), Form.STRING),
    NON_DISPLAY(Set.of("NONE")),
    NAN_DISPLAY(Set.of(), Form.STRING),
    NULL_DISPLAY(Set.of(), Form.STRING),
    ENCODING(Set.of(), Form.STRING),
    ENCODING_ERROR_MODE(Set.of(), Form.STRING),
    ROW_TAG(Set.of(), Form.STRING),
    SKIP_HEADER(Set.of("NONE"), Form.INTEGER),
    ERROR_ON_COLUMN_COUNT_MISMATCH(Set.of(), Form.FLAG),
    OUTPUT_HEADER(Set.of(), Form.FLAG),
    USE_LOGIC_TYPE(Set.of(), Form.FLAG),
    ALLOW_QUOTED_NULLS(Set.of(), Form.FLAG),
    TRIM_SPACE(Set.of(), Form.FLAG),
    NULL_IF(Set.of(), Form.STRINGS);

    private enum Form {
        STRING("<LiteralString>"),
        INTEGER("<LiteralInteger>"),
        FLAG("`TRUE`", "`FALSE`"),
        STRINGS("`(`"),
        ANY_WORD("`NULL`", "`STRING`", "<Ident>");

        private final List<String> names;

        Form(String... names) {
            this.names = List.of(names);
        }
    }

    private final Set<String> words;
    private final Set<Form> forms = EnumSet.noneOf(Form.class);

    FormatOptionSyntax(Set<String> words, Form... forms) {
        this.words = words;
        this.forms.addAll(List.of(forms));
    }

    /** The option of that name, in any case. */
    static Optional<FormatOptionSyntax> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (FormatOptionSyntax option : values()) {
            if (option.name().equals(upper)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Whether the option's value may be written like this. */
    boolean takes(Value value) {
        return switch (value) {
            case Value.Text _ -> forms.contains(Form.STRING);
            case Value.Word(var word) -> forms.contains(Form.ANY_WORD) || words.contains(word);
            case Value.Number _ -> forms.contains(Form.INTEGER);
            case Value.Flag _ -> forms.contains(Form.FLAG);
            case Value.Texts _ -> forms.contains(Form.STRINGS);
        };
    }

    /** How the value may be written, as error messages name it. */
    List<String> expected() {
        List<String> names = new ArrayList<>(words.stream().sorted().map(word -> "`" + word + "`").toList());
        forms.forEach(form -> names.addAll(form.names));
        return names;
    }

    /** The names of all options, as error messages show them. */
    static List<String> allNames() {
        return Arrays.stream(values()).map(option -> "`" + option.name() + "`").toList();
    }
}
