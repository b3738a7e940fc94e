package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.text.Compression;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Files of Parquet: columns by their names; {@code $1} is the whole row. Compression is inside of the file. */
record ParquetFiles() implements DuckDbFiles {
    @Override
    public String format() {
        return "parquet";
    }

    @Override
    public boolean needsJava(Compression compression, Added added) {
        return false;
    }

    @Override
    public String call(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException {
        return "read_parquet(" + reading.paths().of(files) + added.options() + ")";
    }

    @Override
    public String columns(Set<FileColumn> asked, String row) {
        List<String> added = Added.of(asked).columns().stream().map(SqlText::name).toList();
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
    public int lastPosition() {
        return 1;
    }

    @Override
    public String beyondLastPosition(int position) {
        return "Query from parquet file only support $1 as column position";
    }
}
