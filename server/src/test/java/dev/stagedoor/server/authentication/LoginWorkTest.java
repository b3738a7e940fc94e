package dev.stagedoor.server.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refusing a login takes the same work whoever the user: counted, because a clock could only guess it. */
class LoginWorkTest {
    private static final List<String> ALGORITHMS = List.of("RS256", "ES256", "ES384", "EdDSA");

    private final List<String> work = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, UserDefinition> users = new HashMap<>();
    private final Map<String, PublicJsonWebKey> keys = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        for (String algorithm : ALGORITHMS) {
            keys.put(algorithm, key(algorithm));
            add(algorithm, new Login.KeyPair(pem(keys.get(algorithm))));
        }
        add("ann", new Login.Password(PasswordHashes.hash("right")));
        add("jane", new Login.Jwt());
        var directory = new UserDirectory() {
            @Override
            public Optional<UserDefinition> user(String name) {
                return Optional.ofNullable(users.get(name));
            }

            @Override
            public List<UserDefinition> users() {
                return List.copyOf(users.values());
            }

            @Override
            public Grants grants() {
                throw new IllegalStateException("a login that is refused asks for no grants");
            }
        };
        var counted = new LoginWork(
                (password, hash) -> {
                    work.add(hash.substring(0, hash.indexOf('$', "$argon2id$v=19$".length())));
                    return PasswordHashes.matches(password, hash);
                },
                (token, key, rules) -> {
                    work.add(key.getAlgorithm());
                    return rules.processToClaims(token);
                },
                _ -> {});
        var never = new AuthenticationOptions.Slowdown(Integer.MAX_VALUE, Duration.ofHours(1), Duration.ZERO, Duration.ZERO, 1);
        var authenticator = new Authenticator(
                new Users(List.of(new User("root", Optional.of(PasswordHashes.hash("x"))))).and(directory),
                new Authenticator.Reach(new Origins(Optional.empty(), List.of()), true),
                new AuthenticationOptions(Duration.ofMinutes(5), never, Optional.empty()),
                Clock.systemUTC(),
                counted);
        server = new Server(0);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(status(authenticator, request));
                callback.succeeded();
                return true;
            }
        });
        server.start();
    }

    private static int status(Authenticator authenticator, Request request) {
        try {
            authenticator.authenticate(request);
            return 200;
        } catch (HttpRefusal e) {
            return e.status();
        }
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        server.stop();
    }

    private void add(String name, Login login) {
        users.put(name, new UserDefinition(name, login, Optional.empty(), false, "root", Instant.EPOCH));
    }

    private List<String> workOfRefusing(String... headers) throws Exception {
        work.clear();
        URI uri = URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + "/");
        assertThat(http.send(HttpRequest.newBuilder(uri).headers(headers).build(), BodyHandlers.discarding()).statusCode()).isEqualTo(401);
        return List.copyOf(work);
    }

    @Test
    void a_password_is_hashed_once_whether_the_user_is_there_has_another_login_or_was_right_a_moment_ago() throws Exception {
        Set<List<String>> done = new HashSet<>();
        for (String user : List.of("ann", "eve", "jane", "EdDSA", "root", "ann", "eve")) {
            done.add(workOfRefusing("Authorization", basic(user, "wrong")));
        }
        assertThat(done).singleElement()
                .satisfies(once -> assertThat(once).hasSize(1).first().asString().startsWith("$argon2id$v=19$m=19456,t=2,p=1"));
        for (String user : List.of("ann", "eve")) {
            assertThat(workOfRefusing("Authorization", basic(user, "x".repeat(2000)))).as(user).isEmpty();
        }
    }

    @Test
    void a_token_is_verified_once_with_a_key_of_its_kind_whether_the_user_has_such_a_key_or_none() throws Exception {
        for (String algorithm : ALGORITHMS) {
            PublicJsonWebKey another = key(algorithm);
            Set<List<String>> done = new HashSet<>();
            for (String user : List.of("RS256", "ES256", "ES384", "EdDSA", "jane", "ann", "root", "eve")) {
                done.add(workOfRefusing("Authorization", "Bearer " + token(user, another, algorithm), "X-DATABEND-AUTH-METHOD", "keypair"));
            }
            assertThat(done).as(algorithm).singleElement().satisfies(once -> assertThat(once).hasSize(1));
        }
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static PublicJsonWebKey key(String algorithm) throws Exception {
        return switch (algorithm) {
            case "RS256" -> RsaJwkGenerator.generateJwk(2048);
            case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
            case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
            default -> OkpJwkGenerator.generateJwk("Ed25519");
        };
    }

    private static String pem(PublicJsonWebKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String token(String user, PublicJsonWebKey key, String algorithm) throws Exception {
        var claims = new JwtClaims();
        claims.setSubject(user);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(1);
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setAlgorithmHeaderValue(algorithm);
        return signature.getCompactSerialization();
    }
}
