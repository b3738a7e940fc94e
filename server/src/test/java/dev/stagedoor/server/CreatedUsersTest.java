package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.ListenAddress;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Users that statements created, over real HTTP. */
class CreatedUsersTest {
    private static final Login PASSWORD = new Login.Password(PasswordHashes.hash("first"));
    private static final Users CONFIGURED = new Users(List.of(new User("boss", Optional.of(PasswordHashes.hash("configured")))));

    private final ListedUsers created = new ListedUsers();
    private ScriptedServer running;

    @BeforeEach
    void start() {
        running = new ScriptedServer(Options.LOCAL, CONFIGURED.and(created));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private HttpResponse<String> login(String user, String password) {
        return running.client.send("POST", "/v1/session/login", "{}", "Authorization", Client.basic(user, password));
    }

    private JsonNode verify(String user, String password) {
        return Client.json(running.client.send("POST", "/v1/verify", "", "Authorization", Client.basic(user, password)));
    }

    @Test
    void a_user_logs_in_from_the_moment_they_are_created_until_they_are_dropped() {
        assertThat(login("ann", "first").statusCode()).isEqualTo(401);
        created.put("ann", PASSWORD);
        assertThat(login("ann", "first").statusCode()).isEqualTo(200);
        assertThat(login("ann", "other").statusCode()).isEqualTo(401);
        created.remove("ann");
        assertThat(login("ann", "first").statusCode()).isEqualTo(401);
        assertThat(Client.json(login("ann", "first")).get("error").get("code").asInt()).isEqualTo(5100);
    }

    @Test
    void a_changed_password_is_in_force_at_once() {
        created.put("ann", PASSWORD);
        assertThat(login("ann", "first").statusCode()).isEqualTo(200);
        created.put("ann", new Login.Password(PasswordHashes.hash("second")));
        assertThat(login("ann", "first").statusCode()).isEqualTo(401);
        assertThat(login("ann", "second").statusCode()).isEqualTo(200);
    }

    @Test
    void a_name_of_the_configuration_is_the_configurations() {
        created.put("boss", PASSWORD, Optional.empty(), true);
        assertThat(login("boss", "first").statusCode()).isEqualTo(401);
        assertThat(login("boss", "configured").statusCode()).isEqualTo(200);
    }

    @Test
    void a_disabled_user_is_told_so_once_the_password_was_right() {
        created.put("ann", PASSWORD, Optional.empty(), true);
        created.put("eve", new Login.NoPassword(), Optional.empty(), true);
        assertThat(login("ann", "first").body()).contains("5100", "user 'ann' is disabled");
        assertThat(login("ann", "first").statusCode()).isEqualTo(401);
        assertThat(login("ann", "wrong").body()).contains("5100", "incorrect password");
        assertThat(login("eve", "").body()).contains("5100", "user 'eve' is disabled");
    }

    @Test
    void a_password_is_no_use_to_who_logs_in_otherwise() {
        created.put("jane", new Login.Jwt());
        created.put("kate", new Login.KeyPair(TestTokens.pem(TestTokens.key("EdDSA", "").getPublicKey())));
        assertThat(login("jane", "x").body()).contains("5100", "incorrect password");
        assertThat(login("kate", "x").body()).contains("5100", "incorrect password");
        assertThat(login("jane", "").statusCode()).isEqualTo(401);
    }

    @Test
    void a_user_without_a_password_is_served_at_localhost_or_an_address_only() throws IOException {
        created.put("eve", new Login.NoPassword());
        assertThat(login("eve", "anything").statusCode()).isEqualTo(200);
        try (var raw = new RawConnection(running.address)) {
            raw.write("POST /v1/session/login HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nAuthorization: "
                    + Client.basic("eve", "")
                    + "\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 401 ").contains("not under the name in the Host header");
        }
    }

    @Test
    void a_server_that_others_can_reach_neither_starts_with_nor_serves_a_user_without_a_password() {
        var everywhere = Options.with(new ServerOptions.Listen(ListenAddress.of("0.0.0.0"), 0, Optional.empty(), List.of(), 16));
        try (var reachable = new ScriptedServer(everywhere, CONFIGURED.and(created))) {
            created.put("eve", new Login.NoPassword());
            assertThat(reachable.client.send("POST", "/v1/session/login", "{}", "Authorization", Client.basic("eve", "")).body())
                    .contains("5100", "on the server's own machine only");
        }
        assertThatThrownBy(() -> new ScriptedServer(everywhere, CONFIGURED.and(created)).close())
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                    assertThat(e).hasMessageContaining("'eve'").hasMessageContaining("ALTER USER");
                });
    }

    @Test
    void the_default_role_counts_when_it_is_granted_directly_or_inside_another() {
        created.put("ann", PASSWORD, Optional.of("inner"), false);
        assertThat(verify("ann", "first").get("default_role").asString()).isEqualTo("public");

        created.grant(new Grantee.User("ann"), "outer");
        assertThat(verify("ann", "first").get("default_role").asString()).isEqualTo("public");

        created.grant(new Grantee.Role("outer"), "inner");
        JsonNode nested = verify("ann", "first");
        assertThat(nested.get("default_role").asString()).isEqualTo("inner");
        assertThat(nested.get("roles")).extracting(JsonNode::asString).containsExactly("inner", "outer", "public");

        created.grant(new Grantee.User("ann"), "inner");
        assertThat(verify("ann", "first").get("default_role").asString()).isEqualTo("inner");
    }

    @Test
    void a_configured_user_is_account_admin() {
        JsonNode boss = verify("boss", "configured");
        assertThat(boss.get("user").asString()).isEqualTo("boss");
        assertThat(boss.get("default_role").asString()).isEqualTo("account_admin");
        assertThat(boss.get("is_configured").asBoolean()).isTrue();
    }

    @Test
    void a_login_asks_for_its_role_and_database_as_a_statement_would() {
        created.put("ann", PASSWORD);
        String authorization = Client.basic("ann", "first");
        var refused = running.client.send("POST", "/v1/session/login", "{\"database\":\"default\",\"role\":\"r\",\"settings\":{}}",
                "Authorization", authorization);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Client.json(refused).get("error").get("code").asInt()).isEqualTo(2206);
        for (String body : List.of("", " ", "{}", "{\"database\":\"default\",\"settings\":{\"timezone\":\"UTC\"}}", "{\"role\":null}",
                "{\"role\":\"\"}")) {
            assertThat(running.client.send("POST", "/v1/session/login", body, "Authorization", authorization).statusCode()).as(body)
                    .isEqualTo(200);
        }
        assertThat(running.client.send("POST", "/v1/session/login", "{\"role\":1}", "Authorization", authorization).statusCode())
                .isEqualTo(400);
    }
}
