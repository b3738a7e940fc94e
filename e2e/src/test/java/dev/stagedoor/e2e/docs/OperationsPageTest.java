package dev.stagedoor.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types the commands of docs/operations.md one after another, starts the server after each, and looks whether everything is as the page
 * says.
 */
class OperationsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** The directory that the page's commands work on. */
    private static final String DATA = "stagedoor-data";

    private static final byte[] SMALL = Scratch.bytes(1, 1_000);
    private static final byte[] LARGE = Scratch.bytes(2, 100_000);

    @TempDir
    Path directory;

    @Test
    @RequiresCommand({"bash", "curl"})
    void commands_do_what_the_page_says() throws IOException {
        String url;
        try (ServerProcess server = start(DATA)) {
            server.sql().query("CREATE STAGE s");
            upload(server, "s/small", SMALL);
            upload(server, "s/large", LARGE);
            url = server.sql().query("PRESIGN @s/large").only("url");
        }
        String command = String.join(" ", JavaProcess.stagedoor(List.of("-XX:TieredStopAtLevel=1"), List.of()));
        Path script = Scratch.file(directory, "stagedoor", ("exec " + command + " \"$@\"\n").getBytes(StandardCharsets.UTF_8));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        boolean urlWorks = true;
        List<Example> commands = Example.of(Files.readAllLines(PAGE)).stream().filter(example -> example.language().equals("sh")).toList();
        for (Example example : commands) {
            Command.Outcome outcome = Command.run(directory, LIMIT, List.of("bash", "-euc", example.code()));
            assertThat(outcome.exitCode()).as("line %d: %s", example.line(), outcome.errors()).isZero();

            urlWorks &= !example.code().contains("rm " + DATA + "/signing.key");
            assertEverythingIsThere(DATA, url, urlWorks);
        }
        assertThat(urlWorks).as("the page tells how to change the key").isFalse();
        assertEverythingIsThere("backup", url, false);
    }

    private ServerProcess start(String data) {
        return ServerProcess.start(Launch.of(directory.resolve(data)).withFlags(PageShell.SERVER_FLAGS));
    }

    private void assertEverythingIsThere(String data, String url, boolean urlWorks) {
        try (ServerProcess server = start(data)) {
            assertThat(server.sql().query("LIST @s").column("name")).containsExactly("large", "small");
            assertThat(curl(server, server.sql().query("PRESIGN @s/small").only("url")).body()).isEqualTo(SMALL);
            Curl.Answer before = curl(server, url);
            if (urlWorks) {
                assertThat(before.body()).isEqualTo(LARGE);
            } else {
                assertThat(before.status()).isEqualTo(403);
            }
        }
    }

    private void upload(ServerProcess server, String path, byte[] bytes) {
        Path file = Scratch.file(directory, "upload", bytes);
        String url = server.sql().query("PRESIGN UPLOAD @" + path).only("url");
        assertThat(curl(server, "-T", file.toString(), url).status()).isEqualTo(200);
    }

    private Curl.Answer curl(ServerProcess server, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--connect-to", PageShell.SHOWN_ADDRESS + ":" + server.authority()));
        all.addAll(List.of(arguments));
        return new Curl(directory).run(all.toArray(String[]::new));
    }
}
