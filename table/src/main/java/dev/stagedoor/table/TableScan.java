package dev.stagedoor.table;

import java.util.List;
import java.util.Set;

/**
 * The files of a table that a query reads.
 *
 * @param files in which rows may pass its conditions
 * @param ruledOut how many more files the table has
 * @param by names of the columns whose bounds have ruled some of these out, in lower case
 */
public record TableScan(List<TableFile> files, int ruledOut, Set<String> by) {
    public TableScan {
        files = List.copyOf(files);
        by = Set.copyOf(by);
    }
}
