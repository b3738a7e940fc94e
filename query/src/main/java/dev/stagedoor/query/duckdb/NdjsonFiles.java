package dev.stagedoor.query.duckdb;

import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.util.List;
import java.util.Set;

/** Files of NDJSON: {@code $1} is the object of a line. */
record NdjsonFiles() implements DuckDbFiles {
    /** Longest object, in bytes; a line that is longer is an error. */
    static final int MAX_OBJECT_BYTES = 16 << 20;

    @Override
    public String format() {
        return "NDJSON";
    }

    @Override
    public String call(List<String> paths, Compression compression, String more) {
        return "read_json_objects(" + SqlText.list(paths) + ", format = 'newline_delimited', maximum_object_size = " + MAX_OBJECT_BYTES
                + ", compression = " + SqlText.literal(compression.duckDbName()) + more + ")";
    }

    @Override
    public String columns(Set<FileColumn> asked, String row) {
        return row + ".json AS " + SqlText.name(new ColumnPosition(1).label());
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
