package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.LineRowFile;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.sql.SQLException;
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
    public boolean needsJava(Compression compression, Added added) {
        return added.rowNumber() || !compression.isKnownToDuckDb();
    }

    @Override
    public String call(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException {
        if (!needsJava(compression, added)) {
            return "read_json_objects(" + reading.paths().of(files) + ", format = 'newline_delimited', maximum_object_size = "
                    + MAX_OBJECT_BYTES + ", compression = " + SqlText.literal(compression.duckDbName()) + added.options() + ")";
        }
        String line = LineRowFile.LINE.name();
        String fault = TextFault.error(true, SqlText.literal("it is not JSON"));
        return "(SELECT CASE WHEN json_valid(" + line + ") THEN CAST(" + line + " AS JSON) ELSE CAST(" + fault + " AS JSON) END AS json, "
                + StagedView.FILE + ", " + FileRows.ROW_NUMBER + " FROM "
                + TextFiles.linesOfJava(files, compression, LineRowFile.Lines.JSON, reading) + ")";
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
