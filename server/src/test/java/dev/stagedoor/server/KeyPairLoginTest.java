package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.server.authentication.AuthenticationOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions.Slowdown;
import dev.stagedoor.server.authentication.Users;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPairLoginTest {
    private static final Slowdown NEVER = new Slowdown(1_000_000, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
    private static final ListedUsers CREATED = new ListedUsers();
    private static final Map<String, PublicJsonWebKey> KEYS = new TreeMap<>();
    private static ScriptedServer running;

    @BeforeAll
    static void start() {
        for (String algorithm : new String[] {"RS256", "ES256", "ES384", "EdDSA"}) {
            PublicJsonWebKey key = TestTokens.key(algorithm, "");
            KEYS.put(algorithm, key);
            CREATED.put(algorithm, new Login.KeyPair(TestTokens.pem(key.getPublicKey())));
        }
        CREATED.put("jane", new Login.Jwt());
        CREATED.put("gone", new Login.KeyPair(TestTokens.pem(KEYS.get("EdDSA").getPublicKey())), Optional.empty(), true);
        running = new ScriptedServer(Options.with(new AuthenticationOptions(Duration.ZERO, NEVER, Optional.empty())),
                Users.DEFAULT.and(CREATED));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static HttpResponse<String> who(String token) {
        return running.client.send(
                "POST", "/v1/query", "{\"sql\":\"who\"}", "Authorization", "Bearer " + token, "X-DATABEND-AUTH-METHOD", "keypair");
    }

    private static JwtClaims claims(String user) {
        return TestTokens.claims(running.clock, user);
    }

    private static void assertRefused(String token, String... reasons) {
        HttpResponse<String> response = who(token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
        assertThat(response.body()).contains("\"code\":5100", "Authentication failed: ").doesNotContain(token);
        for (String reason : reasons) {
            assertThat(response.body()).contains(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "ES384", "EdDSA"})
    void a_token_signed_with_the_users_own_key_is_the_users(String algorithm) {
        HttpResponse<String> response = who(TestTokens.sign(claims(algorithm), KEYS.get(algorithm), algorithm));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Client.json(response).get("data").get(0).get(0).asString()).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "ES384", "EdDSA"})
    void a_token_signed_with_another_key_is_nobodys(String algorithm) {
        assertRefused(TestTokens.sign(claims(algorithm), TestTokens.key(algorithm, ""), algorithm), "has no signature that is right");
    }

    @Test
    void the_algorithm_is_that_of_the_key_whatever_the_token_says() {
        PublicJsonWebKey rsa = KEYS.get("RS256");
        assertRefused(TestTokens.hs256(claims("RS256"), TestTokens.pem(rsa.getPublicKey())));
        assertRefused(TestTokens.unsigned(claims("RS256")));
        for (String other : new String[] {"RS384", "RS512", "PS256"}) {
            assertRefused(TestTokens.sign(claims("RS256"), rsa, other));
        }
        assertRefused(TestTokens.sign(claims("RS256"), KEYS.get("ES256"), "ES256"));
        assertRefused(TestTokens.sign(claims("ES256"), KEYS.get("ES384"), "ES384"));
    }

    @Test
    void a_token_of_one_user_does_not_open_another() {
        assertRefused(TestTokens.sign(claims("RS256"), KEYS.get("EdDSA"), "EdDSA"));
        String[] parts = TestTokens.sign(claims("EdDSA"), KEYS.get("EdDSA"), "EdDSA").split("\\.");
        String[] others = TestTokens.sign(claims("ES256"), KEYS.get("ES256"), "ES256").split("\\.");
        assertRefused(parts[0] + "." + others[1] + "." + parts[2]);
    }

    @Test
    void a_token_lives_for_minutes() {
        JwtClaims expired = claims("EdDSA");
        expired.setIssuedAt(TestTokens.at(running.clock, Duration.ofMinutes(-2)));
        expired.setExpirationTime(TestTokens.at(running.clock, Duration.ofMinutes(-1)));
        assertRefused(TestTokens.sign(expired, KEYS.get("EdDSA"), "EdDSA"), "has expired");

        JwtClaims longLived = claims("EdDSA");
        longLived.setExpirationTime(TestTokens.at(running.clock, Duration.ofMinutes(11)));
        assertRefused(TestTokens.sign(longLived, KEYS.get("EdDSA"), "EdDSA"), "valid for 660 s, and may be for 600 s");

        JwtClaims old = claims("EdDSA");
        old.setIssuedAt(TestTokens.at(running.clock, Duration.ofMinutes(-20)));
        assertRefused(TestTokens.sign(old, KEYS.get("EdDSA"), "EdDSA"), "too long ago");

        JwtClaims future = claims("EdDSA");
        future.setIssuedAt(TestTokens.at(running.clock, Duration.ofMinutes(5)));
        future.setExpirationTime(TestTokens.at(running.clock, Duration.ofMinutes(6)));
        assertRefused(TestTokens.sign(future, KEYS.get("EdDSA"), "EdDSA"), "issued in the future");

        JwtClaims skewed = claims("EdDSA");
        skewed.setIssuedAt(TestTokens.at(running.clock, Duration.ofSeconds(20)));
        assertThat(who(TestTokens.sign(skewed, KEYS.get("EdDSA"), "EdDSA")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_token_must_say_when_it_was_issued_and_when_it_ends() {
        JwtClaims endless = claims("EdDSA");
        endless.unsetClaim("exp");
        assertRefused(TestTokens.sign(endless, KEYS.get("EdDSA"), "EdDSA"), "exp is missing");
        JwtClaims undated = claims("EdDSA");
        undated.unsetClaim("iat");
        assertRefused(TestTokens.sign(undated, KEYS.get("EdDSA"), "EdDSA"), "iat is missing");
    }

    @Test
    void a_disabled_user_is_told_after_the_signature_was_right() {
        assertRefused(TestTokens.sign(claims("gone"), KEYS.get("EdDSA"), "EdDSA"), "user 'gone' is disabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "ES384", "EdDSA", "RS512", "ES512", "HS256", "none"})
    void a_made_up_token_does_not_tell_which_users_there_are_nor_what_their_keys_are(String algorithm) {
        Set<String> answers = new HashSet<>();
        for (String user : List.of("RS256", "ES256", "ES384", "EdDSA", "jane", "root", "gone", "eve")) {
            HttpResponse<String> response = who(madeUp(algorithm, user));
            answers.add(response.statusCode() + " " + response.body());
        }
        assertThat(answers).hasSize(1);
    }

    private static String madeUp(String algorithm, String user) {
        return switch (algorithm) {
            case "HS256" -> TestTokens.hs256(claims(user), "a secret of enough bytes for HMAC with SHA-256");
            case "none" -> TestTokens.unsigned(claims(user));
            default -> TestTokens.sign(claims(user), TestTokens.key(algorithm.equals("RS512") ? "RS256" : algorithm, ""), algorithm);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b", "a.b.c", "a.b.c.d.e", "..", "eyJhbGciOiJFZERTQSJ9..", "é.é.é"})
    void what_is_no_token_is_401(String token) {
        HttpResponse<String> response = who(token);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("\"code\":5100");
    }

    @Test
    void a_huge_token_is_refused_before_it_is_read() {
        assertRefused("a." + "b".repeat(9_000) + ".c", "is not a signed JSON Web Token");
    }

    @Test
    void without_its_header_a_key_pairs_token_is_taken_for_the_issuers() {
        String token = TestTokens.sign(claims("EdDSA"), KEYS.get("EdDSA"), "EdDSA");
        HttpResponse<String> response = running.client.send("POST", "/v1/query", "{\"sql\":\"who\"}", "Authorization", "Bearer " + token);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("X-DATABEND-AUTH-METHOD: keypair");
    }

    @Test
    void a_replaced_key_is_in_force_at_once() {
        PublicJsonWebKey first = TestTokens.key("EdDSA", "1");
        PublicJsonWebKey second = TestTokens.key("EdDSA", "2");
        CREATED.put("kate", new Login.KeyPair(TestTokens.pem(first.getPublicKey())));
        String token = TestTokens.sign(claims("kate"), first, "EdDSA");
        assertThat(who(token).statusCode()).isEqualTo(200);
        CREATED.put("kate", new Login.KeyPair(TestTokens.pem(second.getPublicKey())));
        assertThat(who(token).statusCode()).isEqualTo(401);
        assertThat(who(TestTokens.sign(claims("kate"), second, "EdDSA")).statusCode()).isEqualTo(200);
    }
}
