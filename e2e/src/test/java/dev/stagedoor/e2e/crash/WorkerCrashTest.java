package dev.stagedoor.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import dev.stagedoor.e2e.support.Users;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills worker processes with SIGKILL at random moments while users query. A query gives the right answer, or the error that its worker
 * ended; that error comes only while a worker is killed; statements that need no worker never fail; nobody's memory grows.
 *
 * <p>15 seconds in {@code mvn verify}. Any number:
 *
 * <pre>mvn verify -pl e2e -am -Dtest=WorkerCrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dstagedoor.crash.seconds=300</pre>
 */
class WorkerCrashTest {
    private static final long SECONDS = Long.getLong("stagedoor.crash.seconds", 15);
    private static final int CLIENTS_PER_USER = 3;
    private static final int ROWS = 20_000;

    private static final String ROOTS_PASSWORD = "s3cret-of-root";
    private static final String BOBS_PASSWORD = "s3cret-of-bob";

    /** So many queries are answered from one kill to the next, at most. */
    private static final int MOST_ANSWERED = 40;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /** So that kills do not all come right after an answer. */
    private static final long MOST_NANOS_LATER = 500_000_000;

    /** A worker may have {@code query.memory}, 256 MiB, and 640 MiB beside it. */
    private static final long MAX_WORKER_MEBIBYTES = 256 + 640;

    private static final long MAX_SERVER_MEBIBYTES = 768;

    /** A query that ran when a worker was killed may be told so a little later. */
    private static final Duration TOLD_LATER = Duration.ofSeconds(2);

    private record Question(String sql, String answer) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question("SELECT count(*) AS n, CAST(sum($1::BIGINT) AS BIGINT) AS s FROM @s/rows.csv (FILE_FORMAT => 'csv')",
                    ROWS + " " + (long) ROWS * (ROWS + 1) / 2),
            new Question("SELECT count(*) AS n, CAST(sum(range) AS BIGINT) AS s FROM range(3000000)", "3000000 4499998500000"),
            new Question("SELECT count(*) AS n, CAST(sum(size) AS BIGINT) AS s FROM list_stage(location => '@s')", ""),
            new Question("SELECT count(*) AS n, count(DISTINCT md5(range::VARCHAR)) AS s FROM range(100000)", "100000 100000"));

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<long[]> failed = new ConcurrentLinkedQueue<>();
    private final Queue<Long> killed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @TempDir
    Path directory;

    @Test
    void only_queries_of_a_killed_worker_fail_and_each_says_so(TestReporter reporter) throws Exception {
        long seed = Long.getLong("stagedoor.crash.seed", System.nanoTime());
        reporter.publishEntry("stagedoor.crash.seed", Long.toString(seed));
        SplittableRandom random = new SplittableRandom(seed);
        var launch = ServerProcess.Launch.of(directory.resolve("data"))
                .withJvmFlags("-Xmx256m")
                .withFlags("--set", "query.workers=2")
                .withEnvironment(Users.environment(directory, "root", ROOTS_PASSWORD, "bob", BOBS_PASSWORD));
        try (ServerProcess server = ServerProcess.start(launch)) {
            SqlClient root = server.sql("root", ROOTS_PASSWORD);
            String listed = stage(root);
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS_PER_USER; i++) {
                clients.add(run(() -> ask(root, listed, random.split())));
                clients.add(run(() -> ask(server.sql("bob", BOBS_PASSWORD), listed, random.split())));
            }
            clients.add(run(() -> list(root)));
            AtomicLong mostOfWorker = new AtomicLong();
            AtomicLong mostOfServer = new AtomicLong();
            try {
                kill(server, random, mostOfWorker, mostOfServer);
            } finally {
                over.set(true);
            }
            clients.forEach(CompletableFuture::join);

            reporter.publishEntry("queries answered", Integer.toString(answered.get()));
            reporter.publishEntry("queries failed", Integer.toString(failed.size()));
            reporter.publishEntry("workers killed", Integer.toString(killed.size()));
            reporter.publishEntry("most resident, of a worker and of the server", mostOfWorker + " MiB, " + mostOfServer + " MiB");
            assertThat(killed).isNotEmpty();
            assertThat(answered.get()).isGreaterThan(failed.size());
            assertThat(failed).as("seed %d: failures without a kill", seed).allMatch(this::isExplained);
            assertThat(mostOfWorker).hasValueLessThan(MAX_WORKER_MEBIBYTES);
            assertThat(mostOfServer).hasValueLessThan(MAX_SERVER_MEBIBYTES);
            for (Question question : QUESTIONS) {
                assertThat(answer(root, question)).isEqualTo(expected(question, listed));
            }
        }
    }

    /** Makes the stage, and gives what a listing of it counts. */
    private String stage(SqlClient sql) {
        sql.query("CREATE STAGE s");
        sql.query("GRANT READ ON STAGE s TO ROLE public");
        byte[] rows = IntStream.rangeClosed(1, ROWS).mapToObj(i -> i + ",text " + i + "\n").collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        Scratch.file(directory, "rows.csv", rows);
        Curl curl = new Curl(directory);
        assertThat(curl.run("-T", "rows.csv", sql.presign("UPLOAD", "s", "rows.csv").url().toString()).status()).isEqualTo(200);
        return "1 " + rows.length;
    }

    private static CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, task -> Thread.ofPlatform().start(task));
    }

    private void ask(SqlClient sql, String listed, SplittableRandom random) {
        while (!over.get()) {
            Question question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
            long begun = System.nanoTime();
            try {
                assertThat(answer(sql, question)).as(question.sql()).isEqualTo(expected(question, listed));
                answered.incrementAndGet();
            } catch (SqlError e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(1043);
                assertThat(e).hasMessageContaining("again");
                failed.add(new long[] {begun, System.nanoTime()});
            }
        }
    }

    private static String answer(SqlClient sql, Question question) {
        var result = sql.query(question.sql());
        return result.only("n") + " " + result.only("s");
    }

    private static String expected(Question question, String listed) {
        return question.answer().isEmpty() ? listed : question.answer();
    }

    /** Statements that run in the server itself. */
    private void list(SqlClient sql) {
        while (!over.get()) {
            assertThat(sql.query("LIST @s").rows()).hasSize(1);
            assertThat(sql.query("PRESIGN @s/rows.csv").rows()).hasSize(1);
        }
    }

    private void kill(ServerProcess server, SplittableRandom random, AtomicLong mostOfWorker, AtomicLong mostOfServer)
            throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() < end) {
            int enough = answered.get() + random.nextInt(1, MOST_ANSWERED);
            await().atMost(ANSWER_LIMIT).until(() -> answered.get() >= enough);
            LockSupport.parkNanos(random.nextLong(MOST_NANOS_LATER));
            assertThat(server.isAlive()).isTrue();
            mostOfServer.accumulateAndGet(residentMebibytes(server.pid()), Math::max);
            List<ProcessHandle> workers = server.children().toList();
            for (ProcessHandle worker : workers) {
                mostOfWorker.accumulateAndGet(residentMebibytes(worker.pid()), Math::max);
            }
            if (!workers.isEmpty()) {
                killed.add(System.nanoTime());
                workers.get(random.nextInt(workers.size())).destroyForcibly();
            }
        }
    }

    /** 0 for a process that is gone. */
    private static long residentMebibytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "statm");
        try {
            return Long.parseLong(Files.readString(status).split(" ")[1]) * 4096 >> 20;
        } catch (IOException e) {
            if (Files.exists(status)) {
                throw e;
            }
            return 0;
        }
    }

    private boolean isExplained(long[] failure) {
        return killed.stream().anyMatch(moment -> moment >= failure[0] - TOLD_LATER.toNanos() && moment <= failure[1]);
    }
}
