package dev.stagedoor.e2e.formats;

import dev.stagedoor.e2e.support.PageSection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The table of docs/stores.md: a row for each format and compression, a column for each store.
 *
 * @param found for each store what came of each sample, in the order of the samples
 */
record FormatTable(List<Sample> samples, Map<String, List<String>> found) {
    private static final PageSection PAGE = new PageSection("stores.md", "<!-- table of formats -->");

    /** Writes the table, or fails when the page has another one. */
    void compareOrWrite() throws IOException {
        PAGE.compareOrWrite(lines());
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("format", "compression", List.copyOf(found.keySet())));
        lines.add(row("---", "---", found.keySet().stream().map(_ -> "---").toList()));
        for (int i = 0; i < samples.size(); i++) {
            int sample = i;
            lines.add(row(samples.get(i).type(), samples.get(i).compression(),
                    found.values().stream().map(cells -> cells.get(sample)).toList()));
        }
        return lines;
    }

    private static String row(String format, String compression, List<String> cells) {
        return "| " + format + " | " + compression + " | " + String.join(" | ", cells) + " |";
    }
}
