package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.authentication.AuthenticationOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions.Issuer;
import dev.stagedoor.server.authentication.AuthenticationOptions.KeySetLocation;
import dev.stagedoor.server.authentication.AuthenticationOptions.Slowdown;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuedTokenLoginTest {
    private static final Slowdown NEVER = new Slowdown(1_000_000, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
    private static final PublicJsonWebKey KEY = TestTokens.key("ES256", "-1");
    private static final PublicJsonWebKey NEW_KEY = TestTokens.key("ES256", "-2");
    private static final String ISSUER = "https://issuer.example";
    private static final String AUDIENCE = "stagedoor";

    private final ListedUsers created = new ListedUsers();
    private KeySetServer issuer;
    private ScriptedServer running;

    @BeforeEach
    void start() {
        created.put("jane", new Login.Jwt());
        created.put("kate", new Login.KeyPair(TestTokens.pem(KEY.getPublicKey())));
        issuer = new KeySetServer(KEY);
        running = server(new KeySetLocation.Url(issuer.url()), "sub");
    }

    @AfterEach
    void stop() {
        running.close();
        issuer.close();
    }

    private ScriptedServer server(KeySetLocation keys, String userClaim) {
        var users = new Users(List.of(new User("root", Optional.empty()), new User("boss", Optional.of(PasswordHashes.hash("x")))));
        var options = new AuthenticationOptions(
                Duration.ZERO, NEVER, Optional.of(new Issuer(ISSUER, AUDIENCE, keys, userClaim, Duration.ofSeconds(30))));
        return new ScriptedServer(Options.with(options), users.and(created));
    }

    private static HttpResponse<String> who(ScriptedServer server, String token) {
        return server.client.send("POST", "/v1/query", "{\"sql\":\"who\"}", "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> who(String token) {
        return who(running, token);
    }

    private JwtClaims claims(String user) {
        return claims(user, claims -> {});
    }

    private JwtClaims claims(String user, Consumer<JwtClaims> change) {
        JwtClaims claims = TestTokens.claims(running.clock, user);
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        change.accept(claims);
        return claims;
    }

    private String token(PublicJsonWebKey key) {
        return TestTokens.sign(claims("jane"), key, "ES256");
    }

    private void assertRefused(String token, String... reasons) {
        HttpResponse<String> response = who(token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
        assertThat(response.body()).contains("\"code\":5100", "Authentication failed: ").doesNotContain(token);
        for (String reason : reasons) {
            assertThat(response.body()).contains(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "ES384", "EdDSA"})
    void a_token_of_the_issuer_is_its_users(String algorithm) {
        PublicJsonWebKey key = TestTokens.key(algorithm, "");
        issuer.publish(KEY, key);
        HttpResponse<String> response = who(TestTokens.sign(claims("jane"), key, algorithm));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Client.json(response).get("data").get(0).get(0).asString()).isEqualTo("jane");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512", "PS256", "ES512"})
    void other_algorithms_are_refused_with_keys_of_the_issuer_too(String algorithm) {
        PublicJsonWebKey key = TestTokens.key(algorithm.startsWith("ES") ? algorithm : "RS256", "");
        issuer.publish(key);
        assertRefused(TestTokens.sign(claims("jane"), key, algorithm));
    }

    @Test
    void unsigned_and_symmetric_tokens_are_refused() {
        assertRefused(TestTokens.unsigned(claims("jane")));
        assertRefused(TestTokens.hs256(claims("jane"), TestTokens.pem(KEY.getPublicKey())));
        assertRefused(TestTokens.hs256(claims("jane"), issuer.body));
        assertRefused("a.b.c.d.e", "is not a signed JSON Web Token");
    }

    @Test
    void issuer_audience_and_expiry_are_required_and_compared() {
        assertRefused(TestTokens.sign(claims("jane", c -> c.setIssuer("https://other.example")), KEY, "ES256"),
                "not of the configured issuer");
        assertRefused(TestTokens.sign(claims("jane", c -> c.unsetClaim("iss")), KEY, "ES256"), "not of the configured issuer");
        assertRefused(TestTokens.sign(claims("jane", c -> c.setAudience("other")), KEY, "ES256"),
                "not made out to the configured audience");
        assertRefused(TestTokens.sign(claims("jane", c -> c.unsetClaim("aud")), KEY, "ES256"), "not made out to the configured audience");
        assertRefused(TestTokens.sign(claims("jane", c -> c.unsetClaim("exp")), KEY, "ES256"), "exp is missing");
        assertRefused(TestTokens.sign(claims("jane", c -> c.unsetClaim("sub")), KEY, "ES256"), "names no user");
        assertRefused(TestTokens.sign(claims("jane", c -> c.setClaim("sub", 7)), KEY, "ES256"));
        assertThat(who(TestTokens.sign(claims("jane", c -> c.setAudience("other", AUDIENCE)), KEY, "ES256")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_token_ends_with_its_expiry_and_the_allowed_skew() {
        String token = token(KEY);
        running.clock.turn(Duration.ofSeconds(60 + 29));
        assertThat(who(token).statusCode()).isEqualTo(200);
        running.clock.turn(Duration.ofSeconds(2));
        assertRefused(token, "has expired");
        assertRefused(
                TestTokens.sign(claims("jane", c -> c.setNotBefore(TestTokens.at(running.clock, Duration.ofSeconds(40)))), KEY, "ES256"),
                "not valid yet");
    }

    @Test
    void only_users_identified_with_jwt_log_in_with_a_token() {
        assertRefused(TestTokens.sign(claims("kate"), KEY, "ES256"), "does not log in with tokens");
        assertRefused(TestTokens.sign(claims("boss"), KEY, "ES256"), "does not log in with tokens");
        assertRefused(TestTokens.sign(claims("root"), KEY, "ES256"), "does not log in with tokens");
        HttpResponse<String> unknown = who(TestTokens.sign(claims("eve"), KEY, "ES256"));
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).contains("2201");
        created.put("jane", new Login.Jwt(), Optional.empty(), true);
        assertRefused(token(KEY), "user 'jane' is disabled");
    }

    @Test
    void of_a_password_and_a_token_as_databend_jdbc_sends_them_the_token_counts() throws IOException {
        try (var raw = new RawConnection(running.address)) {
            raw.write("POST /v1/query HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: "
                    + Client.ROOT + "\r\nAuthorization: Bearer " + token(KEY) + "\r\nContent-Length: 13\r\n\r\n{\"sql\":\"who\"}");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 200 ").contains("[[\"jane\",");
        }
    }

    @Test
    void the_user_may_stand_in_another_claim() {
        try (var other = server(new KeySetLocation.Url(issuer.url()), "preferred_username")) {
            String token = TestTokens.sign(claims("0815", c -> c.setClaim("preferred_username", "jane")), KEY, "ES256");
            assertThat(who(other, token).body()).contains("[[\"jane\",");
        }
    }

    @Test
    void keys_are_fetched_once_and_again_for_an_unknown_one_at_most_once_a_minute() {
        for (int i = 0; i < 3; i++) {
            assertThat(who(token(KEY)).statusCode()).isEqualTo(200);
        }
        assertThat(issuer.fetches).hasValue(1);

        issuer.publish(KEY, NEW_KEY);
        assertThat(who(token(NEW_KEY)).statusCode()).isEqualTo(401);
        assertThat(issuer.fetches).hasValue(1);

        running.clock.turn(Duration.ofSeconds(61));
        assertThat(who(token(NEW_KEY)).statusCode()).isEqualTo(200);
        assertThat(issuer.fetches).hasValue(2);

        for (int i = 0; i < 10; i++) {
            assertThat(who(token(TestTokens.key("ES256", "-made-up"))).statusCode()).isEqualTo(401);
        }
        assertThat(issuer.fetches).hasValue(2);
    }

    @Test
    void a_withdrawn_key_ends_with_the_age_of_the_keys() {
        assertThat(who(token(KEY)).statusCode()).isEqualTo(200);
        issuer.publish(NEW_KEY);
        running.clock.turn(Duration.ofMinutes(14));
        assertThat(who(token(KEY)).statusCode()).isEqualTo(200);
        running.clock.turn(Duration.ofMinutes(2));
        assertThat(who(token(KEY)).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"down", "error", "nonsense", "huge"})
    void known_keys_stay_in_force_while_the_issuer_cannot_be_asked(String fault) {
        assertThat(who(token(KEY)).statusCode()).isEqualTo(200);
        switch (fault) {
            case "down" -> issuer.close();
            case "error" -> issuer.status = 500;
            case "nonsense" -> issuer.body = "<html>";
            default -> issuer.body = "{\"keys\":[]}" + " ".repeat(300 << 10);
        }
        running.clock.turn(Duration.ofHours(3));
        assertThat(who(token(KEY)).statusCode()).isEqualTo(200);
        assertThat(who(token(NEW_KEY)).statusCode()).isEqualTo(401);
    }

    @Test
    void without_any_keys_yet_it_is_503_and_soon_tried_again() {
        issuer.status = 503;
        assertThat(who(token(KEY)).statusCode()).isEqualTo(503);
        issuer.status = 200;
        assertThat(who(token(KEY)).statusCode()).isEqualTo(503);
        running.clock.turn(Duration.ofSeconds(6));
        assertThat(who(token(KEY)).statusCode()).isEqualTo(200);
    }

    @Test
    void keys_in_a_file_are_read_again_when_it_has_changed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("keys.json"), new JsonWebKeySet(KEY).toJson());
        try (var other = server(new KeySetLocation.File(file), "sub")) {
            assertThat(who(other, token(KEY)).statusCode()).isEqualTo(200);
            assertThat(who(other, token(NEW_KEY)).statusCode()).isEqualTo(401);
            Files.writeString(file, new JsonWebKeySet(NEW_KEY).toJson());
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
            assertThat(who(other, token(NEW_KEY)).statusCode()).isEqualTo(200);
            assertThat(who(other, token(KEY)).statusCode()).isEqualTo(401);
            Files.delete(file);
            assertThat(who(other, token(NEW_KEY)).statusCode()).isEqualTo(200);
        }
    }
}
