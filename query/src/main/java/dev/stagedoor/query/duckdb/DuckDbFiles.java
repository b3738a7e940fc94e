package dev.stagedoor.query.duckdb;

import dev.stagedoor.sql.QueryPart.FileColumn;
import java.util.List;
import java.util.Set;

/** Files that DuckDB reads: with which of its functions, and with which options. */
sealed interface DuckDbFiles extends FileReader permits FieldFiles, NdjsonFiles, ParquetFiles {
    /** The call that reads some files, all compressed in the same way. */
    String call(List<String> paths, Compression compression, String more);

    /** What a select list of this call is: the columns the files have, and of those that are asked for what does not depend on the file. */
    String columns(Set<FileColumn> asked, String row);

    @Override
    default boolean numbersRows() {
        return false;
    }
}
