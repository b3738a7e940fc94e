package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ShownText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What EXPLAIN says of the staged files that a query reads, below DuckDB's plan: which, how large, and what is fetched of them. */
final class ExplainedFiles {
    /** How many files of a location are named, the first ones. */
    static final int MAX_NAMED = 10;

    private ExplainedFiles() {}

    /** A line for the location, and one for each file that is named. */
    static List<String> lines(StagedSource source, List<StagedFile> files) {
        return lines("Files of " + ShownText.of(source.root()) + " (" + source.format().type() + ")", files);
    }

    /** The same for a table, and behind the first line how many more files it has and which conditions rule these out. */
    static List<String> lines(TableSource source, SuppliedFiles supplied) {
        List<String> lines = lines("Files of table " + ShownText.of(source.table()), supplied.files());
        if (supplied.ruledOut() > 0) {
            int all = supplied.files().size() + supplied.ruledOut();
            lines.add(1, "  " + supplied.ruledOut() + " of " + all + " not read: no row in them passes the conditions on "
                    + supplied.by().stream().sorted().map(ShownText::of).collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private static List<String> lines(String what, List<StagedFile> files) {
        List<String> lines = new ArrayList<>();
        long bytes = files.stream().mapToLong(StagedFile::size).sum();
        long missing = files.stream().mapToLong(file -> file.use().missing()).sum();
        lines.add(what + ": " + counted(files.size(), "file") + ", " + counted(bytes, "byte") + toFetch(missing));
        for (StagedFile file : files.subList(0, Math.min(MAX_NAMED, files.size()))) {
            lines.add("  " + ShownText.of(file.name()) + " (" + counted(file.size(), "byte") + toFetch(file.use().missing())
                    + skipped(file.use()) + ")");
        }
        if (files.size() > MAX_NAMED) {
            lines.add("  and " + (files.size() - MAX_NAMED) + " more");
        }
        return lines;
    }

    private static String toFetch(long missing) {
        return missing == 0 ? "" : ", " + missing + " to fetch";
    }

    private static String skipped(StagedFile.FileUse use) {
        return use.skippedRowGroups() == 0 ? "" : ", " + use.skippedRowGroups() + " of " + use.rowGroups() + " row groups skipped";
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
