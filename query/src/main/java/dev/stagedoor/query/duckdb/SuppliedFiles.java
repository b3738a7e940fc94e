package dev.stagedoor.query.duckdb;

import java.util.List;
import java.util.Set;

/**
 * The files of a location or a table that a query reads.
 *
 * @param ruledOut how many more there are, in which no row can pass the query's conditions
 * @param by names of the columns whose conditions have ruled these out, in lower case
 */
public record SuppliedFiles(List<StagedFile> files, int ruledOut, Set<String> by) {
    public SuppliedFiles {
        files = List.copyOf(files);
        by = Set.copyOf(by);
    }

    /** All there are. */
    public static SuppliedFiles all(List<StagedFile> files) {
        return new SuppliedFiles(files, 0, Set.of());
    }
}
