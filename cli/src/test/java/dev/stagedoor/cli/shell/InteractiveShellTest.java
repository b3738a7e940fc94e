package dev.stagedoor.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.app.TestServer;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import dev.stagedoor.client.QueryResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell at a terminal without abilities, against a real server. */
final class InteractiveShellTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void statement_runs_once_its_semicolon_is_typed() throws Exception {
        try (var shell = new TypedShell()) {
            shell.type("SELECT 1 AS a,\n");
            shell.type("2 AS b;\n");
            shell.shows("a|b|", "1|2|", "1 row in ");
        }
    }

    @Test
    void error_does_not_end_the_shell_but_the_rest_of_the_line() throws Exception {
        try (var shell = new TypedShell()) {
            shell.type("LIST @missing; SELECT 7 AS seven;\n");
            shell.shows("error 2501");
            shell.type("SELECT 8 AS eight;\n");
            shell.shows("eight|");
            assertThat(shell.screen()).doesNotContain("seven|");
        }
    }

    @Test
    void interrupt_cancels_the_statement_and_the_shell_goes_on() throws Exception {
        try (var shell = new TypedShell()) {
            shell.type("SELECT count(*) FROM range(100000000) a, range(100000) b;\n");
            await().atMost(SOON).until(shell.client::isRunning);
            shell.terminal.raise(Terminal.Signal.INT); // once: a second one could come at the prompt and drop what is typed next
            shell.shows("cancelled");
            shell.type("SELECT 9 AS nine;\n");
            shell.shows("nine|");
        }
    }

    @Test
    void help_is_shown_and_exit_leaves() throws Exception {
        try (var shell = new TypedShell()) {
            shell.type("help\n");
            shell.shows("PRESIGN UPLOAD @s/data.parquet;");
            shell.type("exit\n");
            shell.ends();
        }
    }

    @Test
    void end_of_input_leaves() throws Exception {
        try (var shell = new TypedShell()) {
            shell.shows("Connected to ");
            shell.keyboard.close();
            shell.ends();
        }
    }

    @Test
    void stages_and_keywords_are_completed() {
        var completer = new StatementCompleter(() -> List.of("books", "logs"), () -> List.of("system.presigns"));
        assertThat(complete(completer, "LIST @bo")).contains("@books", "@~").doesNotContain("SELECT");
        assertThat(complete(completer, "DROP STAGE ")).contains("books", "logs");
        assertThat(complete(completer, "CREATE STAGE ")).doesNotContain("books");
        assertThat(complete(completer, "PRES")).contains("PRESIGN", "exit");
        assertThat(complete(completer, "pres")).contains("presign");
        assertThat(complete(completer, "SELECT * FROM sys")).contains("system.presigns", "list_stage");
        assertThat(complete(completer, "SELECT 1\nfrom ")).contains("system.presigns");
        assertThat(complete(completer, "DESC system.p")).contains("system.presigns");
        assertThat(complete(completer, "SELECT sys")).doesNotContain("system.presigns");
        assertThat(complete(completer, "INSERT INTO ")).contains("system.presigns");
        assertThat(complete(completer, "ALTER TABLE ")).contains("system.presigns");
        assertThat(complete(completer, "CREATE TABLE ")).doesNotContain("system.presigns");
        assertThat(complete(completer, "CREATE TABLE t AS SELECT * FROM ")).contains("system.presigns");
    }

    @Test
    void tables_of_the_session_are_completed_without_their_database() throws Exception {
        try (var shell = new TypedShell()) {
            shell.type("CREATE DATABASE completed;\n");
            shell.type("CREATE TABLE completed.t_of_it (a INT);\n");
            shell.type("USE completed;\n");
            shell.type("SELECT 7 AS seven;\n");
            shell.shows("seven|");
            assertThat(complete(shell.shell.completer(), "DESC ")).contains("completed.t_of_it", "t_of_it").doesNotContain("stages");
        }
    }

    @Test
    void every_table_of_the_server_is_completed() throws Exception {
        List<String> tables = new ArrayList<>();
        try (DatabendClient client = server.client();
                QueryResult result = client.execute("SELECT database, name FROM system.tables")) {
            for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
                tables.add(row[0] + "." + row[1]);
            }
        }
        assertThat(tables).contains("system.stages", "system.presigns", "system.grants", "information_schema.columns");
        try (var shell = new TypedShell()) {
            assertThat(complete(shell.shell.completer(), "SELECT * FROM ")).containsAll(tables);
        }
    }

    @Test
    void piped_statements_run_as_their_semicolons_arrive_and_the_last_needs_none() throws IOException {
        var out = new StringWriter();
        var err = new StringWriter();
        try (DatabendClient client = server.client()) {
            var session = new StatementSession(
                    client, OutputFormat.TSV, 0, false, false, new java.io.PrintWriter(out), new java.io.PrintWriter(err),
                    ProgressBar.none());
            boolean succeeded = new BatchShell(session, false).run(new StringReader("SELECT\n 1; SELECT 'a;  \nb';\n-- note\nSELECT 3"));
            assertThat(succeeded).isTrue();
            assertThat(out.toString()).isEqualTo("1\na;  \\nb\n3\n");
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void history_is_kept_for_the_user_alone() throws IOException {
        Path file = InteractiveShell.historyFile(Map.of("XDG_STATE_HOME", directory.resolve("state").toString()));
        assertThat(file).isEqualTo(directory.resolve("state/stagedoor/history"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void history_holds_no_secret_of_a_connection() throws Exception {
        Path file = InteractiveShell.historyFile(Map.of("XDG_STATE_HOME", directory.resolve("secretive").toString()));
        try (var shell = new TypedShell(file)) {
            shell.type("CREATE STAGE s URL = 's3://b/' CONNECTION = (REGION = 'us-east-1',\naws_key_id = 'ROOTUSER' aws_secret_key ="
                    + " 'CHANGEME123');\n");
            shell.type("create connection c storage_type = 's3' access_key_id = 'ROOTUSER' secret_access_key = 'CHANGEME123';\n");
            shell.type("SELECT 7 AS seven;\n");
            shell.shows("seven|");
        }
        assertThat(Files.readString(file)).contains("SELECT 7").doesNotContain("CHANGEME123", "ROOTUSER");
    }

    @Test
    void history_holds_no_password_of_a_user() {
        var history = new StatementHistory();
        for (String secret : List.of(
                "CREATE USER u IDENTIFIED BY 'p'", "alter user u\nidentified with jwt", "CRAETE USER u IDENTIFED BY 'p'",
                "CREATE USR u IDENTIFIED 'p'",
                "ALTER USER u IDENTFIED\nBY 'p'")) {
            history.add(Instant.EPOCH, secret);
        }
        assertThat(history).isEmpty();
        history.add(Instant.EPOCH, "GRANT READ ON STAGE s TO USER u");
        history.add(Instant.EPOCH, "SHOW USERS");
        assertThat(history).hasSize(2);
    }

    private static List<String> complete(StatementCompleter completer, String line) {
        var candidates = new java.util.ArrayList<Candidate>();
        completer.complete(null, new StatementLines().parse(line, line.length(), org.jline.reader.Parser.ParseContext.COMPLETE),
                candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    /** A shell, somebody typing, and what they see. */
    private static final class TypedShell implements AutoCloseable {
        private final PipedOutputStream keyboard = new PipedOutputStream();
        private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
        private final Terminal terminal;
        private final DatabendClient client = server.client();
        private final InteractiveShell shell;
        private final Thread thread;

        TypedShell() throws IOException {
            this(null);
        }

        TypedShell(@Nullable Path history) throws IOException {
            terminal = new DumbTerminal("test", "dumb", new PipedInputStream(keyboard, 1 << 16), screen, StandardCharsets.UTF_8);
            shell = new InteractiveShell(terminal, Dsn.parse(server.dsn()), client, OutputFormat.TABLE, true, history);
            thread = Thread.ofPlatform().name("shell").start(shell::run);
        }

        void type(String text) throws IOException {
            keyboard.write(text.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        }

        String screen() {
            return screen.toString(StandardCharsets.UTF_8);
        }

        void shows(String... texts) {
            await().atMost(SOON).untilAsserted(() -> assertThat(screen()).contains(texts));
        }

        void ends() throws InterruptedException {
            assertThat(thread.join(SOON)).isTrue();
        }

        @Override
        public void close() throws Exception {
            keyboard.close();
            ends();
            client.close();
            terminal.close();
        }
    }
}
