package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.audit.AuditOptions;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.protocol.QueryHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which requests are answered on the thread that reads them from the socket, a platform thread that serves other connections too: those
 * that wait for nothing. All others get a virtual thread.
 */
class PromptAnswerTest {
    private static final String PASSWORD = "correct horse";

    private ScriptedServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private RawConnection connect(ServerOptions options, Users users) throws IOException {
        server = new ScriptedServer(options, users);
        return new RawConnection(server.address);
    }

    private static String head(String user, String password, int length, String more) {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return "POST /v1/query HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic " + credentials
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n" + more + "\r\n";
    }

    private static String body(String sql) {
        return "{\"sql\":\"" + sql + "\"}";
    }

    private static String request(String sql) {
        return head("root", "", body(sql).length(), "") + body(sql);
    }

    /** Reads one answer, which must be of a statement that succeeded. */
    private static void expectSuccess(RawConnection raw) throws IOException {
        String head = raw.readHead();
        assertThat(head).startsWith("HTTP/1.1 200 ");
        int length = Integer.parseInt(head.replaceAll("(?is).*\\r\\ncontent-length: *(\\d+).*", "$1"));
        assertThat(new String(raw.socket().getInputStream().readNBytes(length), StandardCharsets.UTF_8))
                .contains("\"state\":\"Succeeded\"");
    }

    private boolean ranOnThreadOfItsOwn() {
        assertThat(server.statements.threads).hasSize(1);
        return server.statements.threads.remove().isVirtual();
    }

    @Test
    void instant_statement_is_answered_where_it_is_read() throws Exception {
        try (RawConnection raw = connect(Options.LOCAL, Users.DEFAULT)) {
            expectSuccess(raw.write(request("PRESIGN")));

            assertThat(ranOnThreadOfItsOwn()).isFalse();
        }
    }

    @Test
    void statement_that_may_wait_gets_a_thread_of_its_own() throws Exception {
        try (RawConnection raw = connect(Options.LOCAL, Users.DEFAULT)) {
            expectSuccess(raw.write(request("short")));

            assertThat(ranOnThreadOfItsOwn()).isTrue();
        }
    }

    @Test
    void statement_that_may_be_a_retry_gets_a_thread_of_its_own() throws Exception {
        try (RawConnection raw = connect(Options.LOCAL, Users.DEFAULT)) {
            expectSuccess(raw.write(
                    head("root", "", body("PRESIGN").length(), "X-DATABEND-QUERY-ID: 8f2c\r\n") + body("PRESIGN")));

            assertThat(ranOnThreadOfItsOwn()).isTrue();
        }
    }

    @Test
    void body_that_comes_later_than_its_head_is_waited_for_elsewhere() throws Exception {
        try (RawConnection raw = connect(Options.LOCAL, Users.DEFAULT)) {
            String body = body("PRESIGN");
            raw.write(head("root", "", body.length(), "Expect: 100-continue\r\n"));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            raw.write(body.substring(0, 5));
            expectSuccess(raw.write(body.substring(5)));

            assertThat(ranOnThreadOfItsOwn()).isTrue();
        }
    }

    @Test
    void long_request_gets_a_thread_of_its_own() throws Exception {
        try (RawConnection raw = connect(Options.LOCAL, Users.DEFAULT)) {
            expectSuccess(raw.write(request("PRESIGN " + "x".repeat(QueryHandler.MAX_BYTES_READ_AT_ONCE))));

            assertThat(ranOnThreadOfItsOwn()).isTrue();
        }
    }

    @Test
    void long_text_with_an_attachment_is_read_on_a_platform_thread() throws Exception {
        try (RawConnection raw = connect(Options.LOCAL, Users.DEFAULT)) {
            String sql = "echo " + "x".repeat(16 << 10);
            String body = "{\"sql\":\"" + sql + "\",\"stage_attachment\":{\"location\":\"@~/a.csv\"}}";
            expectSuccess(raw.write(head("root", "", body.length(), "") + body));

            assertThat(server.statements.readers).singleElement().satisfies(thread -> assertThat(thread.isVirtual()).isFalse());
        }
    }

    /** The first time the password is hashed, which takes long; later it is remembered. */
    @Test
    void password_is_hashed_elsewhere_and_recalled_here() throws Exception {
        var users = new Users(List.of(new User("ann", Optional.of(PasswordHashes.hash(PASSWORD)))));
        String request = head("ann", PASSWORD, body("PRESIGN").length(), "") + body("PRESIGN");
        try (RawConnection raw = connect(Options.LOCAL, users)) {
            expectSuccess(raw.write(request));
            assertThat(ranOnThreadOfItsOwn()).isTrue();

            expectSuccess(raw.write(request));
            assertThat(ranOnThreadOfItsOwn()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", ""})
    void wrong_password_is_never_answered_here_or_let_in(String wrong) throws Exception {
        var users = new Users(List.of(new User("ann", Optional.of(PasswordHashes.hash(PASSWORD)))));
        String body = body("PRESIGN");
        try (RawConnection raw = connect(Options.LOCAL, users)) {
            expectSuccess(raw.write(head("ann", PASSWORD, body.length(), "") + body));
            server.statements.threads.clear();

            assertThat(raw.write(head("ann", wrong, body.length(), "") + body).readHead()).startsWith("HTTP/1.1 401 ");

            assertThat(server.statements.threads).isEmpty();
        }
    }

    /** A right password that is remembered waits like a wrong one; only the queue of the slowed may look at it. */
    @Test
    void after_failed_logins_nothing_is_recalled() throws Exception {
        var users = new Users(List.of(new User("ann", Optional.of(PasswordHashes.hash(PASSWORD)))));
        String body = body("PRESIGN");
        try (RawConnection raw = connect(Options.LOCAL, users)) {
            expectSuccess(raw.write(head("ann", PASSWORD, body.length(), "") + body));
            try (RawConnection other = new RawConnection(server.address)) {
                other.write(head("ann", "wrong", body.length(), "") + body).readHead();
            }
            server.statements.threads.clear();

            expectSuccess(raw.write(head("ann", PASSWORD, body.length(), "") + body));

            assertThat(ranOnThreadOfItsOwn()).isTrue();
        }
    }

    @Test
    void statement_that_is_written_down_gets_a_thread_of_its_own() throws Exception {
        var audited = Options.with(new AuditOptions(new AuditOptions.Target.StandardOutput(), 1 << 20, 1));
        try (RawConnection raw = connect(audited, Users.DEFAULT)) {
            expectSuccess(raw.write(request("PRESIGN")));

            assertThat(ranOnThreadOfItsOwn()).isTrue();
        }
    }

    /** Sent without waiting for answers, they would keep the thread from all other connections. */
    @Test
    void client_that_does_not_wait_for_answers_leaves_the_thread_to_others_now_and_then() throws Exception {
        int requests = 3 * Router.LONGEST_RUN;
        try (RawConnection raw = connect(Options.LOCAL, Users.DEFAULT)) {
            raw.write(request("PRESIGN").repeat(requests));
            for (int i = 0; i < requests; i++) {
                expectSuccess(raw);
            }
        }
        assertThat(server.statements.threads).hasSize(requests);
        assertThat(server.statements.threads.stream().filter(Thread::isVirtual)).hasSize(3);
    }

    /** More than the buffers of the system on both sides hold, so it is on its way until the client reads it. */
    @Test
    void clients_that_do_not_read_their_answers_keep_no_reading_thread() throws Exception {
        int moreThanReadingThreads = 2 * Runtime.getRuntime().availableProcessors() + 1;
        var connections = new ArrayList<RawConnection>();
        server = new ScriptedServer();
        try {
            for (int i = 0; i < moreThanReadingThreads; i++) {
                var raw = new RawConnection(server.address);
                connections.add(raw);
                assertThat(raw.write(request("PRESIGN " + (16 << 20))).readHead()).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            for (RawConnection raw : connections) {
                raw.close();
            }
        }
    }
}
