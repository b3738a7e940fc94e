package dev.stagedoor.catalog.format;

import dev.stagedoor.catalog.format.OptionValue.Choice;
import dev.stagedoor.catalog.format.OptionValue.Count;
import dev.stagedoor.catalog.format.OptionValue.Fixed;
import dev.stagedoor.catalog.format.OptionValue.FreeText;
import dev.stagedoor.catalog.format.OptionValue.Switch;
import dev.stagedoor.catalog.format.OptionValue.TextList;
import dev.stagedoor.sql.FormatClause.Value;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of each type, as a table, and what follows from it. Names, defaults and words are Databend's. How an option is written is
 * for the grammar to say. GrammarAgreementTest holds the two tables together.
 */
final class FormatOptions {
    private static final OptionValue TEXT = new FreeText(TextRule.ANY);
    private static final OptionValue BOOLEAN = new Switch();
    private static final OptionValue COUNT = new Count();

    private static final OptionValue COMPRESSION = new Choice(
            Map.ofEntries(
                    Map.entry("auto", "Auto"),
                    Map.entry("none", "None"),
                    Map.entry("gzip", "Gzip"),
                    Map.entry("bz2", "Bz2"),
                    Map.entry("brotli", "Brotli"),
                    Map.entry("zstd", "Zstd"),
                    Map.entry("deflate", "Deflate"),
                    Map.entry("rawdeflate", "RawDeflate"),
                    Map.entry("raw_deflate", "RawDeflate"),
                    Map.entry("xz", "Xz"),
                    Map.entry("snappy", "Snappy"),
                    Map.entry("zip", "Zip"),
                    Map.entry("lzo", "Lzo")),
            FormatErrors::unknownCompression);

    private static final OptionValue EMPTY_AS =
            choice(Map.of("null", "Null", "string", "String", "field_default", "FieldDefault"), "NULL | STRING | FIELD_DEFAULT");
    private static final OptionValue ERROR_OR_DEFAULT =
            choice(Map.of("error", "Error", "field_default", "FieldDefault"), "ERROR | FIELD_DEFAULT");
    private static final OptionValue ERROR_NULL_OR_DEFAULT =
            choice(Map.of("error", "Error", "null", "Null", "field_default", "FieldDefault"), "ERROR | NULL | FIELD_DEFAULT");
    private static final OptionValue NULL_OR_DEFAULT =
            choice(Map.of("null", "Null", "field_default", "FieldDefault"), "NULL | FIELD_DEFAULT");
    private static final OptionValue BINARY = choice(Map.of("hex", "Hex", "base64", "Base64"), "HEX | BASE64");
    private static final OptionValue QUOTE_STYLE = choice(
            Map.of("quote_not_null", "quote_not_null", "quote_minimal", "quote_minimal"), "QUOTE_NOT_NULL | QUOTE_MINIMAL");

    private static final FormatOption UNCOMPRESSED = FormatOption.of("COMPRESSION", "None", COMPRESSION);
    private static final FormatOption MISSING_IS_ERROR = FormatOption.of("MISSING_FIELD_AS", "Error", ERROR_OR_DEFAULT);
    private static final FormatOption NULL_IF = FormatOption.of("NULL_IF", List.of(), new TextList());
    private static final FormatOption USE_LOGIC_TYPE = FormatOption.of("USE_LOGIC_TYPE", true, BOOLEAN);

    /** What CSV and TEXT have in common. */
    private static final List<FormatOption> DELIMITED = List.of(
            UNCOMPRESSED,
            FormatOption.of("RECORD_DELIMITER", "\n", new FreeText(TextRule.RECORD_DELIMITER)),
            new FormatOption("SKIP_HEADER", "headers", 0L, COUNT),
            FormatOption.of("OUTPUT_HEADER", false, BOOLEAN),
            FormatOption.of("NULL_DISPLAY", "\\N", TEXT),
            FormatOption.of("NAN_DISPLAY", "NaN", new FreeText(TextRule.NAN_DISPLAY)),
            FormatOption.of("ERROR_ON_COLUMN_COUNT_MISMATCH", true, BOOLEAN),
            FormatOption.of("TRIM_SPACE", false, BOOLEAN),
            FormatOption.of("BINARY_FORMAT", "Hex", BINARY),
            FormatOption.of("ENCODING", "UTF-8", new FreeText(TextRule.ENCODING)),
            FormatOption.of("ENCODING_ERROR_MODE", "strict", new FreeText(TextRule.ENCODING_ERROR_MODE)));

    private static final List<FormatOption> ONLY_CSV = List.of(
            FormatOption.of("FIELD_DELIMITER", ",", new FreeText(TextRule.FIELD_DELIMITER)),
            FormatOption.of("QUOTE", "\"", new FreeText(TextRule.QUOTE)),
            FormatOption.of("ESCAPE", "", new FreeText(TextRule.ESCAPE)),
            FormatOption.of("QUOTE_STYLE", "quote_not_null", QUOTE_STYLE),
            FormatOption.of("EMPTY_FIELD_AS", "Null", EMPTY_AS),
            FormatOption.of("QUOTED_EMPTY_FIELD_AS", "String", EMPTY_AS),
            FormatOption.of("ALLOW_QUOTED_NULLS", false, BOOLEAN),
            FormatOption.of("GEOMETRY_FORMAT", "EWKT", new Fixed("EWKT")));

    private static final List<FormatOption> ONLY_TEXT = List.of(
            FormatOption.of("FIELD_DELIMITER", "\t", new FreeText(TextRule.FIELD_DELIMITER_OR_LINE)),
            FormatOption.of("ESCAPE", "\\", new FreeText(TextRule.ESCAPE)),
            FormatOption.of("EMPTY_FIELD_AS", "FieldDefault", EMPTY_AS));

    private static final Map<FileFormatType, Map<String, FormatOption>> BY_KEY = table();

    /** Other names of options, as the grammar still has them. */
    private static final Map<String, String> ALIASES = Map.of("NON_DISPLAY", "NULL_DISPLAY");

    private FormatOptions() {}

    private static List<FormatOption> list(FileFormatType type) {
        return switch (type) {
            case CSV -> Stream.concat(DELIMITED.stream(), ONLY_CSV.stream()).toList();
            case TEXT -> Stream.concat(DELIMITED.stream(), ONLY_TEXT.stream()).toList();
            case NDJSON ->
                List.of(
                        UNCOMPRESSED,
                        FormatOption.of("MISSING_FIELD_AS", "Error", ERROR_NULL_OR_DEFAULT),
                        FormatOption.of("NULL_FIELD_AS", "Null", NULL_OR_DEFAULT),
                        NULL_IF);
            case PARQUET ->
                List.of(FormatOption.of("COMPRESSION", "Zstd", COMPRESSION), MISSING_IS_ERROR, NULL_IF, USE_LOGIC_TYPE);
            case AVRO -> List.of(UNCOMPRESSED, MISSING_IS_ERROR, NULL_IF, USE_LOGIC_TYPE);
            case ORC, ARROW, ARROW_STREAM -> List.of(MISSING_IS_ERROR);
            case JSON -> List.of(UNCOMPRESSED);
            case XML -> List.of(UNCOMPRESSED, FormatOption.of("ROW_TAG", "row", new FreeText(TextRule.ROW_TAG)));
            case LANCE -> List.of();
        };
    }

    /** The format of a clause with this type and these options, by upper-case name. */
    static FileFormat of(FileFormatType type, Map<String, Value> written) {
        Map<String, Value> left = new LinkedHashMap<>();
        written.forEach((name, value) -> left.put(ALIASES.getOrDefault(name, name), value));
        SortedMap<String, Object> options = initial(type);
        for (FormatOption option : all(type)) {
            if (option.settable() && left.containsKey(option.name())) {
                options.put(option.key(), option.value().read(type, option.name(), left.remove(option.name())));
            }
        }
        if (!left.isEmpty()) {
            throw FormatErrors.unsupported(type, left);
        }
        return new FileFormat(type, options);
    }

    static FileFormat builtIn(FileFormatType type) {
        SortedMap<String, Object> options = initial(type);
        if (type == FileFormatType.NDJSON) {
            options.put("null_field_as", "FieldDefault");
        }
        return new FileFormat(type, options);
    }

    /** As {@link #builtIn}, but each file says itself whether and how it is compressed. */
    static FileFormat builtInForReading(FileFormatType type) {
        SortedMap<String, Object> options = new TreeMap<>(builtIn(type).options());
        options.replace("compression", "None", "Auto");
        return new FileFormat(type, options);
    }

    /** Every option of the type with its default, by JSON key. */
    static SortedMap<String, Object> initial(FileFormatType type) {
        var options = new TreeMap<String, Object>();
        all(type).forEach(option -> options.put(option.key(), option.initial()));
        return options;
    }

    static Optional<FormatOption> withKey(FileFormatType type, String key) {
        return Optional.ofNullable(options(type).get(key));
    }

    static Iterable<FormatOption> all(FileFormatType type) {
        return options(type).values();
    }

    static void requireComplete(FileFormatType type, Map<String, Object> options) {
        if (!options.keySet().equals(options(type).keySet())) {
            throw new IllegalArgumentException(type + " has the options " + options(type).keySet() + ", not " + options.keySet());
        }
        for (FormatOption option : all(type)) {
            if (!option.value().admits(options.get(option.key()))) {
                throw new IllegalArgumentException(type + " does not take this value for " + option.key());
            }
        }
    }

    private static Map<String, FormatOption> options(FileFormatType type) {
        Map<String, FormatOption> options = BY_KEY.get(type);
        if (options == null) {
            throw new IllegalStateException("no table for " + type);
        }
        return options;
    }

    private static Map<FileFormatType, Map<String, FormatOption>> table() {
        var table = new EnumMap<FileFormatType, Map<String, FormatOption>>(FileFormatType.class);
        for (FileFormatType type : FileFormatType.values()) {
            table.put(type, list(type).stream().collect(Collectors.toMap(FormatOption::key, Function.identity(), (a, b) -> {
                throw new IllegalStateException(a.name() + " twice in " + type);
            }, TreeMap::new)));
        }
        return table;
    }

    private static Choice choice(Map<String, String> storedByWord, String words) {
        return new Choice(storedByWord, (option, written) -> FormatErrors.notAmong(option, written, words));
    }
}
