package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Files that Java reads, and DuckDB gets as rows of a table function. */
sealed interface JavaFiles extends FileReader permits AvroFiles, OrcFiles, ArrowFiles {
    /**
     * Opens a local file.
     *
     * @param asked columns the query names that the files do not tell of themselves
     * @throws dev.stagedoor.query.format.UnreadableFileException when it is not of the format
     */
    RowFile open(Path file, Set<FileColumn> asked) throws IOException;
}
