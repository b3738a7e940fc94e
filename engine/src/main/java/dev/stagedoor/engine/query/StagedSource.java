package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.sql.QueryPart.FileColumn;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import java.util.Set;

/**
 * A location in a FROM clause, under the name that the query reads it by.
 *
 * @param table name of the view that stands for it
 * @param part what was written
 * @param format of the files
 * @param asked columns the query names that the files do not tell of themselves
 */
record StagedSource(String table, StagedFiles part, FileFormat format, Set<FileColumn> asked) {
    StagedSource {
        asked = Set.copyOf(asked);
    }
}
