package dev.stagedoor.table;

import dev.stagedoor.query.row.TableField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        long columnBytes, long values, long nulls, OptionalLong nans, Optional<String> min, Optional<String> max) {

    /**
     * Reads {@code column_statistics} of DuckDB's {@code RETURN_STATS}.
     *
     * @param fields of the table, which the file was written with
     * @param byPath what is known of a column, by the names on the way to it, each in quotes: {@code "a"."element"}
     * @return by field id; without what DuckDB does not count, such as intervals
     */
    public static Map<Integer, FieldStatistics> of(List<TableField> fields, Map<String, Map<String, String>> byPath) {
        Map<Integer, FieldStatistics> byId = new HashMap<>();
        collect("", fields, byPath, byId);
        return byId;
    }

    private static void collect(
            String above, List<TableField> fields, Map<String, Map<String, String>> byPath, Map<Integer, FieldStatistics> byId) {
        for (TableField field : fields) {
            String path = above + '"' + field.name().replace("\"", "\"\"") + '"';
            Map<String, String> known = byPath.get(path);
            if (known != null && known.containsKey("num_values") && known.containsKey("null_count")) {
                byId.put(field.id(), of(known));
            }
            collect(path + ".", field.children(), byPath, byId);
        }
    }

    private static FieldStatistics of(Map<String, String> known) {
        return new FieldStatistics(
                Long.parseLong(known.getOrDefault("column_size_bytes", "0")),
                Long.parseLong(known.get("num_values")),
                Long.parseLong(known.get("null_count")),
                known.containsKey("nan_count") ? OptionalLong.of(Long.parseLong(known.get("nan_count"))) : OptionalLong.empty(),
                Optional.ofNullable(known.get("min")),
                Optional.ofNullable(known.get("max")));
    }
}
