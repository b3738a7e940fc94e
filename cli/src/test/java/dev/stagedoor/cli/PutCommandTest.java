package dev.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.app.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor put} against a real server. */
final class PutCommandTest {
    @TempDir
    private static Path directory;

    @TempDir
    private Path local;

    private static TestServer server;
    private String stage = "";

    @BeforeAll
    static void start() {
        server = new TestServer(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void makeStage(TestInfo test) {
        stage = "@" + test.getTestMethod().orElseThrow().getName();
        run("sql", "-e", "CREATE STAGE " + stage.substring(1));
    }

    @Test
    void directory_goes_with_all_that_is_in_it() throws Exception {
        file("tree/a.csv", "a");
        file("tree/b/it's 100% [x].csv", "b");
        file("tree/empty", "");
        CommandRun outcome = run("put", local + "/tree/", stage + "/in/");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(run("ls", "-R", stage).out()).isEqualTo("in/a.csv\nin/b/it's 100% [x].csv\nin/empty\n");
        run("put", local + "/tree", stage + "/named");
        assertThat(run("ls", "-R", stage + "/named").out()).isEqualTo("tree/a.csv\ntree/b/it's 100% [x].csv\ntree/empty\n");
        Path back = local.resolve("back");
        run("get", stage + "/in/", back.toString());
        assertThat(back.resolve("b/it's 100% [x].csv")).hasContent("b");
    }

    @Test
    void thousands_of_small_files_go_in_batches() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            file("many/" + i, "content " + i);
        }
        CommandRun outcome = run("put", "-o", "json", local + "/many/", stage);
        assertThat(outcome.out().lines().toList().getLast())
                .startsWith("{\"event\":\"summary\",\"moved\":1200,")
                .endsWith("\"skipped\":0,\"failed\":0,\"missing\":0}");
        assertThat(run("ls", stage).out().lines()).hasSize(1_200);
    }

    @Test
    void one_file_gets_the_name_of_the_target() throws Exception {
        Path file = file("a.csv", "a");
        assertThat(run("put", file.toString(), stage + "/x/b.csv").out()).isEqualTo(file + " -> " + stage + "/x/b.csv (1 byte)\n");
        run("put", file.toString(), stage);
        assertThat(run("ls", "-R", stage).out()).isEqualTo("a.csv\nx/b.csv\n");
    }

    @Test
    void names_are_chosen() throws Exception {
        file("t/a.csv", "a");
        file("t/b.txt", "b");
        file("t/c/d.csv", "c");
        run("put", local + "/t/*.csv", stage + "/glob/");
        run("put", "--include", "*.csv", "--exclude", "c/*", local + "/t/", stage + "/filter/");
        assertThat(run("ls", "-R", stage).out()).isEqualTo("filter/a.csv\nglob/a.csv\n");
    }

    @Test
    void no_clobber_and_dry_run_leave_files_alone() throws Exception {
        Path file = file("a.csv", "first");
        run("put", file.toString(), stage);
        Files.writeString(file, "second");
        CommandRun outcome = run("put", "--no-clobber", file.toString(), stage);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("skipped: it is there already");
        run("put", "--dry-run", file.toString(), stage);
        run("get", stage + "/a.csv", local + "/back");
        assertThat(local.resolve("back")).hasContent("first");
    }

    @Test
    void checksum_is_verified_by_the_store() throws Exception {
        Path file = file("a.csv", "a");
        CommandRun outcome = run("put", "--checksum", file.toString(), stage);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(run("ls", stage).out()).isEqualTo("a.csv\n");
    }

    @Test
    void others_go_on_when_one_file_fails() throws Exception {
        file("t/a.csv", "a");
        Files.createSymbolicLink(local.resolve("t/dangling"), local.resolve("nowhere"));
        CommandRun outcome = run("put", local + "/t/", local + "/missing", stage);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).isEqualTo("stagedoor: there is no file " + local + "/missing\n");
        assertThat(run("ls", stage).out()).isEqualTo("a.csv\n");
        assertThat(run("put", local + "/missing", stage).exitCode()).isEqualTo(4);
    }

    @Test
    void large_file_goes_in_parts() throws Exception {
        byte[] content = new byte[40 << 20];
        new Random(2).nextBytes(content);
        Path file = Files.write(local.resolve("large"), content);
        CommandRun outcome = run("put", file.toString(), stage);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        run("get", stage + "/large", local + "/back");
        assertThat(local.resolve("back")).hasBinaryContent(content);
    }

    @Test
    void cp_copies_between_stages() throws Exception {
        file("t/a.csv", "a");
        file("t/b/c.csv", "c");
        run("put", local + "/t/", stage + "/from/");
        CommandRun outcome = run("cp", stage + "/from/", stage + "/to/");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains(stage + "/from/b/c.csv -> " + stage + "/to/b/c.csv (1 byte)\n");
        assertThat(run("cp", stage + "/from/a.csv", stage + "/one").out()).isEqualTo(stage + "/from/a.csv -> " + stage + "/one (1 byte)\n");
        assertThat(run("ls", "-R", stage).out()).isEqualTo("from/a.csv\nfrom/b/c.csv\none\nto/a.csv\nto/b/c.csv\n");
        assertThat(run("cp", stage + "/nothing", stage + "/x/").exitCode()).isEqualTo(4);
    }

    private Path file(String name, String content) throws Exception {
        Path file = local.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static CommandRun run(String command, String... arguments) {
        return CommandRun.at(server.dsn(), command, arguments);
    }
}
