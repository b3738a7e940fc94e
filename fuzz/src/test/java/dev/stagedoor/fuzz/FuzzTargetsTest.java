package dev.stagedoor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs each target for a few seconds, in a JVM of its own as Jazzer wants it: long enough to find what a change broke grossly. The
 * seeds are the
 * inputs that once mattered; {@code fuzz/run} goes on for as long as one likes.
 */
@Full
class FuzzTargetsTest {
    private static final int SECONDS = Integer.getInteger("stagedoor.fuzz.seconds", 5);

    /** Starting the server of the door's target, on a busy machine. */
    private static final int START_SECONDS = 120;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"sql", "stage-path", "url", "row-file", "footer", "door"})
    void target_finds_nothing(String target) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process run = new ProcessBuilder("bash", "run", target, Integer.toString(SECONDS), directory.resolve("found").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(run.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS)).as("ended in time: %s", tail(log)).isTrue();
        } finally {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        }
        assertThat(run.exitValue()).as(tail(log)).isZero();
        assertThat(Files.readString(log)).as("it really ran").containsPattern("Done [1-9][0-9]* runs");
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }
}
