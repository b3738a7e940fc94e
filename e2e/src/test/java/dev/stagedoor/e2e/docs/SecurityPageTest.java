package dev.stagedoor.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.clients.NodeModules;
import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.LogSecrets;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types the whole session of docs/security.md, each user with the client the page gives them: SQL, curl, and both published drivers. */
class SecurityPageTest {
    private static final Path PAGE = Path.of("..", "docs", "security.md");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final byte[] ORDERS = "sku,count\n7,2\n".getBytes(StandardCharsets.UTF_8);

    /** {@code -- alice}, or {@code -- guest, refused with 1063}. */
    private static final Pattern WHO = Pattern.compile("-- ([a-z]+)(?:, refused with (\\d+))?");

    @TempDir
    Path directory;

    @Test
    @RequiresCommand({"curl", "bash", "node", "npm"})
    void the_session_goes_as_the_page_says() throws IOException {
        for (String user : List.of("alice", "bob", "guest")) {
            LogSecrets.remember(user, user + "-password");
        }
        // Without a public URL each client gets URLs to the address it names: curl to the page's, which it is told where to find.
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            Scratch.file(directory, "orders.csv", ORDERS);
            Map<String, SqlClient> users = Stream.of("root", "alice", "bob", "guest")
                    .collect(
                            Collectors.toMap(Function.identity(), user -> server.sql(user, user.equals("root") ? "" : user + "-password")));
            PageShell shell = new PageShell(directory, server);
            for (Example example : Example.of(Files.readAllLines(PAGE))) {
                switch (example.language()) {
                    case "sql" -> sql(example, users);
                    case "sh" -> assertThat(shell.bash(example.code())).as("line " + example.line())
                            .isEqualTo(example.expected().orElseThrow());
                    case "java" -> assertThat(java(example, server)).contains("7,2");
                    case "js" -> assertThat(node(example, server)).contains("200 900");
                    default -> throw new AssertionError(example.language());
                }
            }
            assertThat(users.get("bob").query("LIST @reports").column("name")).containsExactly("today.txt");
            ledgerTellsIt(users.get("alice"));
        }
    }

    private static void sql(Example example, Map<String, SqlClient> users) {
        String[] lines = example.code().split("\n", 2);
        Matcher who = WHO.matcher(lines[0]);
        assertThat(who.matches()).as("line %d says who types it: %s", example.line(), lines[0]).isTrue();
        SqlClient client = users.get(who.group(1));
        List<String> names = new ArrayList<>();
        for (String statement : lines[1].split(";\\s*")) {
            if (who.group(2) == null) {
                var result = client.query(statement);
                names = result.rows().stream().map(row -> row.getFirst().orElse("NULL")).toList();
            } else {
                assertThatThrownBy(() -> client.query(statement))
                        .as("%s: %s", who.group(1), statement)
                        .isInstanceOfSatisfying(SqlError.class,
                                error -> assertThat(error.code()).isEqualTo(Integer.parseInt(who.group(2))));
            }
        }
        Optional<String> expected = example.expected();
        if (expected.isPresent()) {
            assertThat(String.join("\n", names)).as("line " + example.line()).isEqualTo(expected.get());
        }
    }

    private static void ledgerTellsIt(SqlClient alice) {
        var rows = alice.query("SELECT user, path, outcome, uses, bytes FROM system.presigns WHERE stage = 'deliveries' AND uses > 0 ORDER"
                + " BY issued_at").rows();
        assertThat(rows).extracting(row -> row.get(0).orElseThrow()).containsExactly("guest", "bob", "alice");
        assertThat(rows.getFirst().get(4)).contains(Integer.toString(ORDERS.length));
    }

    private String java(Example example, ServerProcess server) {
        String program = "import com.databend.jdbc.FileTransferAPI;import java.io.*;import java.sql.*;import java.util.Properties;\n"
                + "void main() throws Exception {\n" + example.code().replace(PageShell.SHOWN_ADDRESS, server.authority())
                + "\nSystem.exit(0); }\n";
        Path source = Scratch.file(directory, "SessionExample.java", program.getBytes(StandardCharsets.UTF_8));
        return printed(Command.run(directory, LIMIT, JavaProcess.source(source, List.of())));
    }

    private static String node(Example example, ServerProcess server) throws IOException {
        Path modules = NodeModules.install();
        String program = example.code().replace(PageShell.SHOWN_ADDRESS, server.authority());
        Scratch.file(modules, "session.mjs", program.getBytes(StandardCharsets.UTF_8));
        return printed(Command.run(modules, LIMIT, List.of("node", "session.mjs")));
    }

    private static String printed(Command.Outcome outcome) {
        return outcome.output() + outcome.errors();
    }
}
