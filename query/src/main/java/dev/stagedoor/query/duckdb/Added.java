package dev.stagedoor.query.duckdb;

import dev.stagedoor.sql.QueryPart.FileColumn;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a reader tells of each row beside the columns of the files.
 *
 * @param file whether it tells the path of the file, as {@link StagedView#FILE}
 * @param rowNumber whether it tells the number of the row in its file, from 0, as {@link StagedView#ROW_NUMBER}
 */
record Added(boolean file, boolean rowNumber) {
    static final Added NOTHING = new Added(false, false);

    static Added of(Set<FileColumn> asked) {
        return new Added(
                asked.stream().anyMatch(column -> column instanceof FileMetadata && column != FileMetadata.FILE_ROW_NUMBER),
                asked.contains(FileMetadata.FILE_ROW_NUMBER));
    }

    /** The names of the columns. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        if (file) {
            columns.add(StagedView.FILE);
        }
        if (rowNumber) {
            columns.add(StagedView.ROW_NUMBER);
        }
        return columns;
    }

    /** Options of DuckDB's readers, each behind a comma. */
    String options() {
        return (file ? ", filename = " + SqlText.literal(StagedView.FILE) : "") + (rowNumber ? ", file_row_number = true" : "");
    }

    /** The same, and the path in any case. */
    Added andFile() {
        return new Added(true, rowNumber);
    }
}
