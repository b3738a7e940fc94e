package dev.stagedoor.e2e.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.testsupport.Full;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell client of docs/uploads.md carries out a plan of several parts on every store. */
@Full
class PlannedUploadTest {
    private static final Path PAGE = Path.of("..", "docs", "uploads.md");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Two parts of 16 MiB and a short one. */
    private static final int BYTES = (32 << 20) + 12_345;

    private static String script() throws Exception {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals("    #!/bin/sh"))
                .takeWhile(line -> line.isEmpty() || line.startsWith("    "))
                .filter(line -> !line.startsWith("    STAGEDOOR_DSN="))
                .map(line -> line.isEmpty() ? "" : line.substring(4))
                .collect(Collectors.joining("\n"));
    }

    @Test
    @RequiresCommand({"sh", "curl"})
    void shell_client_sends_a_file_in_parts_to_every_store(@TempDir Path directory) throws Exception {
        String script = script();
        assertThat(script.lines().count()).isBetween(10L, 30L);
        Path bin = Files.createDirectory(directory.resolve("bin"));
        String command = String.join(" ", JavaProcess.stagedoor(List.of("-XX:TieredStopAtLevel=1"), List.of()));
        executable(bin, "stagedoor", "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Path client = executable(directory, "upload.sh", script);
        Path file = Scratch.file(directory, "large ü.bin", Scratch.bytes(7, BYTES));
        try (StoreWorld world = new StoreWorld(Files.createDirectory(directory.resolve("world")))) {
            Map<String, String> environment = Map.of(
                    "STAGEDOOR_DSN", "databend://root:@" + world.server().authority() + "/default",
                    "PATH", bin + ":" + System.getenv("PATH"));
            int number = 0;
            for (Map.Entry<String, String> store : world.locations().entrySet()) {
                String stage = "planned" + number++;
                world.server().sql().query("CREATE STAGE " + stage + " " + store.getValue());
                String target = "@" + stage + "/in/large.bin";

                Command.Outcome outcome =
                        Command.run(directory, LIMIT, List.of(client.toString(), file.toString(), target), environment);

                assertThat(outcome.exitCode()).as("%s: %s", store.getKey(), outcome.errors()).isZero();
                assertThat(outcome.output()).as(store.getKey()).contains(target + "\t" + BYTES + "\t");
                assertThat(outcome.errors().lines().filter(line -> line.startsWith("part ")).count())
                        .as(store.getKey())
                        .isEqualTo(store.getKey().equals("fs") ? 1 : 3);
                Path back = Files.createDirectories(directory.resolve(stage));
                Command.Outcome got = Command.run(
                        directory, LIMIT, List.of(bin.resolve("stagedoor").toString(), "get", target, back + "/"), environment);
                assertThat(got.exitCode()).as("%s: %s", store.getKey(), got.errors()).isZero();
                assertThat(Files.mismatch(file, back.resolve("large.bin"))).as(store.getKey()).isEqualTo(-1);
            }
        }
    }

    private static Path executable(Path directory, String name, String text) {
        Path file = Scratch.file(directory, name, text.getBytes(StandardCharsets.UTF_8));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
