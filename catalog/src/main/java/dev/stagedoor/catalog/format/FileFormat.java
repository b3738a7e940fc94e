package dev.stagedoor.catalog.format;

import dev.stagedoor.errors.StagedoorException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file format with every option filled in and valid; one that is not cannot be made.
 *
 * @param options every option of the type by its lower-case name as Databend's JSON shows it ({@code field_delimiter}, {@code headers} …);
 *     values are {@link String}, {@link Boolean}, {@link Long} or a {@link java.util.List} of strings
 */
public record FileFormat(FileFormatType type, SortedMap<String, Object> options) {
    /** What a stage has when its definition names no format: Parquet with nothing changed. */
    public static final FileFormat DEFAULT = FormatOptions.builtIn(FileFormatType.PARQUET);

    private static final String DEFAULT_JSON = DEFAULT.toJson();

    /** @throws IllegalArgumentException when an option is missing, is not of this type, or holds what its rule refuses */
    public FileFormat {
        options = Collections.unmodifiableSortedMap(copyOf(options));
        FormatOptions.requireComplete(type, options);
    }

    /**
     * One JSON object with sorted keys and no spaces, the type among them, as {@code system.stages.file_format_options} shows it. Two equal
     * formats have equal JSON.
     */
    public String toJson() {
        return FormatJson.write(this);
    }

    /** The options as {@code SHOW FILE FORMATS} prints them, with Databend's irregular spacing. Some types show only a part of theirs. */
    public String toOptionText() {
        return OptionText.of(this);
    }

    /**
     * The format that {@link #toJson} wrote. Options added to the type since then get their default.
     *
     * @throws StagedoorException {@code INVALID_CONFIG} when it is not such JSON, or holds a type, option or value this version does not
     *     know
     */
    public static FileFormat fromJson(String json) {
        return json.equals(DEFAULT_JSON) ? DEFAULT : FormatJson.read(json);
    }

    private static SortedMap<String, Object> copyOf(SortedMap<String, Object> options) {
        var copy = new TreeMap<String, Object>(options);
        copy.replaceAll((key, value) -> value instanceof List<?> list ? List.copyOf(list) : value);
        return copy;
    }
}
