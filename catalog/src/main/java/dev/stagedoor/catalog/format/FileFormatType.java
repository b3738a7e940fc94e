package dev.stagedoor.catalog.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Databend's file format types. The constant's name is the type's name in SQL. */
public enum FileFormatType {
    CSV("Csv"),
    TEXT("Text", "TSV", "TABSEPARATED"),
    NDJSON("NdJson", "JSONEACHROW"),
    PARQUET("Parquet"),
    ORC("Orc"),
    AVRO("Avro"),
    /** Arrow IPC files. */
    ARROW("Arrow"),
    /** Arrow IPC streams. */
    ARROW_STREAM("ArrowStream"),
    /** One JSON array; unload only. */
    JSON("Json"),
    /** Unload only: it cannot be the format of a stage or of a named file format. */
    LANCE("Lance"),
    XML("Xml");

    private static final Map<String, FileFormatType> BY_NAME = Arrays.stream(values())
            .flatMap(type -> type.spellings().map(spelling -> Map.entry(spelling, type)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Map<String, FileFormatType> BY_JSON_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(FileFormatType::jsonName, Function.identity()));

    private final String jsonName;
    private final List<String> aliases;

    FileFormatType(String jsonName, String... aliases) {
        this.jsonName = jsonName;
        this.aliases = List.of(aliases);
    }

    /** The value of {@code type} in the JSON form, such as {@code Csv} or {@code ArrowStream}. */
    public String jsonName() {
        return jsonName;
    }

    /** The type of that name or alias ({@code TSV}, {@code TABSEPARATED}, {@code JSONEACHROW}), in upper or lower case. */
    public static Optional<FileFormatType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toUpperCase(Locale.ROOT)));
    }

    static Optional<FileFormatType> ofJsonName(String name) {
        return Optional.ofNullable(BY_JSON_NAME.get(name));
    }

    private Stream<String> spellings() {
        return Stream.concat(Stream.of(name()), aliases.stream());
    }
}
