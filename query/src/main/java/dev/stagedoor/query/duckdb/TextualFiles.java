package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.text.Compression;
import java.util.List;

/** Files of text. Java can read them where DuckDB could too. Both give the same rows; Java tells more exactly what is wrong with a file. */
sealed interface TextualFiles extends DuckDbFiles permits FieldFiles, NdjsonFiles {
    /**
     * What stands in FROM for Java to read the files; it fails at the first line that is wrong, whichever columns are asked for.
     *
     * @param files all compressed in the same way
     */
    String callOfJava(List<StagedFile> files, Compression compression, Reading reading);
}
