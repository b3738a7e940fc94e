package dev.stagedoor.query.duckdb;

import dev.stagedoor.sql.QueryPart.FileColumn;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import dev.stagedoor.sql.QueryPart.RecordColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a reader tells of each row beside the columns of the files.
 *
 * @param file whether it tells the path of the file, as {@link StagedView#FILE}
 * @param rowNumber whether it tells the number of the row in its file, from 0, as {@link StagedView#ROW_NUMBER}
 * @param fault whether it tells what is wrong with a record of text, and does not fail then
 * @param emptyFields whether it tells which fields of a record of CSV are empty and not in quotes
 */
record Added(boolean file, boolean rowNumber, boolean fault, boolean emptyFields) {
    static final Added NOTHING = new Added(false, false, false, false);

    /** Of rows that are no records of text. */
    Added(boolean file, boolean rowNumber) {
        this(file, rowNumber, false, false);
    }

    static Added of(Set<FileColumn> asked) {
        return new Added(
                asked.stream().anyMatch(column -> column instanceof FileMetadata && column != FileMetadata.FILE_ROW_NUMBER),
                asked.contains(FileMetadata.FILE_ROW_NUMBER),
                asked.contains(RecordColumn.FAULT),
                asked.contains(RecordColumn.EMPTY_FIELDS));
    }

    /** Whether Java alone tells it of files of text. */
    boolean needsJava() {
        return rowNumber || fault || emptyFields;
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
        return new Added(true, rowNumber, fault, emptyFields);
    }
}
