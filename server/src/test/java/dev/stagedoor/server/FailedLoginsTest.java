package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.authentication.AuthenticationOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions.Slowdown;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.signing.term.AddressRange;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where nobody may wait, an attempt that would have to is refused: so the clock that stands still shows each wait. */
class FailedLoginsTest {
    private static final Slowdown NO_WAITING = new Slowdown(5, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(30), 0);
    private static final Users USERS = new Users(List.of(
            new User("ann", Optional.of(PasswordHashes.hash("right"))), new User("bob", Optional.of(PasswordHashes.hash("right"))),
            new User("root", Optional.of(PasswordHashes.hash("")))));

    private ScriptedServer running;

    @BeforeEach
    void start() {
        running = new ScriptedServer(
                Options.with(
                        Options.listen(Optional.empty(), List.of(AddressRange.of("127.0.0.1"))).listen(),
                        new AuthenticationOptions(Duration.ofMinutes(5), NO_WAITING, Optional.empty())),
                USERS);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private HttpResponse<String> login(String user, String password, String address) {
        return running.client.send(
                "POST", "/v1/session/login", "{}", "Authorization", Client.basic(user, password), "X-Forwarded-For", address);
    }

    private int status(String user, String password) {
        return login(user, password, "203.0.113.1").statusCode();
    }

    private void fail(String user, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(status(user, "wrong" + i)).as("failure %d", i).isEqualTo(401);
        }
    }

    @Test
    void after_five_failures_each_attempt_waits_twice_as_long_as_the_last_up_to_the_longest() {
        fail("ann", 5);
        for (long seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
            HttpResponse<String> early = login("ann", "right", "203.0.113.1");
            assertThat(early.statusCode()).isEqualTo(429);
            assertThat(early.headers().firstValue("Retry-After")).contains(Long.toString(seconds));
            assertThat(early.body()).contains("\"code\":429", "too many logins failed");
            running.clock.turn(Duration.ofSeconds(2 * seconds));
            assertThat(status("ann", "wrong")).isEqualTo(401);
        }
    }

    @Test
    void an_attempt_whose_turn_is_far_away_is_told_so_at_once_and_passes_then() {
        var slowdown = new Slowdown(1, Duration.ofMinutes(50), Duration.ofSeconds(300), Duration.ofSeconds(600), 64);
        try (var server = new ScriptedServer(Options.with(new AuthenticationOptions(Duration.ZERO, slowdown, Optional.empty())), USERS)) {
            assertThat(server.client.send("POST", "/v1/session/login", "{}", "Authorization", Client.basic("ann", "wrong")).statusCode())
                    .isEqualTo(401);
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> early =
                        server.client.send("POST", "/v1/session/login", "{}", "Authorization", Client.basic("ann", "right"));
                assertThat(early.statusCode()).isEqualTo(429);
                assertThat(early.headers().firstValue("Retry-After")).contains("300");
                assertThat(early.body()).contains("too many logins failed", "try again in 300 seconds");
            }
            server.clock.turn(Duration.ofSeconds(300));
            assertThat(server.client.send("POST", "/v1/session/login", "{}", "Authorization", Client.basic("ann", "right")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void the_right_password_waits_as_well_even_one_that_is_remembered() {
        assertThat(status("ann", "right")).isEqualTo(200);
        fail("ann", 5);
        assertThat(status("ann", "right")).isEqualTo(429);
        running.clock.turn(Duration.ofSeconds(2));
        assertThat(status("ann", "right")).isEqualTo(200);
    }

    @Test
    void a_success_forgets_the_failures() {
        fail("ann", 4);
        assertThat(status("ann", "right")).isEqualTo(200);
        fail("ann", 4);
        assertThat(status("ann", "right")).isEqualTo(200);
    }

    @Test
    void failures_are_forgotten_after_a_while() {
        fail("ann", 5);
        assertThat(status("ann", "right")).isEqualTo(429);
        running.clock.turn(Duration.ofMinutes(6));
        fail("ann", 4);
        assertThat(status("ann", "right")).isEqualTo(200);
    }

    @Test
    void a_user_is_not_slowed_elsewhere_nor_another_user_at_the_same_address() {
        fail("ann", 5);
        assertThat(login("ann", "right", "203.0.113.2").statusCode()).isEqualTo(200);
        assertThat(status("bob", "right")).isEqualTo(200);
        assertThat(status("root", "")).isEqualTo(200);
        assertThat(status("ann", "right")).isEqualTo(429);
    }

    @Test
    void an_unknown_user_is_slowed_like_a_known_one() {
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> refused = login("eve", "x", "203.0.113.1");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("5100");
        }
        assertThat(status("eve", "x")).isEqualTo(429);
    }

    @Test
    void one_address_is_slowed_for_failing_with_many_users() {
        for (int i = 0; i < 50; i++) {
            assertThat(status("user" + i, "summer")).isEqualTo(401);
        }
        assertThat(status("ann", "right")).isEqualTo(429);
        assertThat(login("ann", "right", "203.0.113.2").statusCode()).isEqualTo(200);
    }

    @Test
    void addresses_of_one_ipv6_network_are_one() {
        for (int i = 0; i < 5; i++) {
            assertThat(login("ann", "wrong", "2001:db8:1:2::" + i).statusCode()).isEqualTo(401);
        }
        assertThat(login("ann", "right", "2001:db8:1:2:ffff::").statusCode()).isEqualTo(429);
        assertThat(login("ann", "right", "2001:db8:1:3::").statusCode()).isEqualTo(200);
    }

    @Test
    void made_up_tokens_are_slowed_as_well() {
        var created = new ListedUsers();
        created.put("kate", new Login.KeyPair(TestTokens.pem(TestTokens.key("EdDSA", "").getPublicKey())));
        try (var server = new ScriptedServer(Options.with(new AuthenticationOptions(Duration.ZERO, NO_WAITING, Optional.empty())),
                USERS.and(created))) {
            for (int i = 0; i <= 5; i++) {
                int status = server.client.send("POST", "/v1/session/login", "{}", "Authorization", "Bearer a.b.c",
                        "X-DATABEND-AUTH-METHOD", "keypair")
                        .statusCode();
                assertThat(status).isEqualTo(i < 5 ? 401 : 429);
            }
        }
    }

    @Test
    void an_attempt_that_may_wait_is_answered_after_its_turn_has_come() {
        var slowdown = new Slowdown(1, Duration.ofMinutes(5), Duration.ofMillis(20), Duration.ofMillis(40), 1);
        try (var server = new ScriptedServer(Options.with(new AuthenticationOptions(Duration.ZERO, slowdown, Optional.empty())), USERS)) {
            for (String password : List.of("wrong", "wrong", "right")) {
                long start = System.nanoTime();
                int status = server.client.send("POST", "/v1/session/login", "{}", "Authorization", Client.basic("ann", password))
                        .statusCode();
                assertThat(status).isEqualTo(password.equals("right") ? 200 : 401);
                if (password.equals("right")) {
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
                }
            }
        }
    }
}
