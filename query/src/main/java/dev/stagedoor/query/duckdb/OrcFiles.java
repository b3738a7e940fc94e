package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.format.OrcRowFile;
import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Files of ORC: columns by their names; {@code $1} is the whole row. Compression is inside of the file. */
record OrcFiles() implements JavaFiles {
    @Override
    public String format() {
        return "ORC";
    }

    @Override
    public RowFile open(Path file, Set<FileColumn> asked) throws IOException {
        return OrcRowFile.open(file);
    }

    @Override
    public boolean hasNames() {
        return true;
    }

    @Override
    public int lastPosition() {
        return 1;
    }

    @Override
    public String beyondLastPosition(int position) {
        return "Query from ORC file only support $1 as column position";
    }
}
