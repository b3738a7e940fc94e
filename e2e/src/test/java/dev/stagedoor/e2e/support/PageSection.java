package dev.stagedoor.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a page of the manual that says what a test found: the lines between a marker and the next {@value #END}.
 *
 * @param page in the directory docs
 * @param marker a line of its own
 */
public record PageSection(String page, String marker) {
    private static final Path MANUAL = Path.of("..", "docs");
    private static final String END = "<!-- end -->";

    /** Whether tests write what they found, with {@code -Dstagedoor.docs.write=true}, and do not compare it with the page. */
    public static boolean isWritten() {
        return Boolean.getBoolean("stagedoor.docs.write");
    }

    /** Writes the lines, or fails when the page has others. Empty ones do not count. */
    public void compareOrWrite(List<String> found) throws IOException {
        if (isWritten()) {
            write(found);
        } else {
            assertThat(lines()).isEqualTo(found.stream().filter(line -> !line.isEmpty()).toList());
        }
    }

    /** The lines that the page has now, without empty ones. */
    public List<String> lines() throws IOException {
        List<String> all = all();
        int begin = begin(all);
        return all.subList(begin, end(all, begin)).stream().filter(line -> !line.isEmpty()).toList();
    }

    /** Puts these lines in the place of those that the page has. */
    public void write(List<String> lines) throws IOException {
        List<String> all = all();
        int begin = begin(all);
        List<String> written = new ArrayList<>(all.subList(0, begin));
        written.add("");
        written.addAll(lines);
        written.add("");
        written.addAll(all.subList(end(all, begin), all.size()));
        Files.write(MANUAL.resolve(page), written);
    }

    private List<String> all() throws IOException {
        return Files.readAllLines(MANUAL.resolve(page));
    }

    private int begin(List<String> all) {
        int begin = all.indexOf(marker) + 1;
        assertThat(begin).as("%s in docs/%s", marker, page).isPositive();
        return begin;
    }

    private int end(List<String> all, int begin) {
        int lines = all.subList(begin, all.size()).indexOf(END);
        assertThat(lines).as("%s behind %s in docs/%s", END, marker, page).isNotNegative();
        return begin + lines;
    }
}
