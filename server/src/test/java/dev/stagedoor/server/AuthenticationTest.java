package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.signing.term.AddressRange;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AuthenticationTest {
    private static final Users USERS = new Users(List.of(
            new User("ann", Optional.of(PasswordHashes.hash("geheim: ü"))),
            new User("bob", Optional.of(PasswordHashes.hash(""))),
            new User("root", Optional.empty())));

    private static ScriptedServer running;

    @BeforeAll
    static void start() {
        running = new ScriptedServer(Options.LOCAL, USERS);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static HttpResponse<String> who(String... authorization) {
        return running.client.send("POST", "/v1/query", "{\"sql\":\"who\"}", authorization);
    }

    private static String whoAs(String user, String password) {
        return Client.json(who("Authorization", Client.basic(user, password))).get("data").get(0).get(0).asString();
    }

    @Test
    void a_right_password_lets_its_user_in_each_time() {
        assertThat(whoAs("ann", "geheim: ü")).isEqualTo("ann");
        assertThat(whoAs("ann", "geheim: ü")).isEqualTo("ann");
    }

    @Test
    void an_empty_password_is_a_password() {
        assertThat(whoAs("bob", "")).isEqualTo("bob");
        assertThat(who("Authorization", Client.basic("bob", "x")).statusCode()).isEqualTo(401);
    }

    @Test
    void a_user_without_a_password_gets_in_with_any() {
        assertThat(whoAs("root", "")).isEqualTo("root");
        assertThat(whoAs("root", "whatever")).isEqualTo("root");
    }

    @Test
    void a_remembered_password_of_one_user_is_not_anothers() {
        assertThat(whoAs("ann", "geheim: ü")).isEqualTo("ann");
        assertThat(who("Authorization", Client.basic("bob", "geheim: ü")).statusCode()).isEqualTo(401);
        assertThat(who("Authorization", Client.basic("ann", "geheim: u")).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"ann, wrong, 5100, Authentication failed: incorrect password", "eve, x, 5100, Authentication failed: incorrect password"})
    void a_wrong_login_is_401_with_databends_code(String user, String password, int code, String message) {
        HttpResponse<String> response = running.client.send(
                "POST", "/v1/session/login", "{}", "Authorization", Client.basic(user, password));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic ");
        JsonNode error = Client.json(response).get("error");
        assertThat(error.get("code").asInt()).isEqualTo(code);
        assertThat(error.get("message").asString()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "Bearer", "Basic !!!", "Basic cm9vdA==", "Digest x", "", "Basic"})
    void a_header_that_proves_nothing_is_401(String header) {
        HttpResponse<String> response = who("Authorization", header);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(Client.json(response).get("error").get("code").asInt()).isEqualTo(5100);
    }

    @Test
    void more_than_one_password_or_token_is_refused() throws Exception {
        for (String second : List.of("Authorization: " + Client.ROOT, "Authorization: Bearer x\r\nAuthorization: Bearer y")) {
            String answer = rawWho("Authorization: " + Client.ROOT + "\r\n" + second + "\r\n");
            assertThat(answer).startsWith("HTTP/1.1 401 ").contains("more than one Authorization header");
        }
    }

    @Test
    void a_token_counts_before_a_password_and_needs_an_issuer() throws Exception {
        assertThat(rawWho("Authorization: " + Client.ROOT + "\r\nAuthorization: Bearer a.b.c\r\n"))
                .startsWith("HTTP/1.1 401 ")
                .contains("\"code\":5100", "no issuer of tokens is configured", "X-DATABEND-AUTH-METHOD: keypair");
    }

    @Test
    void a_query_of_another_user_is_out_of_reach() {
        JsonNode page = running.client.query(Map.of("sql", "rows 1000", "pagination", Map.of("max_rows_per_page", 1)));
        for (String link : List.of("next_uri", "kill_uri", "final_uri", "stats_uri")) {
            HttpResponse<String> response = running.client.send(
                    "GET", page.get(link).asString(), "", "Authorization", Client.basic("ann", "geheim: ü"));
            assertThat(response.statusCode()).as(link).isEqualTo(401);
        }
        assertThat(running.client.send("GET", page.get("next_uri").asString(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void a_page_under_a_name_that_resolves_to_us_cannot_use_the_user_without_a_password() throws Exception {
        for (String host : List.of("evil.example", "evil.example:" + running.address.getPort(), "localhost.evil.example")) {
            assertThat(rawWho(host, Client.ROOT)).as(host).startsWith("HTTP/1.1 401 ");
        }
        for (String host : List.of("localhost:8000", "LOCALHOST", "127.0.0.1", "[::1]:8000", "192.168.1.7:80")) {
            assertThat(rawWho(host, Client.ROOT)).as(host).startsWith("HTTP/1.1 200 ");
        }
        assertThat(rawWho("evil.example", Client.basic("ann", "geheim: ü"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void without_a_header_it_is_root_while_root_has_no_password() throws Exception {
        assertThat(rawWho("")).startsWith("HTTP/1.1 200 ").contains("\"root\"");
        try (var guarded = new ScriptedServer(Options.LOCAL, new Users(List.of(new User("root", Optional.of(PasswordHashes.hash("x"))))));
                var raw = new RawConnection(guarded.address)) {
            raw.write("POST /v1/query HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 13\r\n\r\n{\"sql\":\"who\"}");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void a_web_page_is_not_root_without_a_header() throws Exception {
        assertThat(rawWho("Origin: https://evil.example\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(rawWho("Origin: null\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(rawWho("Sec-Fetch-Site: cross-site\r\n")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void a_password_in_latin_1_is_understood() throws Exception {
        String latin1 = Base64.getEncoder().encodeToString("ann:geheim: ü".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(rawWho("Authorization: Basic " + latin1 + "\r\n")).startsWith("HTTP/1.1 200 ").contains("\"ann\"");
    }

    private static String rawWho(String headers) throws Exception {
        try (var raw = new RawConnection(running.address)) {
            raw.write("POST /v1/query HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n" + headers
                    + "Content-Length: 13\r\n\r\n{\"sql\":\"who\"}");
            return raw.readAll();
        }
    }

    private static String rawWho(String host, String authorization) throws Exception {
        try (var raw = new RawConnection(running.address)) {
            raw.write("POST /v1/query HTTP/1.1\r\nHost: " + host
                    + "\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: "
                    + authorization + "\r\nContent-Length: 13\r\n\r\n{\"sql\":\"who\"}");
            return raw.readAll();
        }
    }

    static List<Arguments> openings() {
        return List.of(
                Arguments.of("server.bind is '0.0.0.0'",
                        new ServerOptions.Listen(ListenAddress.of("0.0.0.0"), 0, Optional.empty(), List.of(), 16)),
                Arguments.of("server.bind is '::'", new ServerOptions.Listen(ListenAddress.of("::"), 0, Optional.empty(), List.of(), 16)),
                Arguments.of("server.public_url is 'https://stage.example'", local(Optional.of("https://stage.example"), List.of())),
                Arguments.of("server.public_url is 'http://192.168.1.7:8000'", local(Optional.of("http://192.168.1.7:8000"), List.of())),
                Arguments.of("server.trusted_proxies", local(Optional.empty(), List.of(AddressRange.of("127.0.0.1")))));
    }

    private static ServerOptions.Listen local(Optional<String> publicUrl, List<AddressRange> proxies) {
        return Options.listen(publicUrl.map(URI::create), proxies).listen();
    }

    @ParameterizedTest
    @MethodSource("openings")
    void a_server_that_others_can_reach_does_not_start_with_a_user_without_a_password(String reason, ServerOptions.Listen listen) {
        assertThatThrownBy(() -> new ScriptedServer(Options.with(listen), USERS).close())
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                    assertThat(e).hasMessageContaining("user 'root' has no password").hasMessageContaining(reason);
                    assertThat(e).hasMessageContaining("stagedoor hash-password").hasMessageNotContaining("\n");
                });
        var guarded = new Users(List.of(new User("ann", Optional.of(PasswordHashes.hash("x")))));
        new ScriptedServer(Options.with(listen), guarded).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:9000", "https://127.0.0.1", "http://[::1]:8000"})
    void a_public_url_of_this_machine_opens_it_to_nobody(String publicUrl) {
        new ScriptedServer(Options.with(local(Optional.of(publicUrl), List.of())), USERS).close();
    }

    @Test
    void a_user_who_lost_the_password_while_others_reach_the_server_is_not_served() {
        var created = new ListedUsers();
        var proxies = List.of(AddressRange.of("127.0.0.1"));
        try (var behind = new ScriptedServer(Options.listen(Optional.empty(), proxies), Options.GUARDED.and(created))) {
            created.put("kim", new Login.NoPassword());
            for (String client : List.of("203.0.113.9", "127.0.0.1")) {
                HttpResponse<String> response = behind.client.send(
                        "POST", "/v1/query", "{\"sql\":\"who\"}", "Authorization", Client.basic("kim", ""), "X-Forwarded-For", client);
                assertThat(response.statusCode()).as(client).isEqualTo(401);
            }
        }
    }

    /** Behind a proxy on this machine that nobody told the server of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.9", "x-forwarded-for: 127.0.0.1", "Forwarded: for=203.0.113.9", "X-Real-IP: 203.0.113.9",
                "X-Forwarded-Host: stage.example", "X-Forwarded-Proto: https", "X-Forwarded-Port: 443", "X-Forwarded-Server: a",
                "Via: 1.1 proxy",
                "X-Client-IP: 203.0.113.9", "CF-Connecting-IP: 203.0.113.9", "True-Client-IP: 203.0.113.9",
            })
    void what_came_through_a_proxy_is_nobody_without_a_password(String header) throws Exception {
        assertThat(rawWho(header + "\r\nAuthorization: " + Client.ROOT + "\r\n")).startsWith("HTTP/1.1 401 ")
                .contains("server.trusted_proxies");
        assertThat(rawWho(header + "\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(rawWho(header + "\r\nAuthorization: " + Client.basic("ann", "geheim: ü") + "\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_login_does_not_tell_which_users_there_are_nor_how_they_log_in() {
        var created = new ListedUsers();
        created.put("jane", new Login.Jwt());
        created.put("kate", new Login.KeyPair(TestTokens.pem(TestTokens.key("EdDSA", "").getPublicKey())));
        created.put("dora", new Login.Password(PasswordHashes.hash("x")), Optional.empty(), true);
        try (var server = new ScriptedServer(Options.LOCAL, USERS.and(created))) {
            Set<String> answers = new HashSet<>();
            for (String user : List.of("ann", "eve", "jane", "kate", "dora")) {
                HttpResponse<String> response = server.client.send(
                        "POST", "/v1/session/login", "{}", "Authorization", Client.basic(user, "wrong"));
                answers.add(response.statusCode() + " " + response.body() + " " + response.headers().map().keySet());
            }
            assertThat(answers).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a'b", "a`b", "a\u202eb", "a\nb", "public", "Account_Admin"})
    void a_configured_name_that_could_be_taken_for_another_is_refused(String name) {
        assertThatThrownBy(() -> new User(name, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot hold quotes");
    }

    @Test
    void hashes_are_salted_and_text_that_is_no_hash_is_refused() {
        assertThat(PasswordHashes.hash("x")).startsWith("$argon2id$").isNotEqualTo(PasswordHashes.hash("x"));
        assertThatThrownBy(() -> new User("ann", Optional.of("secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThat(new User("ann", Optional.of(PasswordHashes.hash("x"))).toString()).isEqualTo("User[ann]");
    }
}
