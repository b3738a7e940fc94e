package dev.stagedoor.e2e.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The table of docs/stores.md: a row for each format and compression, a column for each store.
 *
 * @param found for each store what came of each sample, in the order of the samples
 */
record FormatTable(List<Sample> samples, Map<String, List<String>> found) {
    private static final Path PAGE = Path.of("..", "docs", "stores.md");
    private static final boolean WRITE = Boolean.getBoolean("stagedoor.docs.write");
    private static final String BEGIN = "<!-- table of formats -->";
    private static final String END = "<!-- end -->";

    /** Writes the table, or fails when the page has another one. */
    void compareOrWrite() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int from = page.indexOf(BEGIN) + 1;
        assertThat(from).as("%s in docs/stores.md", BEGIN).isPositive();
        int to = from + page.subList(from, page.size()).indexOf(END);
        if (!WRITE) {
            assertThat(page.subList(from, to)).filteredOn(line -> !line.isEmpty()).isEqualTo(lines());
            return;
        }
        List<String> written = new ArrayList<>(page.subList(0, from));
        written.add("");
        written.addAll(lines());
        written.add("");
        written.addAll(page.subList(to, page.size()));
        Files.write(PAGE, written);
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
