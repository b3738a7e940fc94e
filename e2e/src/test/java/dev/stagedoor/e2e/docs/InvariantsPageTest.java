package dev.stagedoor.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** INVARIANTS.md names what enforces each rule; what it names must be there. */
final class InvariantsPageTest {
    private static final Path ROOT = Path.of("..");

    /** A test class, and after a dot a method or the start of one; {@code `.method`} belongs to the class named before it. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*(?:Test|Contract))?(?:\\.([a-z]\\w+))?`");

    @Test
    void every_test_it_names_exists() throws IOException {
        Map<String, String> tests = testSources();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String row : Files.readAllLines(ROOT.resolve("INVARIANTS.md"))) {
            String current = "";
            Matcher name = NAME.matcher(row);
            while (name.find()) {
                current = name.group(1) == null ? current : name.group(1);
                String method = name.group(2) == null ? "" : name.group(2);
                if (current.isEmpty()) {
                    continue;
                }
                named++;
                if (!tests.getOrDefault(current, "").contains(" " + (method.isEmpty() ? current : method))) {
                    missing.add(current + "." + method);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(30);
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        List<Path> rooms;
        try (var children = Files.list(ROOT)) {
            rooms = children.map(child -> child.resolve("src/test/java")).filter(Files::isDirectory).toList();
        }
        for (Path room : rooms) {
            try (var files = Files.walk(room)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    sources.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
