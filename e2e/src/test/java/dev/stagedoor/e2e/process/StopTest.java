package dev.stagedoor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.Users;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: nothing new, and a bounded time for what is under way. */
class StopTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** More than the server keeps in memory before it begins a file. */
    private static final int HALF = 8 << 20;

    @TempDir
    Path directory;

    @Test
    void sigterm_lets_an_upload_finish() throws Exception {
        byte[] content = Scratch.bytes(5, 2 * HALF);
        Path data = directory.resolve("data");
        try (ServerProcess server = ServerProcess.start(data)) {
            URI url = server.sql().presign("UPLOAD", "~", "in-flight.bin").url();
            try (SlowUpload upload = new SlowUpload(url, content.length)) {
                upload.write(Arrays.copyOf(content, HALF));
                awaitBlob(data);

                server.terminate();
                await().atMost(LIMIT).until(() -> refusesConnections(server.address()));
                upload.write(Arrays.copyOfRange(content, HALF, content.length));

                assertThat(upload.answer(LIMIT)).startsWith("HTTP/1.1 200").contains(Scratch.md5(content));
            }
            assertThat(server.awaitExit()).isIn(0, 143);
        }
        try (ServerProcess again = ServerProcess.start(data)) {
            assertThat(again.sql().query("LIST @~").only("md5")).isEqualTo("\"" + Scratch.md5(content) + "\"");
        }
    }

    @Test
    void sigterm_does_not_wait_for_an_upload_beyond_the_limit() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess server = ServerProcess.start(Launch.of(data).withFlags("--set", "server.stop_timeout=1s"))) {
            URI url = server.sql().presign("UPLOAD", "~", "never-ends.bin").url();
            try (SlowUpload upload = new SlowUpload(url, 2 * HALF)) {
                upload.write(new byte[HALF]);
                awaitBlob(data);

                server.terminate();

                server.awaitExit();
                assertThat(upload.answer(LIMIT)).doesNotStartWith("HTTP/1.1 200");
            }
        }
        try (ServerProcess again = ServerProcess.start(data)) {
            assertThat(again.sql().query("LIST @~").rows()).isEmpty();
        }
    }

    @Test
    void sigterm_does_not_wait_for_a_call_into_the_query_engine() throws Exception {
        Launch launch = Launch.of(directory.resolve("data")).withFlags("--set", "server.stop_timeout=1s");
        try (ServerProcess server = ServerProcess.start(launch)) {
            Thread client = Thread.ofVirtual().start(() -> cutOff(server, LongCall.SQL));
            await().atMost(ServerProcess.READY_LIMIT).until(() -> workerTime(server).toSeconds() >= 5);

            server.terminate();

            assertThat(server.awaitExit()).isIn(0, 143);
            client.join();
        }
    }

    @Test
    void query_that_a_client_waits_for_is_told_that_the_server_stops() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            var answer = CompletableFuture.supplyAsync(() -> server.sql().query(LongCall.SQL));
            await().atMost(ServerProcess.READY_LIMIT).until(() -> workerTime(server).toSeconds() >= 5);

            server.terminate();

            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(answer::join)
                    .havingCause()
                    .isInstanceOfSatisfying(SqlClient.SqlError.class, e -> assertThat(e.code()).isEqualTo(1043))
                    .withMessageContaining("shutting down");
            server.awaitExit();
        }
    }

    /** Of the processes that run its queries. */
    private static Duration workerTime(ServerProcess server) {
        return server.children()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** A statement whose server ends before it is answered. */
    private static void cutOff(ServerProcess server, String sql) {
        try {
            server.sql().query(sql);
        } catch (RuntimeException | AssertionError _) {
            // As it should be.
        }
    }

    @Test
    void definitions_and_files_survive_a_kill() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess server = ServerProcess.start(data)) {
            SqlClient sql = server.sql();
            sql.query("CREATE STAGE kept FILE_FORMAT = (TYPE = CSV) COMMENT = 'kept'");
            sql.query("CREATE FILE FORMAT mine TYPE = CSV FIELD_DELIMITER = ';'");
            server.kill();
        }
        try (ServerProcess again = ServerProcess.start(data)) {
            assertThat(again.sql().query("SHOW STAGES").column("comment")).containsExactly("kept");
            assertThat(again.sql().query("SHOW FILE FORMATS").column("name")).contains("mine");
        }
    }

    @Test
    void a_url_signed_before_a_restart_is_good_after_it() throws Exception {
        Path data = directory.resolve("data");
        String query;
        Launch launch = Launch.of(data)
                .withFlags("--set", "server.public_url=http://stage.example")
                .withEnvironment(Users.environment(directory, "ann", "a password of ann"));
        try (ServerProcess server = ServerProcess.start(launch)) {
            query = server.sql("ann", "a password of ann").presign("DOWNLOAD", "~", "x").url().toString();
        }
        try (ServerProcess again = ServerProcess.start(launch)) {
            assertThat(get(again.address(), URI.create(query))).startsWith("HTTP/1.1 404");
        }
    }

    /** As behind a proxy that keeps the Host header. */
    private static String get(URI server, URI url) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Until the server has the upload in its hands: the file of its bytes is there. */
    private static void awaitBlob(Path data) {
        await().atMost(LIMIT).until(() -> {
            try (Stream<Path> files = Files.walk(data.resolve("store").resolve("blobs"))) {
                return files.anyMatch(Files::isRegularFile);
            }
        });
    }

    private static boolean refusesConnections(URI address) {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
