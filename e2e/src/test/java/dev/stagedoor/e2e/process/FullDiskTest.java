package dev.stagedoor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A server whose data directory is on a disk that really is full: 192 MiB in memory, where this user may mount that. */
@RequiresCommand({"curl", "mount", "umount"})
class FullDiskTest {
    private static final int FILE_BYTES = 3_000_000;

    /** Each is well over 100 bytes of the audit log, and a block of the disk has 4 KiB: one line meets its end. */
    private static final int STATEMENTS_PAST_A_BLOCK = 60;

    private static final int ROWS = 300_000;

    /** As numbers of eight bytes, which do not become fewer. */
    private static final int ROWS_BYTES = 8 * ROWS;

    /** What a log of SQLite may grow by. */
    private static final int LEFT_BYTES = 200_000;

    @TempDir
    Path directory;

    @TempDir
    Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() {
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=192m", "tmpfs", disk.toString());
        assumeTrue(mounted, "this user may not mount a file system to fill up");
    }

    @AfterEach
    void unmount() {
        if (mounted) {
            assertThat(succeeds("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void full_disk_is_a_507_that_harms_nothing_else_and_ends_with_remove() throws IOException {
        byte[] content = new byte[FILE_BYTES];
        Scratch.file(directory, "file", content);
        Curl curl = new Curl(directory);
        try (ServerProcess server = ServerProcess.start(Launch.of(disk.resolve("data")))) {
            SqlClient sql = server.sql();
            assertThat(put(curl, sql, "kept/1").status()).isEqualTo(200);
            assertThat(put(curl, sql, "kept/2").status()).isEqualTo(200);
            fill(disk.resolve("filler"), 0);

            Curl.Answer refused = put(curl, sql, "refused");
            assertThat(refused.status()).isEqualTo(507);
            assertThat(refused.text()).contains("<Code>InsufficientStorage</Code>");
            assertThatThrownBy(() -> sql.query("CREATE STAGE refused COMMENT = '" + "x".repeat(8000) + "'"))
                    .isInstanceOf(SqlError.class)
                    .hasMessageContaining("disk is full");

            assertThat(sql.query("LIST @~").column("name")).containsExactly("kept/1", "kept/2");
            assertThat(sql.query("SHOW STAGES").rows()).isEmpty();
            assertThat(curl.run(sql.presign("DOWNLOAD", "~", "kept/1").url().toString()).body()).isEqualTo(content);

            sql.query("REMOVE @~/kept/");
            assertThat(put(curl, sql, "again").status()).isEqualTo(200);
            assertThat(sql.query("LIST @~").column("name")).containsExactly("again");
        }
    }

    /** It is full while a worker writes the file of the table, then when the server puts it into the store, then for the commit alone. */
    @Test
    void load_onto_a_full_disk_commits_nothing_and_leaves_nothing() throws IOException {
        Scratch.file(directory, "file", digits());
        Curl curl = new Curl(directory);
        Path filler = disk.resolve("filler");
        try (ServerProcess server = ServerProcess.start(Launch.of(disk.resolve("data")))) {
            SqlClient sql = server.sql();
            assertThat(put(curl, sql, "kept/1").status()).isEqualTo(200);
            sql.query("CREATE TABLE t (a BIGINT)");
            assertThat(sql.query("SELECT count(*) AS n FROM t").column("n")).containsExactly("0");
            String copy = "COPY INTO t FROM @~/kept/ FILE_FORMAT = (TYPE = CSV)";
            for (int free : new int[] {0, 256 << 10, ROWS_BYTES / 2, ROWS_BYTES}) {
                fill(filler, free);
                long before = used(disk.resolve("data"));
                assertThatThrownBy(() -> sql.query(copy))
                        .as(free + " bytes free")
                        .isInstanceOf(SqlError.class)
                        .hasMessageMatching("(?s).*(disk is full|no room on the server's disk).*");
                assertThat(sql.query("SELECT count(*) AS n FROM t").column("n")).containsExactly("0");
                assertThat(used(disk.resolve("data"))).as(free + " bytes free").isLessThan(before + LEFT_BYTES);
                Files.delete(filler);
            }

            assertThat(sql.query(copy).column("Rows_loaded")).containsExactly(Integer.toString(ROWS));
            assertThat(sql.query(copy).rows()).isEmpty();
            assertThat(sql.query("SELECT count(*) AS n FROM t").column("n")).containsExactly(Integer.toString(ROWS));
        }
    }

    /** Numbers that compression makes little of. */
    private static byte[] digits() {
        var random = new Random(1);
        return random.longs(ROWS).mapToObj(n -> n + "\n").collect(Collectors.joining()).getBytes(StandardCharsets.US_ASCII);
    }

    private static long used(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void audit_log_on_a_full_disk_has_whole_lines_only() throws IOException {
        Path log = disk.resolve("audit.log");
        Path filler = disk.resolve("filler");
        try (ServerProcess server = ServerProcess.start(
                Launch.of(directory.resolve("data")).withFlags("--set", "audit.path=" + log))) {
            SqlClient sql = server.sql();
            sql.query("LIST @~/before/");
            fill(filler, 0);
            for (int i = 0; i < STATEMENTS_PAST_A_BLOCK; i++) {
                assertThat(sql.query("LIST @~/meanwhile/").rows()).isEmpty();
            }
            Files.delete(filler);
            sql.query("LIST @~/after/");
        }
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSizeBetween(2, STATEMENTS_PAST_A_BLOCK);
        assertThat(lines).allSatisfy(line -> assertThat(JsonMapper.shared().readTree(line).get("kind").asString()).isEqualTo("statement"));
        assertThat(lines.getFirst()).contains("before");
        assertThat(lines.getLast()).contains("after");
    }

    private static Curl.Answer put(Curl curl, SqlClient sql, String name) {
        return curl.run("-T", "file", sql.presign("UPLOAD", "~", name).url().toString());
    }

    /** @param free how many bytes are left */
    private void fill(Path filler, int free) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (Files.getFileStore(disk).getUsableSpace() > free) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean succeeds(String... command) {
        return Command.run(Path.of("."), Duration.ofSeconds(10), List.of(command)).exitCode() == 0;
    }
}
