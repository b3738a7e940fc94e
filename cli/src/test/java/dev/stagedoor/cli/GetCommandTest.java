package dev.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.app.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor get} against a real server. */
final class GetCommandTest {
    /** Three ranges. */
    private static final int LARGE_BYTES = 40 << 20;

    @TempDir
    private static Path directory;

    @TempDir
    private Path target;

    private static TestServer server;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] LARGE = new byte[LARGE_BYTES];

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory.resolve("data"));
        run("sql", "-e", "CREATE STAGE s");
        new Random(1).nextBytes(LARGE);
        upload("@s/large", LARGE);
        for (String path : new String[] {"d/a.csv", "d/b.txt", "d/e/c.csv", "d/empty", "d/it's 100% [x].csv"}) {
            upload("@s/" + path, path.endsWith("empty") ? new byte[0] : path.getBytes());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        HTTP.close();
    }

    @Test
    void directory_comes_with_all_that_is_in_it() throws Exception {
        CommandRun outcome = run("get", "@s/d/", target.resolve("new").toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).hasSize(5);
        assertThat(files(target.resolve("new"))).containsExactly("a.csv", "b.txt", "e/c.csv", "empty", "it's 100% [x].csv");
        assertThat(target.resolve("new/e/c.csv")).hasContent("d/e/c.csv");
        assertThat(target.resolve("new/empty")).isEmptyFile();
    }

    @Test
    void large_file_comes_in_ranges_under_another_name() throws Exception {
        CommandRun outcome = run("get", "@s/large", target.resolve("copy").toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(target.resolve("copy")).hasBinaryContent(LARGE);
        assertThat(files(target)).containsExactly("copy");
    }

    @Test
    void names_are_chosen() throws Exception {
        assertThat(run("get", "@s/d/*.csv", target.resolve("glob").toString()).exitCode()).isZero();
        assertThat(files(target.resolve("glob"))).containsExactly("a.csv", "it's 100% [x].csv");
        run("get", "--include", "*.csv", "--exclude", "a*", "@s/d", target.resolve("filter").toString());
        assertThat(files(target.resolve("filter"))).containsExactly("e/c.csv", "it's 100% [x].csv");
        run("get", "--pattern", ".*[.]txt", "@s/d", target.resolve("pattern").toString());
        assertThat(files(target.resolve("pattern"))).containsExactly("b.txt");
    }

    @Test
    void dry_run_moves_nothing() throws Exception {
        CommandRun outcome = run("get", "--dry-run", "-o", "json", "@s/d/a.csv", target + "/");
        assertThat(outcome.out().lines().findFirst().orElseThrow())
                .isEqualTo("{\"event\":\"skipped\",\"from\":\"@s/d/a.csv\",\"to\":\"" + target
                        + "/a.csv\",\"bytes\":7,\"reason\":\"dry run\"}");
        assertThat(files(target)).isEmpty();
    }

    @Test
    void no_clobber_leaves_files_alone() throws Exception {
        Files.writeString(target.resolve("a.csv"), "mine");
        assertThat(run("get", "--no-clobber", "@s/d/a.csv", target + "/").exitCode()).isZero();
        assertThat(target.resolve("a.csv")).hasContent("mine");
        run("get", "@s/d/a.csv", target + "/");
        assertThat(target.resolve("a.csv")).hasContent("d/a.csv");
    }

    @Test
    void link_out_of_the_target_is_not_followed() throws Exception {
        Path outside = Files.createDirectory(target.resolve("outside"));
        Path inside = Files.createDirectory(target.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("e"), outside);
        CommandRun outcome = run("get", "@s/d/", inside.toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).isEqualTo("stagedoor: @s/d/e/c.csv: the link " + inside + "/e leads out of the target directory\n");
        assertThat(files(outside)).isEmpty();
    }

    @Test
    void what_is_not_there_is_exit_code_4() {
        CommandRun outcome = run("get", "@s/nothing", target.toString());
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.err()).isEqualTo("stagedoor: there is no file @s/nothing/\n");
        assertThat(run("get", "@nowhere/x", target.toString()).err()).startsWith("stagedoor: error 2501: ");
    }

    @Test
    void target_that_cannot_be_written_is_one_line() throws Exception {
        Path file = Files.writeString(target.resolve("file"), "");
        CommandRun outcome = run("get", "@s/d/", file.resolve("below").toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("stagedoor: cannot make the directory " + file).hasLineCount(1);
    }

    private static Stream<String> files(Path root) throws Exception {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).map(file -> root.relativize(file).toString()).sorted().toList().stream();
        }
    }

    private static void upload(String location, byte[] content) throws Exception {
        URI url = URI.create(run("presign", "--upload", location).out().strip());
        HttpRequest request = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(content)).build();
        assertThat(HTTP.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    private static CommandRun run(String command, String... arguments) {
        return CommandRun.at(server.dsn(), command, arguments);
    }
}
