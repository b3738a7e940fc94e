package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import java.util.List;
import java.util.Optional;

/** Where the files behind a name in a query come from. */
sealed interface FileSource {
    /** A location, which is listed when the query reads it. */
    record Location(StagedFiles files) implements FileSource {}

    /** Files that were listed before. */
    record Chosen(List<Selected> files) implements FileSource {}

    /**
     * The files of a table, as it was when the query was composed.
     *
     * @param chosen some of them; empty for all, which are looked up when the query reads the table
     * @param located whether the query sees which row of which file each row is
     */
    record OfTable(Table table, Optional<List<TableFile>> chosen, boolean located) implements FileSource {}
}
