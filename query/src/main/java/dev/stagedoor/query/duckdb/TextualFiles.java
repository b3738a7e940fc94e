package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.text.Compression;
import java.util.List;

/** Files of text. Java can read them where DuckDB could too. Both give the same rows; Java tells more exactly what is wrong with a file. */
sealed interface TextualFiles extends DuckDbFiles permits FieldFiles, NdjsonFiles {
    /** The column of what is wrong with a record. */
    String FAULT = "stagedoor_fault";

    /**
     * What stands in FROM for Java to read the files. Unless {@code added} has what is wrong, under the name {@value #FAULT}, it fails at
     * the first line that is wrong, whichever columns are asked for.
     *
     * @param files all compressed in the same way
     */
    String callOfJava(List<StagedFile> files, Compression compression, Added added, Reading reading);
}
