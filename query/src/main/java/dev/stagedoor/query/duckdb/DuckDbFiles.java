package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.text.Compression;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Files of the formats that DuckDB has readers of: with which of its functions they are read, and with which options. Where those readers
 * do not keep to the options of a format, Java reads the files and gives the same columns.
 */
sealed interface DuckDbFiles extends FileReader permits TextualFiles, ParquetFiles {
    /** Whether Java reads files that are compressed in this way, so that DuckDB does not see them. */
    boolean needsJava(Compression compression, Added added);

    /**
     * What stands in FROM to read some files, all compressed in the same way.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1046 for a file in which something is wrong that DuckDB would pass over
     */
    String call(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException;

    /** What a select list of this call is: the columns the files have, and of those that are asked for what does not depend on the file. */
    String columns(Set<FileColumn> asked, String row);
}
