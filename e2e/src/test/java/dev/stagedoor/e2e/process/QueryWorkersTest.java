package dev.stagedoor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.SmallFiles;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processes in which a server's queries run, when they or the server are killed. */
class QueryWorkersTest {
    private static final String ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";

    private static final int BLOCK_ROWS = 100_000;
    private static final int BLOCKS = 90;

    /** More are refused. */
    private static final int MOST_FILES = 100_000;

    @TempDir
    Path data;

    @Test
    void killed_worker_fails_its_query_alone_and_the_next_one_gets_another() {
        try (ServerProcess server = ServerProcess.start(data)) {
            SqlClient sql = server.sql();
            sql.query("CREATE STAGE s");
            assertThat(workers(server)).isEmpty();
            var endless = CompletableFuture.supplyAsync(() -> sql.query(ENDLESS));
            await().until(() -> !workers(server).isEmpty());
            await().until(() -> isBusy(workers(server).getFirst()));
            workers(server).getFirst().destroyForcibly();
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(endless::join)
                    .havingCause()
                    .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.code()).isEqualTo(1043))
                    .withMessageContaining("run the query again");
            assertThat(sql.query("SELECT count(*) AS n FROM range(7)").only("n")).isEqualTo("7");
            assertThat(sql.query("LIST @s").rows()).isEmpty();
        }
    }

    /** Such a file leaves 500 MiB, which its queries use again. */
    @Test
    void worker_that_has_read_a_large_file_is_there_for_the_next_query() throws IOException {
        Path files = Files.createDirectory(data.resolve("files")).toRealPath();
        byte[] block = "1,\"a text, in quotes\",2026-11-30,12345.67\n".repeat(BLOCK_ROWS).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(files.resolve("rows.csv"))) {
            for (int i = 0; i < BLOCKS; i++) {
                out.write(block);
            }
        }
        try (ServerProcess server = ServerProcess.start(
                Launch.of(data.resolve("data")).withFlags("--set", "storage.fs_roots=" + files))) {
            SqlClient sql = server.sql();
            sql.query("CREATE STAGE f URL = 'fs://" + files + "/'");
            String query = "SELECT count($4) AS n FROM @f/rows.csv (FILE_FORMAT => 'csv')";
            assertThat(sql.query(query).only("n")).isEqualTo(Integer.toString(BLOCKS * BLOCK_ROWS));
            List<ProcessHandle> first = workers(server);
            assertThat(sql.query(query).only("n")).isEqualTo(Integer.toString(BLOCKS * BLOCK_ROWS));
            assertThat(workers(server)).isEqualTo(first).hasSize(1);
        }
    }

    /** A server that keeps more than a few hundred bytes of each file has not room enough, and a worker that has them parsed neither. */
    @Full
    @Test
    void as_many_files_as_a_location_may_have_are_read_in_one_query() throws IOException {
        Path files = Files.createDirectory(data.resolve("files")).toRealPath();
        for (int i = 0; i < MOST_FILES; i++) {
            Files.writeString(files.resolve(SmallFiles.name(i)), i + ",title\n");
        }
        try (ServerProcess server = ServerProcess.start(Launch.of(data.resolve("data"))
                .withJvmFlags("-Xmx256m")
                .withFlags("--set", "storage.fs_roots=" + files))) {
            SqlClient sql = server.sql();
            sql.query("CREATE STAGE f URL = 'fs://" + files + "/'");
            var rows = sql.query("SELECT count(*) AS n, CAST(sum($1::BIGINT) AS BIGINT) AS s, max(metadata$filename) AS last"
                    + " FROM @f (FILE_FORMAT => 'csv')");
            assertThat(rows.only("n")).isEqualTo(Integer.toString(MOST_FILES));
            assertThat(rows.only("s")).isEqualTo(Long.toString(MOST_FILES * (MOST_FILES - 1L) / 2));
            assertThat(rows.only("last")).isEqualTo(SmallFiles.name(MOST_FILES - 1));
        }
    }

    @Test
    void query_that_does_not_notice_that_its_time_is_up_ends_with_its_worker() {
        Launch launch = Launch.of(data).withFlags("--set", "query.timeout=3s");
        try (ServerProcess server = ServerProcess.start(launch)) {
            SqlClient sql = server.sql();
            sql.query("SELECT count(*) AS n FROM range(7)");
            ProcessHandle worker = workers(server).getFirst();
            assertThatExceptionOfType(SqlError.class)
                    .isThrownBy(() -> sql.query(LongCall.SQL))
                    .withMessageContaining("query.timeout")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(1043));
            await().until(() -> !worker.isAlive());
            assertThat(sql.query("SELECT count(*) AS n FROM range(7)").only("n")).isEqualTo("7");
        }
    }

    @Test
    void workers_end_with_the_server_even_when_it_is_killed() throws Exception {
        try (ServerProcess server = ServerProcess.start(data)) {
            server.sql().query("SELECT count(*) AS n FROM range(7)");
            List<ProcessHandle> workers = workers(server);
            assertThat(workers).hasSize(1);
            server.kill();
            await().until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void worker_is_not_told_the_servers_secrets() throws Exception {
        var launch = Launch.of(data)
                .withFlags("--set", "door.access_key_id=ROOTUSER")
                .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", "CHANGEME123"));
        try (ServerProcess server = ServerProcess.start(launch)) {
            server.sql().query("SELECT count(*) AS n FROM range(7)");
            long pid = workers(server).getFirst().pid();
            for (String about : List.of("environ", "cmdline")) {
                assertThat(Files.readString(Path.of("/proc", Long.toString(pid), about))).doesNotContain("CHANGEME123");
            }
        }
    }

    private static List<ProcessHandle> workers(ServerProcess server) {
        return server.children().toList();
    }

    /** Whether it has computed for a second, which starting does not take. */
    private static boolean isBusy(ProcessHandle worker) {
        return worker.info().totalCpuDuration().map(time -> time.toMillis() > 3000).orElse(false);
    }
}
