package dev.stagedoor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.SqlClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is silent or too slow is cut off and logged; nobody else notices. */
class SlowClientTest {
    /** Far above the limits that are set here. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Between two drops of a slow body: 10 bytes each, 100 bytes a second. */
    private static final Duration DROP = Duration.ofMillis(100);

    private static final long LENGTH = 10_000_000;

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void a_silent_upload_is_cut_off() throws Exception {
        try (ServerProcess server = start("limits.idle_timeout=1s")) {
            URI url = server.sql().presign("UPLOAD", "~", "silent.bin").url();
            try (SlowUpload silent = new SlowUpload(url, LENGTH)) {
                silent.write(new byte[100_000]);

                assertThat(silent.answer(LIMIT)).startsWith("HTTP/1.1 408 ");
            }
            assertUnharmed(server);
            assertThat(givenUp(server, url)).containsExactly("no byte of the request body came for the idle time limit");
        }
    }

    @Test
    void an_upload_below_the_least_rate_is_cut_off_while_others_go_on() throws Exception {
        try (ServerProcess server = start("limits.min_rate=10KiB", "limits.min_rate_window=2s")) {
            URI url = server.sql().presign("UPLOAD", "~", "slow.bin").url();
            try (SlowUpload slow = new SlowUpload(url, LENGTH)) {
                assertThat(drip(slow)).as("cut off").isTrue();
            }
            assertUnharmed(server);
            assertThat(givenUp(server, url)).containsExactly("the request body came in at less than 10240 bytes/s");
        }
    }

    @Test
    void a_connection_that_says_nothing_is_closed() throws Exception {
        try (ServerProcess server = start("limits.idle_timeout=1s");
                Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());

            assertThat(socket.getInputStream().read()).as("end of stream").isEqualTo(-1);

            assertUnharmed(server);
        }
    }

    private ServerProcess start(String... settings) {
        Launch launch = Launch.of(directory.resolve("data"));
        for (String setting : settings) {
            launch = launch.withFlags("--set", setting);
        }
        return ServerProcess.start(launch.withFlags("-v"));
    }

    /** Sends drops until the server answers or closes, or the time is over; whether it did. */
    private static boolean drip(SlowUpload slow) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                slow.write(new byte[10]);
                if (slow.isAnswered(DROP)) {
                    return true;
                }
            } catch (SocketException closed) {
                return true;
            }
        }
        return false;
    }

    /** Why the server says it gave up requests for the URL, once for each. */
    private static List<String> givenUp(ServerProcess server, URI url) {
        Pattern line = Pattern.compile(" WARN .*PUT " + Pattern.quote(url.getRawPath()) + " from 127\\.0\\.0\\.1 given up: (.*)");
        return server.log().lines().map(line::matcher).filter(Matcher::find).map(found -> found.group(1)).toList();
    }

    /** Another client's upload works, and of the one that was cut off there is no trace. */
    private void assertUnharmed(ServerProcess server) throws IOException, InterruptedException {
        SqlClient sql = server.sql();
        URI url = sql.presign("UPLOAD", "~", "other.bin").url();
        int status = http.send(HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(new byte[1_000_000])).build(),
                BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(200);
        assertThat(sql.query("LIST @~").column("name")).containsExactly("other.bin");
    }
}
