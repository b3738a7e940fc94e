package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.engine.statement.StatementResult;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a statement that takes something away has returned, no upload that stood on it appears any more. Over real sockets. */
class CommitBarrierTest {
    /** A user's statements lead to a stage or a user of the old name again, which must be empty. */
    private static final String DROP_STAGE = "DROP STAGE s%1$d; CREATE STAGE s%1$d; GRANT WRITE ON STAGE s%1$d TO u%1$d";

    private static final String REPLACE_STAGE = "CREATE OR REPLACE STAGE s%1$d; GRANT WRITE ON STAGE s%1$d TO u%1$d";
    private static final String DROP_USER =
            "DROP USER u%1$d; CREATE USER u%1$d IDENTIFIED WITH NO_PASSWORD; GRANT WRITE ON STAGE s%1$d TO u%1$d";

    /**
     * Nobody can log in as the new user until the second statement: an upload that begins after the first one must not be the new user's.
     */
    private static final String REPLACE_USER = "CREATE OR REPLACE USER u%1$d IDENTIFIED WITH JWT; "
            + "ALTER USER u%1$d IDENTIFIED WITH NO_PASSWORD; GRANT WRITE ON STAGE s%1$d TO u%1$d";

    private static final String REVOKE = "REVOKE WRITE ON STAGE s%1$d FROM u%1$d; GRANT WRITE ON STAGE s%1$d TO u%1$d";
    private static final String REVOKE_PRESIGN = "REVOKE PRESIGN ON STAGE s%1$d";
    private static final String DISABLE = "ALTER USER u%1$d WITH DISABLED = TRUE; ALTER USER u%1$d WITH DISABLED = FALSE";
    private static final String RULES =
            "ALTER STAGE s%1$d SET PRESIGN = (METHODS = (DOWNLOAD)); ALTER STAGE s%1$d UNSET PRESIGN";

    /** Rounds of one kind, in so many lanes at once. */
    private static final int LANES = 4;

    private static final int ROUNDS = 40;

    @TempDir
    Path data;

    private WholeServer server;

    @BeforeEach
    void start() {
        server = new WholeServer(data);
        for (int lane = 0; lane < LANES; lane++) {
            server.root("CREATE STAGE s" + lane);
            server.root("CREATE USER u" + lane + " IDENTIFIED WITH NO_PASSWORD");
            server.root("GRANT WRITE ON STAGE s" + lane + " TO u" + lane);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What is taken away once the bytes of an upload have come waits for the store, and what comes then goes with what is dropped. */
    @ParameterizedTest
    @ValueSource(strings = {DROP_STAGE, REPLACE_STAGE, DROP_USER, REPLACE_USER, REVOKE, REVOKE_PRESIGN, DISABLE, RULES,
            "REVOKE ROLE r FROM u0", "DROP ROLE r"})
    void a_statement_waits_for_an_upload_that_is_being_committed(String statements) throws Exception {
        if (statements.contains("ROLE")) {
            server.root("CREATE ROLE r");
            server.root("REVOKE WRITE ON STAGE s0 FROM u0");
            server.root("GRANT WRITE ON STAGE s0 TO ROLE r");
            server.root("GRANT ROLE r TO u0");
        }
        String stage = isOfUser(statements) ? "~" : "s0";
        URI url = server.presigned("u0", "PRESIGN UPLOAD @" + stage + "/f");
        assertWaits(statements, stage, () -> server.put(url, "hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DROP_STAGE, REPLACE_STAGE, DROP_USER, REPLACE_USER, REVOKE, DISABLE, RULES})
    void a_statement_waits_for_an_upload_through_the_server(String statements) throws Exception {
        String stage = isOfUser(statements) ? "~" : "s0";
        assertWaits(statements, stage, () -> server.upload("u0", stage, "f", "hello"));
    }

    private void assertWaits(String statements, String stage, Callable<HttpResponse<String>> upload) throws Exception {
        String first = statements.formatted(0).split("; ")[0];
        var pause = server.store.pause();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> response = threads.submit(upload);
            pause.awaitReached();
            var statement = new FutureTask<StatementResult>(() -> server.root(first));
            Thread thread = Thread.ofPlatform().start(statement);
            await().until(() -> statement.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
            boolean returned = statement.isDone();
            pause.end();
            assertThat(returned).as("the statement has returned while a file may still appear").isFalse();
            statement.get();
            List<String> after = server.listAnyway("u0", stage);
            assertThat(response.get().statusCode()).isEqualTo(200);
            assertThat(server.listAnyway("u0", stage)).isEqualTo(after);
            rest(statements, 0);
            assertThat(server.listAnyway("u0", stage)).isEqualTo(empties(first) ? List.of() : List.of("f"));
        }
    }

    /** Whether files go with what a statement ends. */
    private static boolean empties(String statement) {
        return !statement.contains("ROLE") && (statement.startsWith("DROP") || statement.startsWith("CREATE"));
    }

    private static boolean isOfUser(String statements) {
        return statements.equals(DROP_USER) || statements.equals(REPLACE_USER);
    }

    private void rest(String statements, int lane) {
        String[] all = statements.formatted(lane).split("; ");
        for (int i = 1; i < all.length; i++) {
            server.root(all[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DROP_STAGE, REPLACE_STAGE, DROP_USER, REPLACE_USER, REVOKE, REVOKE_PRESIGN, DISABLE, RULES})
    void nothing_appears_afterwards_whenever_an_upload_ends(String statements) throws Exception {
        race(statements, (lane, stage, body) -> {
            URI url = server.presigned("u" + lane, "PRESIGN UPLOAD @" + stage + "/f");
            return () -> server.put(url, body);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {DROP_STAGE, REPLACE_STAGE, DROP_USER, REPLACE_USER, REVOKE, DISABLE, RULES})
    void nothing_appears_afterwards_whenever_an_upload_through_the_server_ends(String statements) throws Exception {
        race(statements, (lane, stage, body) -> () -> server.upload("u" + lane, stage, "f", body));
    }

    private interface Uploads {
        Callable<HttpResponse<String>> begin(int lane, String stage, String body);
    }

    private void race(String statements, Uploads uploads) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                int number = lane;
                lanes.add(threads.submit(() -> lane(number, statements, uploads, threads)));
            }
            for (Future<?> lane : lanes) {
                lane.get();
            }
        }
    }

    private Object lane(int lane, String statements, Uploads uploads, ExecutorService threads) throws Exception {
        Random random = new Random(lane);
        String stage = isOfUser(statements) ? "~" : "s" + lane;
        String user = "u" + lane;
        String first = statements.formatted(lane).split("; ")[0];
        boolean empties = empties(first);
        for (int round = 0; round < ROUNDS; round++) {
            String body = "x".repeat(random.nextInt(4) == 0 ? 200_000 + random.nextInt(800_000) : 1 + random.nextInt(20_000));
            Callable<HttpResponse<String>> upload = uploads.begin(lane, stage, body);
            long delay = random.nextLong(8_000_000);
            Future<HttpResponse<String>> response = threads.submit(upload);
            LockSupport.parkNanos(delay);
            server.root(first);
            List<String> after = server.listAnyway(user, stage);
            int status = response.get().statusCode();
            assertThat(server.listAnyway(user, stage)).as("appeared after '%s' returned (%d)", first, status).isEqualTo(after);
            assertThat(after).as("'%s' left a file (%d)", first, status).isEqualTo(empties || status != 200 ? List.of() : List.of("f"));
            rest(statements, lane);
            assertThat(server.listAnyway(user, stage)).as("inherited after '%s'", first).isEqualTo(after);
            server.removeAnyway(user, stage);
        }
        return lane;
    }
}
