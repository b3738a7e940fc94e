package dev.stagedoor.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.Result;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a loaded server with SIGKILL at random moments and starts it again. After each start, every acknowledged object is whole, nothing
 * that was not acknowledged is visible unless its request was in flight and it is whole, removals and stages are as they were acknowledged,
 * and no file is left that no object refers to.
 *
 * <p>Two rounds in {@code mvn verify}, five with {@code -Pfull}, fifty with {@code -Pnightly}. Any number:
 *
 * <pre>mvn verify -pl e2e -am -Dtest=CrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dstagedoor.crash.rounds=50</pre>
 *
 * <p>{@code -Dstagedoor.crash.seed=N} repeats the choices of a failed run, as far as scheduling lets it; the seed is in the report. SIGKILL
 * leaves the operating system's cache alone: this proves the order of the steps, not that the disk keeps what was synced.
 */
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("stagedoor.crash.rounds", 2);
    private static final int LEAST_ACKNOWLEDGED = 30;
    private static final int MOST_ACKNOWLEDGED = 600;
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(60);
    private static final Duration SWEEP_LIMIT = Duration.ofSeconds(20);

    /** So that kills do not all come right after an acknowledgement. */
    private static final int MOST_NANOS_LATER = 20_000_000;

    @TempDir
    Path directory;

    private final Ledger ledger = new Ledger();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void after_every_kill_what_was_acknowledged_is_there_and_nothing_else(TestReporter reporter) throws Exception {
        long seed = Long.getLong("stagedoor.crash.seed", System.nanoTime());
        reporter.publishEntry("stagedoor.crash.seed", Long.toString(seed));
        SplittableRandom random = new SplittableRandom(seed);
        Path data = directory.resolve("data");
        try (ServerProcess first = start(data)) {
            first.sql().query("CREATE STAGE " + Ledger.STAGE);
        }
        for (int round = 1; round <= ROUNDS; round++) {
            try (ServerProcess server = start(data)) {
                check(server, data, "seed " + seed + ", before round " + round);
                killUnderLoad(server, random);
            }
        }
        try (ServerProcess last = start(data)) {
            check(last, data, "seed " + seed + ", after the last round");
        }
    }

    private static ServerProcess start(Path data) {
        return ServerProcess.start(ServerProcess.Launch.of(data).withJvmFlags("-Xmx256m"));
    }

    private void killUnderLoad(ServerProcess server, SplittableRandom random) throws InterruptedException {
        int enough = random.nextInt(LEAST_ACKNOWLEDGED, MOST_ACKNOWLEDGED);
        long later = random.nextInt(MOST_NANOS_LATER);
        try (Load load = Load.start(server, ledger, random)) {
            await().atMost(LOAD_LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
                load.throwFailure();
                return load.acknowledged() >= enough;
            });
            LockSupport.parkNanos(later);
            load.killServer();
        }
    }

    private void check(ServerProcess server, Path data, String when) throws IOException, InterruptedException {
        try {
            check(server.sql(), data, when);
        } catch (AssertionError | SqlClient.SqlError e) {
            throw new AssertionError(when + "; the server's log:\n" + server.log(), e);
        }
    }

    private void check(SqlClient sql, Path data, String when) throws IOException, InterruptedException {
        checkStages(sql, when);
        Result list = sql.query("LIST @" + Ledger.STAGE);
        Map<String, Integer> rows = new HashMap<>();
        List<String> names = list.column("name");
        for (int i = 0; i < names.size(); i++) {
            assertThat(rows.put(names.get(i), i)).as("%s: %s is listed once", when, names.get(i)).isNull();
        }
        for (Map.Entry<FileKey, KeyHistory> entry : ledger.files().entrySet()) {
            FileKey key = entry.getKey();
            Integer row = rows.remove(key.path());
            long seen = row == null
                    ? checkAbsent(sql, key, entry.getValue(), when)
                    : checkWhole(sql, key, list.column("size").get(row), list.column("md5").get(row), when);
            assertThat(entry.getValue().permits(seen))
                    .as("%s: %s is at version %d (0 is absent); permitted: %s", when, key, seen, entry.getValue())
                    .isTrue();
            entry.getValue().settle(seen);
        }
        assertThat(rows).as("%s: listed, never written", when).isEmpty();
        await().atMost(SWEEP_LIMIT).untilAsserted(() -> assertThat(StoredFiles.unreferenced(data)).as(when).isEmpty());
        assertThat(StoredFiles.missing(data)).as(when).isEmpty();
    }

    private void checkStages(SqlClient sql, String when) {
        List<String> shown = sql.query("SHOW STAGES").column("name");
        for (String stage : ledger.stages()) {
            long seen = shown.contains(stage) ? Ledger.EXISTS : KeyHistory.ABSENT;
            KeyHistory history = ledger.stage(stage);
            assertThat(history.permits(seen)).as("%s: stage %s is %d; permitted: %s", when, stage, seen, history).isTrue();
            history.settle(seen);
        }
    }

    private long checkAbsent(SqlClient sql, FileKey key, KeyHistory history, String when) throws IOException, InterruptedException {
        assertThat(get(sql, key).statusCode()).as("%s: %s is not listed; permitted: %s", when, key, history).isEqualTo(404);
        return KeyHistory.ABSENT;
    }

    private long checkWhole(SqlClient sql, FileKey key, String size, String md5, String when) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(sql, key);
        assertThat(answer.statusCode()).as("%s: GET of %s", when, key).isEqualTo(200);
        byte[] content = answer.body();
        long version = Content.version(content);
        assertThat(content).as("%s: %s is whole at version %d", when, key, version).isEqualTo(Content.of(key, version));
        assertThat(size).as("%s: size of %s", when, key).isEqualTo(Integer.toString(content.length));
        assertThat(md5).as("%s: md5 of %s", when, key).isEqualTo("\"" + Scratch.md5(content) + "\"");
        return version;
    }

    private HttpResponse<byte[]> get(SqlClient sql, FileKey key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(sql.presign("DOWNLOAD", key.stage(), key.path()).url()).build();
        return http.send(request, BodyHandlers.ofByteArray());
    }
}
