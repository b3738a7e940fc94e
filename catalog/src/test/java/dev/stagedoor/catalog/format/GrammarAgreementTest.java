package dev.stagedoor.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.sql.SqlSyntaxException;
import dev.stagedoor.sql.Statement.CreateFileFormat;
import dev.stagedoor.sql.StatementParser;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Two tables name the options of formats: that of the grammar says how each is written, that of this module what each type has. They are
 * the same options and words, but for the differences that these tests name, which are Databend's.
 */
class GrammarAgreementTest {
    /** The grammar has no word for them: they are written as texts. No reader knows LZO. */
    private static final Set<String> ONLY_AS_TEXTS = Set.of("COMPRESSION raw_deflate", "COMPRESSION lzo", "TYPE TABSEPARATED",
            "TYPE JSONEACHROW", "TYPE XML");

    /** Options that are stored and shown, and that no statement sets. */
    private static final Set<String> NEVER_WRITTEN = Set.of("GEOMETRY_FORMAT");

    /** Of every type: they choose it. And the other name of NULL_DISPLAY. */
    private static final Set<String> OF_NO_TYPE = Set.of("TYPE", "FORMAT_NAME", "NON_DISPLAY");

    @Test
    void every_option_of_a_type_can_be_written_but_for_those_that_are_only_shown() {
        Set<String> written = options();
        Set<String> unwritten = new TreeSet<>();
        for (FileFormatType type : FileFormatType.values()) {
            for (FormatOption option : FormatOptions.all(type)) {
                if (!written.contains(option.name())) {
                    unwritten.add(option.name());
                    assertThat(option.settable()).as(option.name()).isFalse();
                }
            }
        }
        assertThat(unwritten).isEqualTo(NEVER_WRITTEN);
        assertThatThrownBy(() -> StatementParser.parse("CREATE FILE FORMAT f TYPE = CSV GEOMETRY_FORMAT = 'EWKT'"))
                .isInstanceOf(SqlSyntaxException.class);
    }

    @Test
    void every_option_that_can_be_written_belongs_to_a_type() {
        Set<String> known = new HashSet<>(OF_NO_TYPE);
        EnumSet.allOf(FileFormatType.class).forEach(type -> FormatOptions.all(type).forEach(option -> known.add(option.name())));
        known.removeAll(NEVER_WRITTEN);
        assertThat(options()).isEqualTo(known);
    }

    @Test
    void every_word_of_the_grammar_is_known_to_the_options() {
        assertThat(expected("CREATE FILE FORMAT f TYPE = xyzzy"))
                .isNotEmpty()
                .allSatisfy(word -> assertThat(FileFormatType.named(word)).isPresent());
        assertThat(expected("CREATE FILE FORMAT f TYPE = CSV COMPRESSION = xyzzy"))
                .isNotEmpty()
                .allSatisfy(word -> assertThat(resolve("TYPE = CSV COMPRESSION = " + word).options()).containsKey("compression"));
    }

    @Test
    void every_word_of_the_options_is_one_of_the_grammar_but_for_those_that_are_written_as_texts() {
        Set<String> texts = new HashSet<>();
        for (FileFormatType type : FileFormatType.values()) {
            for (FormatOption option : FormatOptions.all(type)) {
                if (option.value() instanceof OptionValue.Choice(var storedByWord, var _)) {
                    storedByWord.forEach((word, stored) -> {
                        if (!isWord(option.name(), word)) {
                            texts.add(option.name() + " " + word);
                        }
                        String value = isWord(option.name(), word) ? word.toUpperCase(Locale.ROOT) : "'" + word + "'";
                        assertThat(resolve("TYPE = '" + type + "' " + option.name() + " = " + value).options())
                                .containsEntry(option.key(), stored);
                    });
                }
            }
        }
        for (String type : List.of("CSV", "TEXT", "TSV", "TABSEPARATED", "NDJSON", "JSONEACHROW", "PARQUET", "ORC", "AVRO", "ARROW",
                "ARROW_STREAM", "JSON", "XML")) {
            if (!isWord("TYPE", type)) {
                texts.add("TYPE " + type);
            }
            assertThat(resolve("TYPE = '" + type + "'").type()).isEqualTo(FileFormatType.named(type).orElseThrow());
        }
        assertThat(texts).isEqualTo(ONLY_AS_TEXTS);
    }

    /** Each keyword that the grammar takes as an option's name, with some value. */
    private static Set<String> options() {
        Set<String> names = new HashSet<>();
        for (String word : StatementParser.keywords()) {
            for (String value : List.of("'x'", "1", "TRUE", "('x')", "NONE", "NULL")) {
                if (isWord(word, value)) {
                    names.add(word);
                }
            }
        }
        return names;
    }

    /** Whether the grammar takes the value, as it stands, for the option. */
    private static boolean isWord(String option, String word) {
        try {
            StatementParser.parse("CREATE FILE FORMAT f TYPE = CSV " + option + " = " + word);
            return true;
        } catch (SqlSyntaxException e) {
            return false;
        }
    }

    private static FileFormat resolve(String options) {
        var create = (CreateFileFormat) StatementParser.parse("CREATE FILE FORMAT f " + options);
        return FileFormats.resolve(create.options(), _ -> Optional.empty());
    }

    /** The words that the grammar says could stand where {@code xyzzy} does. */
    private static Set<String> expected(String sql) {
        String message = catchThrowableOfType(SqlSyntaxException.class, () -> StatementParser.parse(sql)).getMessage();
        String[] about = message.split("expecting|while parsing");
        return Pattern.compile("`([A-Z0-9_]+)`").matcher(Arrays.asList(about).get(1)).results().map(MatchResult::group)
                .map(word -> word.substring(1, word.length() - 1))
                .collect(Collectors.toSet());
    }
}
