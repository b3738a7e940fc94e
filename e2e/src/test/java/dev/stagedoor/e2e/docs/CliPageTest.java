package dev.stagedoor.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types the examples of docs/cli.md one after another, and compares what they print with what the page shows. */
class CliPageTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @Test
    @RequiresCommand({"bash", "curl"})
    void commands_print_what_the_page_shows() throws IOException {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            Path work = Files.createDirectory(directory.resolve("work"));
            String command = String.join(" ", JavaProcess.stagedoor(List.of("-XX:TieredStopAtLevel=1"), List.of()));
            Path bin = Files.createDirectory(directory.resolve("bin"));
            Path script = Scratch.file(bin, "stagedoor", ("#!/bin/sh\nexec " + command + " \"$@\"\n").getBytes(StandardCharsets.UTF_8));
            assertThat(script.toFile().setExecutable(true)).isTrue();
            Map<String, String> environment = Map.of(
                    "STAGEDOOR_DSN", "databend://root:@" + server.authority() + "/default", "PATH", bin + ":" + System.getenv("PATH"));
            for (Example example : Example.of(Files.readAllLines(PAGE))) {
                Command.Outcome outcome = Command.run(work, LIMIT, List.of("bash", "-uc", example.code()), environment);
                assertThat(outcome.exitCode()).as("line %d: %s", example.line(), outcome.errors()).isZero();
                assertThat((outcome.output() + outcome.errors()).strip())
                        .as("line %d", example.line())
                        .isEqualTo(example.expected().orElse(""));
            }
        }
    }
}
