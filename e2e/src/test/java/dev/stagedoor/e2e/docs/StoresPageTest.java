package dev.stagedoor.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.stagedoor.e2e.support.MarkdownItem;
import dev.stagedoor.e2e.support.PageSection;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The compatibility table of docs/stores.md says what the contract suite found in this build. {@code -Pfull
 * -Dstagedoor.docs.write=true} writes it.
 * A store whose server is not installed here keeps the column it has.
 */
@Full
class StoresPageTest {
    private static final PageSection TABLE = new PageSection("stores.md", "<!-- compatibility table -->");
    private static final PageSection NOTES = new PageSection("stores.md", "<!-- differences -->");
    private static final List<Path> RESULTS =
            List.of(Path.of("..", "storage", "target", "store-contract"), Path.of("..", "server", "target", "store-contract"));

    @Test
    void compatibility_table_says_what_the_contract_suite_found() throws IOException {
        List<StoreResults> results = new ArrayList<>();
        for (Path directory : RESULTS) {
            results.addAll(StoreResults.in(directory));
        }
        assumeFalse(results.isEmpty(), "no contract suite has run in this tree");
        assertThat(results).allSatisfy(result -> assertThat(result.cells()).as(result.store()).doesNotContainValue("FAILED"));
        List<StoreResults> ran = results.stream().filter(result -> !result.skipped()).toList();
        if (PageSection.isWritten()) {
            TABLE.write(table(ran));
            NOTES.write(notes(ran));
            return;
        }
        for (StoreResults result : ran) {
            assertThat(column(TABLE.lines(), result.store())).as(result.store()).isEqualTo(column(table(ran), result.store()));
            assertThat(NOTES.lines()).containsAll(notes(List.of(result)));
        }
    }

    private static List<String> table(List<StoreResults> results) {
        Set<String> features = new LinkedHashSet<>();
        results.forEach(result -> features.addAll(result.cells().keySet()));
        List<String> table = new ArrayList<>();
        table.add(row("", results.stream().map(StoreResults::store).toList()));
        table.add(row("---", results.stream().map(result -> "---").toList()));
        for (String feature : features) {
            table.add(row(feature, results.stream().map(result -> result.cells().getOrDefault(feature, "not run")).toList()));
        }
        return table;
    }

    private static String row(String first, List<String> cells) {
        return "| " + first + " | " + String.join(" | ", cells) + " |";
    }

    private static List<String> notes(List<StoreResults> results) {
        return results.stream()
                .filter(result -> !result.differences().isEmpty())
                .map(result -> "**" + result.store() + "**: " + String.join("; ", result.differences()) + ".")
                .flatMap(note -> MarkdownItem.lines(note).stream())
                .toList();
    }

    private static Set<String> column(List<String> table, String store) {
        int column = List.of(table.getFirst().split(" *\\| *")).indexOf(store);
        assertThat(column).as("column of %s", store).isPositive();
        return table.stream().skip(2).map(line -> line.split(" *\\| *")).map(cells -> cells[1] + ": " + cells[column])
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
