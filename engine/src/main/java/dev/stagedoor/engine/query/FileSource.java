package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.table.Table;
import java.util.List;

/** Where the files behind a name in a query come from. */
sealed interface FileSource {
    /** A location, which is listed when the query reads it. */
    record Location(StagedFiles files) implements FileSource {}

    /** Files that were listed before. */
    record Chosen(List<Selected> files) implements FileSource {}

    /** The files of a table, as it was when the query was composed. */
    record OfTable(Table table) implements FileSource {}
}
