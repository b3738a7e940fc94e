package dev.stagedoor.e2e.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the contract suite found of one store, as its run left it in a file: a cell for each feature, and how the store differs.
 *
 * @param cells by the feature's title, in the table's order
 * @param differences sentences
 */
record StoreResults(String store, Map<String, String> cells, Set<String> differences) {
    /** What a cell may say, the weakest last; a feature is as good as the weakest of its tests. */
    private static final List<String> OUTCOMES = List.of("PASSED", "DEVIATES", "REFUSED", "SKIPPED", "FAILED");

    private static final List<String> CELLS = List.of("yes", "differs", "refused", "not run", "FAILED");

    /** Every result in a directory, by the store's name; none when the suite has not run. */
    static List<StoreResults> in(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<StoreResults> results = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".tsv")).sorted().toList()) {
                results.add(of(Files.readAllLines(file)));
            }
        }
        return results;
    }

    private static StoreResults of(List<String> lines) {
        Map<String, Integer> weakest = new LinkedHashMap<>();
        Set<String> differences = new LinkedHashSet<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split("\t", -1);
            weakest.merge(columns[0], OUTCOMES.indexOf(columns[1]), Math::max);
            if (!columns[3].isEmpty()) {
                differences.add(columns[1].equals("REFUSED") ? "refuses: " + columns[3] : columns[3]);
            }
        }
        Map<String, String> cells = new LinkedHashMap<>();
        weakest.forEach((feature, outcome) -> cells.put(feature, CELLS.get(outcome)));
        return new StoreResults(lines.getFirst(), cells, differences);
    }

    /** Whether nothing of it ran, because its server is not installed. */
    boolean skipped() {
        return cells.values().stream().allMatch("not run"::equals);
    }
}
