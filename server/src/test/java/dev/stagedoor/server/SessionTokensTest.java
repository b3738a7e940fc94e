package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.authentication.SessionTokens;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Sessions with tokens ({@code docs/spec/protocol.md}, "Sessions") over real HTTP. */
class SessionTokensTest {
    private static final String PASSWORD_HASH = PasswordHashes.hash("x");
    private static final Users USERS = new Users(List.of(new User("boss", Optional.of(PASSWORD_HASH)), new User("root", Optional.empty())));
    private static final String BOSS = Client.basic("boss", "x");

    private final ListedUsers created = new ListedUsers();
    private ScriptedServer running;

    @BeforeEach
    void start() {
        running = new ScriptedServer(Options.LOCAL, USERS.and(created));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private JsonNode login(String authorization) {
        return Client.json(running.client.send("POST", "/v1/session/login", "{}", "Authorization", authorization));
    }

    private static String bearer(JsonNode tokens, String name) {
        return "Bearer " + tokens.get(name).asString();
    }

    private HttpResponse<String> post(String path, String body, String authorization) {
        return running.client.send("POST", path, body, "Authorization", authorization);
    }

    /** Who a request with this header is from, or the code of its refusal. */
    private String who(String authorization) {
        JsonNode answer = Client.json(post("/v1/verify", "", authorization));
        return answer.has("user") ? answer.get("user").asString() : answer.get("error").get("code").asString();
    }

    private JsonNode refresh(String refreshToken, String body) {
        return Client.json(post("/v1/session/refresh", body, refreshToken));
    }

    private String refused(String refreshToken) {
        HttpResponse<String> answer = post("/v1/session/refresh", "{}", refreshToken);
        assertThat(answer.statusCode()).isEqualTo(401);
        return Client.json(answer).get("error").get("code").asString();
    }

    @Test
    void login_gives_tokens_of_the_form_clients_know_and_the_time_they_are_good() {
        JsonNode login = login(BOSS);
        JsonNode tokens = login.get("tokens");
        assertThat(tokens.get("session_token").asString()).matches("bend-v1-s-[A-Za-z0-9_-]{40,}");
        assertThat(tokens.get("refresh_token").asString()).matches("bend-v1-r-[A-Za-z0-9_-]{40,}");
        assertThat(tokens.get("session_token_ttl_in_secs").asInt()).isEqualTo(3600);
        assertThat(login.get("version").asString()).isNotEmpty();
        assertThat(login.get("session_id").asString()).isNotEmpty();
    }

    @Test
    void session_token_is_as_good_as_the_password_at_every_endpoint() {
        String session = bearer(login(BOSS).get("tokens"), "session_token");
        assertThat(who(session)).isEqualTo("boss");
        assertThat(Client.json(post("/v1/query", "{\"sql\":\"rows 3\"}", session)).get("data").size()).isEqualTo(3);
        JsonNode first = Client.json(post("/v1/query", "{\"sql\":\"rows 200000\"}", session));
        String id = first.get("id").asString();
        JsonNode heartbeat =
                Client.json(post("/v1/session/heartbeat", "{\"node_to_queries\":{\"node-1\":[\"" + id + "\",\"gone\"]}}", session));
        assertThat(heartbeat.get("queries_to_remove").toString()).isEqualTo("[\"gone\"]");
        HttpResponse<String> page = running.client.send("GET", first.get("next_uri").asString(), "", "Authorization", session);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(Client.json(post("/v1/session/login", "{}", session)).has("tokens")).isFalse();
    }

    @Test
    void client_that_does_without_tokens_gets_none() {
        assertThat(Client.json(post("/v1/session/login?disable_session_token=true", "{}", BOSS)).has("tokens")).isFalse();
        assertThat(Client.json(post("/v1/session/login?disable_session_token=false", "{}", BOSS)).has("tokens")).isTrue();
    }

    @Test
    void user_without_a_password_has_tokens_too_and_stays_where_such_users_are_served() throws Exception {
        String session = bearer(login(Client.ROOT).get("tokens"), "session_token");
        assertThat(who(session)).isEqualTo("root");
        try (var raw = new RawConnection(running.address)) {
            raw.write("POST /v1/verify HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nAuthorization: " + session
                    + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void refreshed_tokens_come_in_both_forms_and_replace_the_old_ones_after_a_while() {
        JsonNode old = login(BOSS).get("tokens");
        JsonNode answer = refresh(bearer(old, "refresh_token"), "{\"session_token\":\"" + old.get("session_token").asString() + "\"}");
        JsonNode fresh = answer.get("tokens");
        for (String name : List.of("session_token", "refresh_token", "session_token_ttl_in_secs")) {
            assertThat(answer.get(name)).as("for databend-driver").isEqualTo(fresh.get(name));
        }
        assertThat(fresh.get("session_token").asString()).isNotEqualTo(old.get("session_token").asString());
        assertThat(who(bearer(fresh, "session_token"))).isEqualTo("boss");
        assertThat(who(bearer(old, "session_token"))).as("requests under way").isEqualTo("boss");
        assertThat(refresh(bearer(old, "refresh_token"), "{}").has("tokens")).as("an answer that was lost").isTrue();
        running.clock.turn(Duration.ofMinutes(1));
        assertThat(who(bearer(old, "session_token"))).isEqualTo("5101");
        assertThat(refused(bearer(old, "refresh_token"))).isEqualTo("5102");
        assertThat(who(bearer(fresh, "session_token"))).isEqualTo("boss");
    }

    @Test
    void tokens_expire_with_codes_after_which_clients_refresh_or_log_in() {
        JsonNode tokens = login(BOSS).get("tokens");
        running.clock.turn(SessionTokens.SESSION_TTL.minusMillis(1));
        assertThat(who(bearer(tokens, "session_token"))).isEqualTo("boss");
        running.clock.turn(Duration.ofMillis(1));
        assertThat(who(bearer(tokens, "session_token"))).isEqualTo("5101");
        JsonNode fresh = refresh(bearer(tokens, "refresh_token"), "{}").get("tokens");
        assertThat(who(bearer(fresh, "session_token"))).isEqualTo("boss");
        running.clock.turn(SessionTokens.REFRESH_TTL);
        assertThat(refused(bearer(fresh, "refresh_token"))).isEqualTo("5102");
        login(BOSS);
        assertThat(who(bearer(fresh, "session_token"))).as("forgotten").isEqualTo("5103");
    }

    @Test
    void logout_ends_the_session_and_no_other() {
        JsonNode tokens = login(BOSS).get("tokens");
        JsonNode other = login(BOSS).get("tokens");
        JsonNode fresh = refresh(bearer(tokens, "refresh_token"), "{}").get("tokens");
        assertThat(post("/v1/session/logout", "", bearer(fresh, "session_token")).body()).isEqualTo("{\"error\":null}");
        assertThat(who(bearer(fresh, "session_token"))).isEqualTo("5103");
        assertThat(who(bearer(tokens, "session_token"))).isEqualTo("5103");
        assertThat(refused(bearer(fresh, "refresh_token"))).isEqualTo("5104");
        assertThat(who(bearer(other, "session_token"))).isEqualTo("boss");
        assertThat(post("/v1/session/logout", "{}", BOSS).statusCode()).as("without a token").isEqualTo(200);
        assertThat(who(bearer(other, "session_token"))).isEqualTo("boss");
    }

    @Test
    void session_ends_with_the_password_and_with_the_user() {
        created.put("ann", new Login.Password(PasswordHashes.hash("first")));
        JsonNode tokens = login(Client.basic("ann", "first")).get("tokens");
        assertThat(who(bearer(tokens, "session_token"))).isEqualTo("ann");
        created.put("ann", new Login.Password(PasswordHashes.hash("first")), Optional.empty(), true);
        created.put("ann", new Login.Password(PasswordHashes.hash("second")));
        assertThat(who(bearer(tokens, "session_token"))).isEqualTo("5103");
        assertThat(refused(bearer(tokens, "refresh_token"))).isEqualTo("5104");
        JsonNode again = login(Client.basic("ann", "second")).get("tokens");
        created.remove("ann");
        assertThat(who(bearer(again, "session_token"))).isEqualTo("5103");
    }

    @Test
    void disabled_user_has_no_use_of_a_session() {
        var login = new Login.Password(PasswordHashes.hash("first"));
        created.put("ann", login);
        JsonNode tokens = login(Client.basic("ann", "first")).get("tokens");
        created.put("ann", login, Optional.empty(), true);
        assertThat(who(bearer(tokens, "session_token"))).isNotEqualTo("ann");
        assertThat(refused(bearer(tokens, "refresh_token"))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer bend-v1-s-", "Bearer bend-v1-s-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Bearer bend-v1-x",
            "Bearer bend-v1-r-AAAA"})
    void what_was_never_given_is_not_found(String authorization) {
        assertThat(who(authorization)).isEqualTo("5103");
        assertThat(refused(authorization)).isEqualTo("5104");
    }

    @Test
    void token_is_good_for_its_own_purpose_alone() {
        JsonNode tokens = login(BOSS).get("tokens");
        assertThat(who(bearer(tokens, "refresh_token"))).isEqualTo("5103");
        assertThat(refused(bearer(tokens, "session_token"))).isEqualTo("5104");
        assertThat(refused(BOSS)).isEqualTo("5100");
    }

    @Test
    void sessions_of_one_user_are_bounded_and_end_none_of_others() {
        created.put("ann", new Login.Password(PasswordHashes.hash("first")));
        String ann = bearer(login(Client.basic("ann", "first")).get("tokens"), "session_token");
        String first = bearer(login(BOSS).get("tokens"), "session_token");
        String second = bearer(login(BOSS).get("tokens"), "session_token");
        assertThat(who(first)).as("used last").isEqualTo("boss");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 999; i++) {
            ids.add(login(BOSS).get("session_id").asString());
        }
        assertThat(ids).hasSize(999);
        assertThat(who(second)).isEqualTo("5103");
        assertThat(who(first)).isEqualTo("boss");
        assertThat(who(ann)).isEqualTo("ann");
    }
}
