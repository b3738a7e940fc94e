package dev.stagedoor.sql;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What CREATE TABLE says of a table beside its columns.
 *
 * @param options {@code key = value} pairs, by key in lower case; of a key given twice the last. A value is as written, without quotes
 */
public record TableLayout(
        List<TransformedColumn> partitionBy,
        List<TransformedColumn> clusterBy,
        Optional<String> comment,
        SortedMap<String, String> options) {
    /** Nothing is said. */
    public static final TableLayout NONE = new TableLayout(List.of(), List.of(), Optional.empty(), Collections.emptySortedMap());

    public TableLayout {
        partitionBy = List.copyOf(partitionBy);
        clusterBy = List.copyOf(clusterBy);
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }
}
