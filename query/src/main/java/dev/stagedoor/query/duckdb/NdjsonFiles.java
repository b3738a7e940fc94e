package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.LineRowFile.NoJson;
import dev.stagedoor.query.text.LineRowFile;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Files of NDJSON: {@code $1} is the object of a line. */
record NdjsonFiles() implements TextualFiles {
    /** Longest object, in bytes; a line that is longer is an error. */
    static final int MAX_OBJECT_BYTES = 16 << 20;

    @Override
    public String format() {
        return "NDJSON";
    }

    @Override
    public boolean needsJava(Compression compression, Added added) {
        return added.needsJava() || !compression.isKnownToDuckDb();
    }

    @Override
    public String call(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException {
        if (needsJava(compression, added)) {
            return callOfJava(files, compression, added, reading);
        }
        Map<Boolean, List<StagedFile>> byJava = files.stream().collect(Collectors.partitioningBy(
                file -> FileRows.read(file, () -> NdjsonScan.of(file.path(), compression, reading.cancellation()).needsJava())));
        List<String> selects = new ArrayList<>();
        if (!byJava.get(false).isEmpty()) {
            selects.add("FROM read_json_objects(" + reading.paths().of(byJava.get(false))
                    + ", format = 'newline_delimited', maximum_object_size = " + MAX_OBJECT_BYTES + ", compression = "
                    + SqlText.literal(compression.duckDbName()) + added.andFile().options() + ")");
        }
        if (!byJava.get(true).isEmpty()) {
            selects.add("FROM " + callOfJava(byJava.get(true), compression, added, reading));
        }
        String columns = "SELECT json, " + StagedView.FILE + " ";
        return "(" + columns + String.join(" UNION ALL " + columns, selects) + ")";
    }

    @Override
    public String callOfJava(List<StagedFile> files, Compression compression, Added added, Reading reading) {
        LineRowFile.Lines lines = LineRowFile.Lines.ofJson(added.fault() ? NoJson.TOLD : NoJson.REFUSED);
        return "(SELECT CAST(" + LineRowFile.LINE.name() + " AS JSON) AS json, " + StagedView.FILE + ", " + FileRows.ROW_NUMBER + ", "
                + FAULT + " FROM " + TextFiles.linesOfJava(files, compression, lines, reading) + ")";
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
