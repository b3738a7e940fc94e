package dev.stagedoor.e2e.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A fenced block of a page that can be run, or configures a proxy, and the {@code text} block after it, if there is one.
 *
 * @param line where the block begins in the page, from 1
 * @param language {@code sql}, {@code sh}, {@code java} or {@code js}, or a proxy
 * @param code what is run
 * @param expected what the page says it prints
 * @param expectedFrom index of the first line of {@code expected} in the page; where it would go when there is none
 */
public record Example(int line, String language, String code, Optional<String> expected, int expectedFrom) {
    private static final String FENCE = "```";
    private static final Set<String> LANGUAGES = Set.of("sql", "sh", "java", "js", "nginx", "haproxy", "apache");

    /** All examples of a page, in order. */
    public static List<Example> of(List<String> page) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            if (!isRunnable(page.get(i))) {
                continue;
            }
            int end = endOfBlock(page, i);
            Optional<Integer> output = outputAfter(page, end);
            examples.add(new Example(
                    i + 1,
                    page.get(i).substring(FENCE.length()),
                    block(page, i, end),
                    output.map(start -> block(page, start, endOfBlock(page, start))),
                    output.map(start -> start + 1).orElse(end + 1)));
            i = end;
        }
        return examples;
    }

    private static boolean isRunnable(String line) {
        return line.startsWith(FENCE) && LANGUAGES.contains(line.substring(FENCE.length()));
    }

    private static Optional<Integer> outputAfter(List<String> page, int end) {
        int next = end + 1;
        while (next < page.size() && page.get(next).isBlank()) {
            next++;
        }
        return next < page.size() && page.get(next).equals(FENCE + "text") ? Optional.of(next) : Optional.empty();
    }

    private static int endOfBlock(List<String> page, int start) {
        int end = start + 1;
        while (!page.get(end).equals(FENCE)) {
            end++;
        }
        return end;
    }

    private static String block(List<String> page, int start, int end) {
        return String.join("\n", page.subList(start + 1, end));
    }
}
