package dev.stagedoor.table;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of one field of a data file. Text is as DuckDB's {@code RETURN_STATS} gives it: BOOLEAN as 0 and 1, BLOB in hexadecimal,
 * dates, timestamps and decimals as they are cast to VARCHAR. Bounds need not be exact: nothing in the file is below {@code min} or above
 * {@code max}. What cannot be read as a value of the field's type is no bound.
 *
 * @param columnBytes in the file, compressed; 0 when it is not known, as of an Array, a Map or a Tuple itself
 * @param values NULLs included
 * @param nans empty when it is not known
 */
public record FieldStatistics(
        long columnBytes, long values, long nulls, OptionalLong nans, Optional<String> min, Optional<String> max) {}
