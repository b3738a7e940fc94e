package dev.stagedoor.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every example of docs/sql.md, from the first to the last, against one server: {@code sql} blocks through {@code stagedoor sql},
 * {@code sh} blocks through bash. What they print must be what the page says, times and signatures aside.
 *
 * <p>{@code -Dstagedoor.docs.write=true} writes what was printed into the page instead, to be read before it is committed.
 */
@RequiresCommand({"curl", "bash"})
class SqlReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "sql.md");
    private static final boolean WRITE = Boolean.getBoolean("stagedoor.docs.write");

    /** Samples for what differs from run to run; each as long as what it stands for, so that columns keep their widths. */
    private static final List<Sample> SAMPLES = List.of(
            new Sample("X-Amz-Credential=[^%]{20}%2F\\d{8}", "X-Amz-Credential=SDEXAMPLEKEYEXAMPLEK%2F20261122"),
            new Sample("X-Amz-Credential=ROOTUSER%2F\\d{8}", "X-Amz-Credential=ROOTUSER%2F20261122"),
            new Sample("X-Amz-Date=\\d{8}T\\d{6}Z", "X-Amz-Date=20261122T101500Z"),
            new Sample("x-stagedoor-by=[0-9a-f]{32}", "x-stagedoor-by=0123456789abcdef0123456789abcdef"),
            new Sample("x-stagedoor-id=[0-9a-f-]{36}", "x-stagedoor-id=019aac38-4d20-7000-8123-456789abcdef"),
            new Sample("upload_id\\|[0-9a-f-]{36}", "upload_id|019aac38-4d20-7000-8123-456789abcdef"),
            new Sample("X-Amz-Signature=[0-9a-f]{64}", "X-Amz-Signature=" + "0123456789abcdef".repeat(4)),
            new Sample("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "2026-11-22T11:15:00Z"),
            new Sample("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}", "2026-11-22 10:15:00.000000"),
            new Sample("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\+0000", "2026-11-22 10:15:00.000 +0000"));

    private record Sample(Pattern pattern, String text) {
        Sample(String pattern, String text) {
            this(Pattern.compile(pattern), text);
        }
    }

    @TempDir
    Path directory;

    @Test
    void every_example_prints_what_the_page_says() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        List<Example> examples = Example.of(page);
        assertThat(examples).hasSizeGreaterThan(20);
        List<String> outputs = new ArrayList<>();
        Launch launch = Launch.of(directory.resolve("data")).withFlags(PageShell.SERVER_FLAGS);
        try (ServerProcess server = ServerProcess.start(launch)) {
            PageShell shell = new PageShell(directory, server);
            for (Example example : examples) {
                outputs.add(run(example, shell, server));
            }
        }
        if (WRITE) {
            Files.write(PAGE, rewritten(page, examples, outputs));
            return;
        }
        SoftAssertions soft = new SoftAssertions();
        for (int i = 0; i < examples.size(); i++) {
            soft.assertThat(outputs.get(i))
                    .as("docs/sql.md line %d: %s", examples.get(i).line(), examples.get(i).code())
                    .isEqualTo(examples.get(i).expected().orElse(""));
        }
        soft.assertAll();
    }

    private String run(Example example, PageShell shell, ServerProcess server) {
        String printed = example.language().equals("sql") ? shell.sql(example.code(), server) : shell.bash(example.code());
        return sampled(printed.lines().map(String::stripTrailing).toList());
    }

    private static String sampled(List<String> lines) {
        String text = String.join("\n", lines);
        for (Sample sample : SAMPLES) {
            text = sample.pattern().matcher(text).replaceAll(Matcher.quoteReplacement(sample.text()));
        }
        return text;
    }

    private static List<String> rewritten(List<String> page, List<Example> examples, List<String> outputs) {
        List<String> rewritten = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            rewritten.addAll(page.subList(next, example.expectedFrom()));
            next = example.expectedFrom();
            if (example.expected().isPresent()) {
                outputs.get(i).lines().forEach(rewritten::add);
                while (!page.get(next).equals("```")) {
                    next++;
                }
            } else if (!outputs.get(i).isEmpty()) {
                rewritten.add("");
                rewritten.add("```text");
                outputs.get(i).lines().forEach(rewritten::add);
                rewritten.add("```");
            }
        }
        rewritten.addAll(page.subList(next, page.size()));
        return rewritten;
    }
}
