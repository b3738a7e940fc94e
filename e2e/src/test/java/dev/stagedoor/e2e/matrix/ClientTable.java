package dev.stagedoor.e2e.matrix;

import dev.stagedoor.e2e.support.MarkdownItem;
import dev.stagedoor.e2e.support.PageSection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of docs/clients.md: a row for each operation of each client, a column for each entrance. */
record ClientTable(Map<MatrixClient, Map<Entrance, Map<String, String>>> found) {
    private static final PageSection PAGE = new PageSection("clients.md", "<!-- client table -->");

    /** Writes the table, or fails when the page has another one. */
    void compareOrWrite() throws IOException {
        PAGE.compareOrWrite(lines());
    }

    private List<String> lines() {
        List<String> reasons = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        lines.add(row("client", "operation", Arrays.stream(Entrance.values()).map(Entrance::title).toList()));
        lines.add(row("---", "---", Arrays.stream(Entrance.values()).map(entrance -> "---").toList()));
        found.forEach((client, entrances) -> {
            for (String operation : client.operations()) {
                lines.add(row(client.title(), operation, Arrays.stream(Entrance.values())
                        .map(entrance -> cell(client, entrance, operation, reasons))
                        .toList()));
            }
        });
        lines.add("");
        for (int i = 0; i < reasons.size(); i++) {
            lines.addAll(MarkdownItem.lines("–<sup>" + (i + 1) + "</sup>: " + reasons.get(i)));
        }
        return lines;
    }

    private String cell(MatrixClient client, Entrance entrance, String operation, List<String> reasons) {
        Optional<String> whyNot = client.whyNot(entrance);
        if (whyNot.isEmpty()) {
            return found.get(client).get(entrance).get(operation);
        }
        if (!reasons.contains(whyNot.get())) {
            reasons.add(whyNot.get());
        }
        return "–<sup>" + (reasons.indexOf(whyNot.get()) + 1) + "</sup>";
    }

    private static String row(String client, String operation, List<String> cells) {
        return "| " + client + " | " + operation + " | " + String.join(" | ", cells) + " |";
    }
}
