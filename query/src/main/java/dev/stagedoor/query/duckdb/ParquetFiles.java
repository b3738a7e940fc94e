package dev.stagedoor.query.duckdb;

import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.util.List;
import java.util.Set;

/** Files of Parquet: columns by their names; {@code $1} is the whole row. Compression is inside of the file. */
record ParquetFiles() implements DuckDbFiles {
    /** What the engine adds for columns that are asked for; not the user's. */
    private static final List<String> ADDED = List.of(StagedView.FILE, StagedView.ROW_NUMBER);

    @Override
    public String format() {
        return "parquet";
    }

    @Override
    public String call(List<String> paths, Compression compression, String more) {
        return "read_parquet(" + SqlText.list(paths) + more + ")";
    }

    @Override
    public String columns(Set<FileColumn> asked, String row) {
        List<String> added = ADDED.stream().filter(column -> StagedView.adds(asked, column)).map(SqlText::name).toList();
        String columns = row + ".*" + (added.isEmpty() ? "" : " EXCLUDE (" + String.join(", ", added) + ")");
        if (!asked.contains(new ColumnPosition(1))) {
            return columns;
        }
        String json = "to_json(" + row + ")";
        if (!added.isEmpty()) {
            // A null in a merge patch takes the member away (RFC 7396).
            String patch = String.join(", ", added.stream().map(name -> name + ": null").toList());
            json = "json_merge_patch(" + json + ", '{" + patch + "}')";
        }
        return columns + ", " + json + " AS " + SqlText.name(new ColumnPosition(1).label());
    }

    @Override
    public boolean hasNames() {
        return true;
    }

    @Override
    public boolean numbersRows() {
        return true;
    }

    @Override
    public int lastPosition() {
        return 1;
    }

    @Override
    public String beyondLastPosition(int position) {
        return "Query from parquet file only support $1 as column position";
    }
}
