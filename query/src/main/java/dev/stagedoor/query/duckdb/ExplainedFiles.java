package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ShownText;
import java.util.ArrayList;
import java.util.List;

/** What EXPLAIN says of the staged files that a query reads, below DuckDB's plan: which they are, and how large. */
final class ExplainedFiles {
    /** How many files of a location are named, the first ones. */
    static final int MAX_NAMED = 10;

    private ExplainedFiles() {}

    /** A line for the location, and one for each file that is named. */
    static List<String> lines(StagedSource source, List<StagedFile> files) {
        List<String> lines = new ArrayList<>();
        long bytes = files.stream().mapToLong(StagedFile::size).sum();
        lines.add("Files of " + ShownText.of(source.root()) + " (" + source.format().type() + "): " + counted(files.size(), "file") + ", "
                + counted(bytes, "byte"));
        for (StagedFile file : files.subList(0, Math.min(MAX_NAMED, files.size()))) {
            lines.add("  " + ShownText.of(file.name()) + " (" + counted(file.size(), "byte") + ")");
        }
        if (files.size() > MAX_NAMED) {
            lines.add("  and " + (files.size() - MAX_NAMED) + " more");
        }
        return lines;
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
