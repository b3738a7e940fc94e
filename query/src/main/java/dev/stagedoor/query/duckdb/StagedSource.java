package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A location in a FROM clause, under the name that the query reads it by.
 *
 * @param table name of the view that stands for it
 * @param root what stands before the name of a file to make {@code metadata$file_path}: {@code @s/}
 * @param format of the files
 * @param asked columns the query names that the files do not tell of themselves
 * @param fields how many fields a record must have where the format counts them; empty for as many as the first record has
 */
public record StagedSource(String table, String root, FileFormat format, Set<FileColumn> asked, OptionalInt fields) {
    public StagedSource {
        asked = Set.copyOf(asked);
    }
}
