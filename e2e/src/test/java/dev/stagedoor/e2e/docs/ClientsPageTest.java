package dev.stagedoor.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.clients.NodeModules;
import dev.stagedoor.e2e.support.Command;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/clients.md for the clients that are here, and looks at what they staged. */
class ClientsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "clients.md");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final byte[] BOOKS = Scratch.bytes(998, 998);

    @TempDir
    Path directory;

    @Test
    @RequiresCommand({"curl", "bash"})
    void the_curl_examples_stage_a_file() throws IOException {
        Launch launch = Launch.of(directory.resolve("data")).withFlags(PageShell.SERVER_FLAGS);
        try (ServerProcess server = ServerProcess.start(launch)) {
            server.sql().query("CREATE STAGE my_stage");
            Scratch.file(directory, "books.parquet", BOOKS);
            PageShell shell = new PageShell(directory, server);

            examples("sh").forEach(shell::bash);

            assertThat(server.sql().query("LIST @~").column("name")).containsExactly("books.parquet");
            assertThat(server.sql().query("LIST @my_stage").column("name")).containsExactly("2026/11/books.parquet");
        }
    }

    @Test
    void the_jdbc_example_stages_a_file() throws IOException {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            Scratch.file(directory, "books.parquet", BOOKS);
            String program = "import com.databend.jdbc.FileTransferAPI;import java.io.*;import java.nio.file.*;import java.sql.*;"
                    + "import java.util.Properties;\nvoid main(String[] arguments) throws Exception { Path path = Path.of(arguments[0]);\n"
                    + examples("java").getFirst().replace(PageShell.SHOWN_ADDRESS, server.authority())
                    + "\nSystem.exit(0); }\n";
            Path source = Scratch.file(directory, "JdbcExample.java", program.getBytes(StandardCharsets.UTF_8));

            Command.Outcome outcome = Command.run(directory, LIMIT, JavaProcess.source(source, List.of("books.parquet")));

            assertThat(outcome.output()).as(outcome.errors()).contains("2026/11/books.parquet 998");
            assertThat(server.sql().query("LIST @my_stage").only("md5")).isEqualTo("\"" + Scratch.md5(BOOKS) + "\"");
        }
    }

    @Test
    @RequiresCommand({"node", "npm"})
    void the_node_example_stages_a_file() throws IOException {
        Path modules = NodeModules.install();
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            Scratch.file(modules, "books.parquet", BOOKS);
            String program = examples("js").getFirst().replace(PageShell.SHOWN_ADDRESS, server.authority());
            Scratch.file(modules, "example.mjs", program.getBytes(StandardCharsets.UTF_8));

            Command.Outcome outcome = Command.run(modules, LIMIT, List.of("node", "example.mjs"));

            assertThat(outcome.output()).as(outcome.errors()).contains("200 \"" + Scratch.md5(BOOKS) + "\"").contains("books.parquet");
            assertThat(server.sql().query("LIST @my_stage").only("md5")).isEqualTo("\"" + Scratch.md5(BOOKS) + "\"");
        }
    }

    private static List<String> examples(String language) throws IOException {
        List<String> examples = Example.of(Files.readAllLines(PAGE)).stream()
                .filter(example -> example.language().equals(language))
                .map(Example::code)
                .toList();
        assertThat(examples).as("examples in " + language).isNotEmpty();
        return examples;
    }
}
