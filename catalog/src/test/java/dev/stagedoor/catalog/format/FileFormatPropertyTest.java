package dev.stagedoor.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.sql.FormatClause.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FileFormatPropertyTest {
    private static final Map<String, Arbitrary<? extends Value>> DELIMITED = Map.ofEntries(
            Map.entry("COMPRESSION", words("AUTO", "NONE", "GZIP", "RAWDEFLATE", "ZIP")),
            Map.entry("RECORD_DELIMITER", texts("\n", "\r\n", "\u0001", "|")),
            Map.entry("FIELD_DELIMITER", texts(",", "\t", "||", "é", "\u0001", "ab", "\"", "\\")),
            Map.entry("ESCAPE", texts("", "\\")),
            Map.entry("SKIP_HEADER", Arbitraries.longs().greaterOrEqual(0).map(Value.Number::new)),
            Map.entry("OUTPUT_HEADER", flags()),
            Map.entry("NULL_DISPLAY", anyText()),
            Map.entry("NAN_DISPLAY", texts("nan", "NaN", "null", "NULL")),
            Map.entry("EMPTY_FIELD_AS", words("NULL", "STRING", "FIELD_DEFAULT")),
            Map.entry("ERROR_ON_COLUMN_COUNT_MISMATCH", flags()),
            Map.entry("TRIM_SPACE", flags()),
            Map.entry("BINARY_FORMAT", words("HEX", "BASE64")),
            Map.entry("ENCODING", texts("UTF-8", "GBK", "latin1")),
            Map.entry("ENCODING_ERROR_MODE", texts("strict", "replace")));

    private static final Map<FileFormatType, Map<String, Arbitrary<? extends Value>>> VALID = Map.of(
            FileFormatType.TEXT, DELIMITED,
            FileFormatType.CSV, and(DELIMITED, Map.of(
                    "QUOTE", texts("'", "\"", "`"),
                    "QUOTE_STYLE", words("QUOTE_NOT_NULL", "QUOTE_MINIMAL"),
                    "QUOTED_EMPTY_FIELD_AS", words("NULL", "STRING", "FIELD_DEFAULT"),
                    "ALLOW_QUOTED_NULLS", flags())),
            FileFormatType.NDJSON, Map.of(
                    "COMPRESSION", words("NONE", "XZ"),
                    "MISSING_FIELD_AS", words("ERROR", "NULL", "FIELD_DEFAULT"),
                    "NULL_FIELD_AS", words("NULL", "FIELD_DEFAULT"),
                    "NULL_IF", textLists()),
            FileFormatType.PARQUET, Map.of(
                    "COMPRESSION", words("ZSTD", "SNAPPY", "NONE"),
                    "MISSING_FIELD_AS", words("ERROR", "FIELD_DEFAULT"),
                    "NULL_IF", textLists(),
                    "USE_LOGIC_TYPE", flags()),
            FileFormatType.XML, Map.of("ROW_TAG", anyText().filter(text -> !text.text().isEmpty())));

    @Property(tries = 2_000)
    void every_valid_clause_survives_json(@ForAll("clauses") FormatClause clause) {
        FileFormat format = FileFormats.resolve(clause, _ -> Optional.empty());

        FileFormat read = FileFormat.fromJson(format.toJson());

        assertThat(read).isEqualTo(format);
        assertThat(read.toJson()).isEqualTo(format.toJson());
        assertThat(read.toOptionText()).isEqualTo(format.toOptionText()).matches("[^\\x00-\\x1f]*");
    }

    @Property(tries = 2_000)
    void any_clause_is_a_valid_format_or_a_refusal(@ForAll("anything") FormatClause clause) {
        try {
            FileFormat format = FileFormats.resolve(clause, _ -> Optional.empty());
            assertThat(FileFormat.fromJson(format.toJson())).isEqualTo(format);
        } catch (StagedoorException refusal) {
            assertThat(refusal.getMessage()).isNotBlank().hasSizeLessThan(4_000);
        }
    }

    @Property(tries = 2_000)
    void any_text_is_the_json_of_a_format_or_refused(@ForAll String text) {
        try {
            FileFormat.fromJson(text);
        } catch (StagedoorException refusal) {
            assertThat(refusal.getMessage()).startsWith("A stored file format cannot be read");
        }
    }

    @Provide
    Arbitrary<FormatClause> clauses() {
        return Arbitraries.of(VALID.keySet()).flatMap(type -> options(VALID.get(type)).map(options -> {
            options.put("TYPE", new Value.Word(type.name()));
            return new FormatClause(options);
        }));
    }

    @Provide
    Arbitrary<FormatClause> anything() {
        Arbitrary<String> names = Arbitraries.of(DELIMITED.keySet())
                .injectDuplicates(0.1)
                .flatMap(name ->
                        Arbitraries.of(name, "TYPE", "FORMAT_NAME", "NULL_IF", "NON_DISPLAY", "ROW_TAG", "QUOTE", "USE_LOGIC_TYPE"));
        Arbitrary<Value> values = Arbitraries.oneOf(
                Arbitraries.of("CSV", "TEXT", "XML", "PARQUET", "NONE", "NULL").map(Value.Word::new),
                Arbitraries.strings().map(Value.Text::new),
                Arbitraries.longs().map(Value.Number::new),
                flags(),
                textLists());
        return Arbitraries.maps(names, values).ofMaxSize(6).map(FormatClause::new);
    }

    /** Some of the options, each with a value it takes. */
    private static Arbitrary<Map<String, Value>> options(Map<String, Arbitrary<? extends Value>> valid) {
        Arbitrary<Map<String, Value>> chosen = Arbitraries.create(HashMap::new);
        for (var option : valid.entrySet()) {
            Arbitrary<Optional<Value>> value = option.getValue().map(each -> (Value) each).optional();
            chosen = Combinators.combine(chosen, value).as((options, each) -> {
                var more = new HashMap<>(options);
                each.ifPresent(given -> more.put(option.getKey(), given));
                return more;
            });
        }
        return chosen;
    }

    private static Map<String, Arbitrary<? extends Value>> and(
            Map<String, Arbitrary<? extends Value>> some, Map<String, Arbitrary<? extends Value>> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static Arbitrary<Value.Word> words(String... words) {
        return Arbitraries.of(words).map(Value.Word::new);
    }

    private static Arbitrary<Value.Text> texts(String... texts) {
        return Arbitraries.of(texts).map(Value.Text::new);
    }

    private static Arbitrary<Value.Flag> flags() {
        return Arbitraries.of(true, false).map(Value.Flag::new);
    }

    private static Arbitrary<Value.Text> anyText() {
        return wellFormed().map(Value.Text::new);
    }

    private static Arbitrary<Value.Texts> textLists() {
        return wellFormed().list().ofMaxSize(5).map(texts -> new Value.Texts(List.copyOf(texts)));
    }

    private static Arbitrary<String> wellFormed() {
        return Arbitraries.strings().ofMaxLength(40).filter(text -> TextRule.ANY.complaint(text).isEmpty());
    }
}
