package dev.stagedoor.storage.parquet;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a query reads of Parquet files. It may say more than the query reads, never less.
 *
 * @param columns names of columns of the file, without what is nested in them, in lower case; empty when all are read
 * @param filters a row that does not pass all of them is not used
 * @param indexes whether the reader may look at the Bloom filters and page indexes of these columns
 * @param utc whether a time without a zone in a filter is one of UTC
 */
public record ParquetNeeds(Optional<Set<String>> columns, List<ColumnFilter> filters, boolean indexes, boolean utc) {
    /** Everything. */
    public static final ParquetNeeds ALL = new ParquetNeeds(Optional.empty(), List.of(), true, false);

    /** The footer alone. */
    public static final ParquetNeeds FOOTER = new ParquetNeeds(Optional.of(Set.of()), List.of(), false, false);

    public ParquetNeeds {
        columns = columns.map(Set::copyOf);
        filters = List.copyOf(filters);
    }
}
