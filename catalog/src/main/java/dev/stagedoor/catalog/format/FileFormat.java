package dev.stagedoor.catalog.format;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file format with every option filled in and valid.
 *
 * @param options every option of the type by its lower-case name as Databend's JSON shows it ({@code field_delimiter}, {@code headers} …);
 *     values are {@link String}, {@link Boolean}, {@link Long} or a {@link java.util.List} of strings
 */
public record FileFormat(FileFormatType type, SortedMap<String, Object> options) {
    public FileFormat {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }
}
