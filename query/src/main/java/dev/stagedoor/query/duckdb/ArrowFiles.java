package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.format.ArrowRowFile;
import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Files of Arrow IPC: columns by their names. Compression is inside of the file.
 *
 * @param stream whether they are of the streaming format, else of the file format
 */
record ArrowFiles(boolean stream) implements JavaFiles {
    @Override
    public String format() {
        return stream ? "ARROW_STREAM" : "ARROW";
    }

    @Override
    public RowFile open(Path file, Set<FileColumn> asked) throws IOException {
        return stream ? ArrowRowFile.openStream(file) : ArrowRowFile.openFile(file);
    }

    @Override
    public boolean hasNames() {
        return true;
    }

    @Override
    public int lastPosition() {
        return 0;
    }

    @Override
    public String beyondLastPosition(int position) {
        return "Query from Arrow file does not support column positions. Query Arrow fields by name.";
    }
}
