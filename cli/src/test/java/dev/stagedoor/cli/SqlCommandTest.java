package dev.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.app.TestServer;
import dev.stagedoor.cli.shell.BatchShell;
import dev.stagedoor.cli.shell.OutputFormat;
import dev.stagedoor.cli.shell.ProgressBar;
import dev.stagedoor.cli.shell.StatementSession;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor sql} against a real server. */
final class SqlCommandTest {
    @TempDir
    private static Path directory;

    private static TestServer server;

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeAll
    static void start() {
        server = new TestServer(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void statements_run_in_order_and_results_are_tables() {
        Outcome outcome = sql("-e", "CREATE STAGE t1; LIST @t1", "-e", "SELECT 1 AS a, 'x' AS b");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo("""
                name|size|md5|last_modified|creator|
                ----+----+---+-------------+-------+
                a|b|
                -+-+
                1|x|
                """);
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void presigned_upload_is_shown_as_names_and_values() {
        assertThat(sql("-e", "PRESIGN UPLOAD @~/books.parquet").out())
                .startsWith("Name   |Value\n-------+---")
                .contains("\nmethod |PUT\nheaders|{\"host\":\"127.0.0.1:", "\nurl    |http://127.0.0.1:");
    }

    @Test
    void blank_that_ends_a_location_reaches_the_server() {
        assertThat(sql("-e", "PRESIGN UPLOAD @~/a\\ ; PRESIGN UPLOAD @~/b\u2003; PRESIGN UPLOAD '@~/c ' ;").out())
                .contains("/root/a%20?", "/root/b%E2%80%83?", "/root/c%20?");
    }

    @Test
    void statement_from_a_pipe_reaches_the_server_as_it_came() throws Exception {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        try (var client = new DatabendClient(Dsn.parse(server.dsn()))) {
            var session = new StatementSession(client, OutputFormat.TSV, 0, false, false, writer, writer, ProgressBar.none());
            assertThat(new BatchShell(session, false)
                    .run(new StringReader("PRESIGN @~/x;\nPRESIGN '@~/a\r\nb\rc ';PRESIGN @~/d\\ "))).isTrue();
        }
        assertThat(out.toString()).contains("/root/x?", "/root/a%0D%0Ab%0Dc%20?", "/root/d%20?");
    }

    @Test
    void first_error_ends_the_run_with_exit_code_1_and_the_servers_text() {
        Outcome outcome = sql("-e", "SELECT 1 AS a; LIST @missing; SELECT 2 AS b");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("a|").doesNotContain("b|");
        assertThat(outcome.err()).startsWith("error 2501: ").contains("missing");
    }

    @Test
    void keep_going_runs_the_rest_and_still_fails() {
        Outcome outcome = sql("--keep-going", "-e", "LIST @missing; SELECT 2 AS b");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo("b|\n-+\n2|\n");
    }

    @Test
    void caret_of_a_syntax_error_stands_below_what_it_points_at() {
        List<String> lines = sql("-e", "selec 1").err().lines().toList();
        int line = lines.indexOf("1 | selec 1");
        assertThat(line).isPositive();
        assertThat(lines.get(line + 1)).startsWith("  | ^^^^^ ");
    }

    @Test
    void settings_are_carried_from_statement_to_statement() {
        assertThat(sql("-o", "csv", "--no-header", "-e", "SET timezone = 'Asia/Shanghai'; SHOW SETTINGS LIKE 'timezone'").out())
                .startsWith("timezone,Asia/Shanghai,");
    }

    @Test
    void large_result_comes_page_by_page_and_whole() {
        Outcome outcome = sql("-o", "tsv", "--no-header", "-e", "SELECT * FROM range(25001)");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines()).hasSize(25_001).endsWith("25000");
    }

    @Test
    void server_that_is_not_there_is_one_line() {
        Outcome outcome = run("sql", "--dsn", "databend://127.0.0.1:1", "-e", "SELECT 1");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).isEqualTo(
                "error: no server answers at http://127.0.0.1:1; start one with 'stagedoor serve', or name another with --dsn\n");
    }

    @Test
    void wrong_user_is_one_line() {
        Outcome outcome = run("sql", "--dsn", server.dsn().replace("root:@", "nobody:x@"), "-e", "SELECT 1");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err().lines()).singleElement().asString().startsWith("error 5100: ");
    }

    @Test
    void mistake_on_the_command_line_is_exit_code_2() {
        assertThat(run("sql", "--dsn", "http://h", "-e", "x").exitCode()).isEqualTo(2);
        assertThat(run("sql", "-o", "xml").err()).startsWith("stagedoor: Invalid value for option '--output'").hasLineCount(1);
        assertThat(run("sqll").err())
                .isEqualTo("stagedoor: unknown command 'sqll'; did you mean sql? ('stagedoor --help' shows what there is)\n");
        assertThat(run().exitCode()).isEqualTo(2);
    }

    @Test
    void every_command_has_help_and_version() {
        var commands = List.of(
                "serve", "demo", "sql", "put", "get", "cp", "ls", "rm", "presign", "verify", "config", "hash-password",
                "completion");
        for (String command : commands) {
            assertThat(run(command, "--help").out()).as(command).startsWith("Usage: stagedoor " + command);
            assertThat(run(command, "--version").out()).as(command).matches("stagedoor \\d+\\.\\d+\\.\\d+.*\n");
        }
        assertThat(run("--help").out()).contains(commands).doesNotContain("train");
        assertThat(run("completion").out()).contains("serve", "--port", "complete ");
    }

    private static Outcome sql(String... arguments) {
        List<String> all = new ArrayList<>(List.of("sql", "--dsn", server.dsn()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private static Outcome run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Main.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
