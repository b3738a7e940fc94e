package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.format.AvroRowFile;
import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Files of Avro: {@code $1} is a record. Compression is inside of the file.
 *
 * @param logicalTypes whether values are what their logical types say
 */
record AvroFiles(boolean logicalTypes) implements JavaFiles {
    @Override
    public String format() {
        return "AVRO";
    }

    @Override
    public RowFile open(Path file, Set<FileColumn> asked) throws IOException {
        return AvroRowFile.open(file, new ColumnPosition(1).label(), logicalTypes);
    }

    @Override
    public boolean hasNames() {
        return false;
    }

    @Override
    public int lastPosition() {
        return 1;
    }

    @Override
    public String beyondLastPosition(int position) {
        return "column position " + position + " doesn't exist";
    }
}
