package dev.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.app.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor ls}, {@code rm} and {@code presign} against a real server. */
final class StageFileCommandsTest {
    @TempDir
    private static Path directory;

    private static TestServer server;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory.resolve("data"));
        run("sql", "-e", "CREATE STAGE ls; CREATE STAGE rm; CREATE STAGE empty; CREATE STAGE signed");
        for (String path : new String[] {"a.csv", "b/1.csv", "b/2.txt", "b/c/3.csv", "bc.csv", "it's [1] \\ ?.csv"}) {
            upload("@ls/" + path, path);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        HTTP.close();
    }

    @Test
    void ls_shows_files_and_directories_of_one_level() {
        assertThat(run("ls", "@ls").out()).isEqualTo("a.csv\nb/\nbc.csv\nit's [1] \\ ?.csv\n");
        assertThat(run("ls", "@ls/b").out()).isEqualTo("1.csv\n2.txt\nc/\n");
        assertThat(run("ls", "-R", "@ls/b/").out()).isEqualTo("1.csv\n2.txt\nc/3.csv\n");
    }

    @Test
    void ls_shows_one_file_and_what_matches() {
        assertThat(run("ls", "@ls/a.csv").out()).isEqualTo("a.csv\n");
        assertThat(run("ls", "@ls/it's [1] \\ ?.csv").out()).isEqualTo("it's [1] \\ ?.csv\n");
        assertThat(run("ls", "@ls/b*.csv").out()).isEqualTo("bc.csv\n");
        assertThat(run("ls", "@ls/**.csv").out()).isEqualTo("a.csv\nb/1.csv\nb/c/3.csv\nbc.csv\nit's [1] \\ ?.csv\n");
        assertThat(run("ls", "--pattern", ".*[.]txt", "@ls/b").out()).isEqualTo("2.txt\n");
    }

    @Test
    void ls_tells_size_and_time() {
        assertThat(run("ls", "-l", "@ls/a.csv").out()).matches(" +5  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  a[.]csv\n");
        assertThat(run("ls", "-o", "json", "@ls/a.csv").out()).contains("\"name\":\"a.csv\"", "\"size\":5");
    }

    @Test
    void ls_without_a_location_shows_the_stages() {
        assertThat(run("ls").out()).isEqualTo("empty\nls\nrm\nsigned\n");
    }

    @Test
    void ls_of_what_is_not_there_is_exit_code_4() {
        CommandRun outcome = run("ls", "@ls/nothing");
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.err()).isEqualTo("stagedoor: there is no file @ls/nothing\n");
        assertThat(run("ls", "@empty").exitCode()).isZero();
        assertThat(run("ls", "@nowhere").err()).startsWith("stagedoor: error 2501: ");
        assertThat(run("ls", "nowhere").exitCode()).isEqualTo(2);
    }

    @Test
    void rm_removes_one_file_and_not_those_whose_names_begin_so() throws Exception {
        upload("@rm/one/x", "1");
        upload("@rm/one/xy", "2");
        CommandRun outcome = run("rm", "@rm/one/x");
        assertThat(outcome.out()).isEqualTo("1 file removed, 1 byte.\n");
        assertThat(run("ls", "@rm/one/").out()).isEqualTo("xy\n");
        assertThat(run("rm", "@rm/one/x").exitCode()).isEqualTo(4);
        assertThat(run("rm", "--force", "@rm/one/x").exitCode()).isZero();
    }

    @Test
    void rm_of_a_directory_asks_for_recursive() throws Exception {
        upload("@rm/dir/a", "1");
        upload("@rm/dir/b", "2");
        upload("@rm/directory", "3");
        CommandRun refused = run("rm", "@rm/dir");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("stagedoor: @rm/dir/ is a directory; remove all that is in it with --recursive\n");
        assertThat(run("rm", "--dry-run", "-r", "@rm/dir").out()).isEqualTo("@rm/dir/a\n@rm/dir/b\n");
        assertThat(run("rm", "-r", "@rm/dir").exitCode()).isZero();
        assertThat(run("ls", "-R", "@rm/directory").exitCode()).isZero();
        assertThat(run("ls", "@rm/dir/").exitCode()).isEqualTo(4);
    }

    @Test
    void rm_takes_patterns() throws Exception {
        for (String name : new String[] {"a.csv", "b.csv", "c.txt"}) {
            upload("@rm/pattern/" + name, "1");
        }
        assertThat(run("rm", "@rm/pattern/", "--pattern", "a[.]csv").exitCode()).isZero();
        assertThat(run("rm", "@rm/pattern/*.csv").exitCode()).isZero();
        assertThat(run("ls", "@rm/pattern/").out()).isEqualTo("c.txt\n");
    }

    @Test
    void presigned_urls_work() throws Exception {
        URI upload = URI.create(run("presign", "--upload", "--expire", "10m", "@signed/x.csv").out().strip());
        assertThat(upload.getQuery()).contains("X-Amz-Expires=600");
        HttpRequest put = HttpRequest.newBuilder(upload).PUT(BodyPublishers.ofString("x")).build();
        assertThat(HTTP.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        URI download = URI.create(run("presign", "@signed/x.csv").out().strip());
        assertThat(HTTP.send(HttpRequest.newBuilder(download).build(), BodyHandlers.ofString()).body()).isEqualTo("x");
    }

    @Test
    void presign_tells_of_headers() {
        CommandRun url = run("presign", "--upload", "--content-type", "text/csv", "@ls/x");
        assertThat(url.err()).isEqualTo("send the header content-type: text/csv\n");
        assertThat(run("presign", "--upload", "--content-type", "text/csv", "-o", "json", "@ls/x").out())
                .startsWith("{\"method\":\"PUT\",\"headers\":{").contains("\"content-type\":\"text/csv\"");
        assertThat(run("presign", "-o", "curl", "@ls/it's").out()).startsWith("curl -fsS -o 'it'\\''s' 'http://127.0.0.1:");
        assertThat(run("presign", "@ls/").exitCode()).isEqualTo(2);
    }

    private static void upload(String location, String content) throws Exception {
        URI url = URI.create(run("presign", "--upload", location).out().strip());
        HttpRequest request = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofString(content)).build();
        assertThat(HTTP.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    private static CommandRun run(String command, String... arguments) {
        return CommandRun.at(server.dsn(), command, arguments);
    }
}
