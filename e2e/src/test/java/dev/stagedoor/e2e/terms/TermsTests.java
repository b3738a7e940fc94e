package dev.stagedoor.e2e.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.Presigned;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.storage.contract.TermSamples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Every term of a URL against one kind of store; a subclass says which. What a store cannot hold a client to, PRESIGN refuses. */
@RequiresCommand("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TermsTests {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WORLD = "world".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONGER = "hello, world".getBytes(StandardCharsets.US_ASCII);
    private static final int UNSUPPORTED = 3902;

    @TempDir
    static Path directory;

    ServerProcess server;
    SqlClient sql;
    Curl curl;

    /** The URL and CONNECTION of the stage; empty for an internal stage. */
    abstract String location() throws Exception;

    /** What the store, or the door in front of it, holds a client to. */
    abstract Set<TermName> held();

    void stopStore() throws Exception {}

    @BeforeAll
    void start() throws Exception {
        String location = location();
        server = ServerProcess.start(directory.resolve("data"));
        sql = server.sql();
        sql.query("CREATE STAGE s " + location);
        curl = new Curl(directory);
        Scratch.file(directory, "hello", HELLO);
        Scratch.file(directory, "world", WORLD);
        Scratch.file(directory, "longer", LONGER);
    }

    @AfterAll
    void stop() throws Exception {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            stopStore();
        }
    }

    @ParameterizedTest
    @EnumSource(TermName.class)
    void term_kept_to_is_served_or_refused_when_it_is_asked_for(TermName term) {
        String key = "kept/" + term.name();
        if (!held().contains(term)) {
            assertThatThrownBy(() -> sql.presign("UPLOAD", "s", key, TermSamples.clause(term)))
                    .isInstanceOfSatisfying(SqlError.class, error -> assertThat(error.code()).isEqualTo(UNSUPPORTED))
                    .hasMessageContaining("storage doesn't support presign operation");
            return;
        }
        Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(term));
        assertThat(put(url, "hello").status()).isEqualTo(200);
        assertThat(content(key)).isEqualTo(HELLO);
    }

    @Test
    void other_content_type_is_refused() {
        whenHeld(TermName.CONTENT_TYPE, key -> {
            Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(TermName.CONTENT_TYPE));
            refused(key, curl.run("-T", "hello", "-H", "content-type: text/html", url.url().toString()));
            refused(key, curl.run("-T", "hello", url.url().toString()));
        });
    }

    @Test
    void other_length_is_refused() {
        whenHeld(TermName.CONTENT_LENGTH, key -> {
            Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(TermName.CONTENT_LENGTH));
            refused(key, put(url, "longer"));
        });
    }

    @Test
    void other_bytes_are_refused() {
        whenHeld(TermName.CHECKSUM_SHA256, key -> {
            Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(TermName.CHECKSUM_SHA256));
            refused(key, put(url, "world"));
            refused(key, curl.run("-T", "world", url.url().toString()));
        });
    }

    @Test
    void second_upload_is_refused_where_nothing_may_be_replaced() {
        whenHeld(TermName.OVERWRITE, key -> {
            Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(TermName.OVERWRITE));
            refused(key, curl.run("-T", "hello", url.url().toString()));
            assertThat(put(url, "hello").status()).isEqualTo(200);
            assertThat(put(url, "world").status()).isEqualTo(412);
            assertThat(content(key)).isEqualTo(HELLO);
        });
    }

    @Test
    void larger_file_is_refused_with_its_length_and_without() {
        whenHeld(TermName.MAX_SIZE, key -> {
            Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(TermName.MAX_SIZE));
            refused(key, put(url, "longer"));
            refused(key, curl.runWithInput(directory.resolve("longer"), "-T", "-", url.url().toString()));
        });
    }

    @Test
    void second_use_is_refused() {
        whenHeld(TermName.ONE_TIME, key -> {
            Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(TermName.ONE_TIME));
            assertThat(put(url, "hello").status()).isEqualTo(200);
            assertThat(put(url, "world").status()).isEqualTo(403);
            assertThat(content(key)).isEqualTo(HELLO);
            Presigned download = sql.presign("DOWNLOAD", "s", key, TermSamples.clause(TermName.ONE_TIME));
            assertThat(curl.run(download.url().toString()).body()).isEqualTo(HELLO);
            assertThat(curl.run(download.url().toString()).status()).isEqualTo(403);
        });
    }

    @Test
    void other_address_is_refused() {
        whenHeld(TermName.FROM_IP, key -> {
            Presigned url = sql.presign("UPLOAD", "s", key, "FROM_IP = '10.0.0.0/8'");
            refused(key, put(url, "hello"));
        });
    }

    @Test
    void url_ends_with_its_expiry() {
        Presigned url = sql.presign("UPLOAD", "s", "expiring", "EXPIRE = 1");
        await().atMost(Duration.ofSeconds(30)).until(() -> put(url, "hello").status() == 403);
    }

    @Test
    void rules_of_the_stage_bind_every_url() {
        sql.query("ALTER STAGE s SET PRESIGN = (MAX_EXPIRE = 60, CONTENT_TYPES = ('text/csv', 'text/plain'), METHODS = (UPLOAD))");
        try {
            Presigned url = sql.presign("UPLOAD", "s", "ruled", "EXPIRE = 3600");
            assertThat(url.url().getQuery()).contains("Expires=60&");
            assertThat(url.headers()).contains("\"content-type\":\"text/csv\"");
            assertThat(put(url, "hello").status()).isEqualTo(200);
            refused("other",
                    curl.run("-T", "hello", "-H", "content-type: text/plain", sql.presign("UPLOAD", "s", "other").url().toString()));
            assertThatThrownBy(() -> sql.presign("DOWNLOAD", "s", "ruled")).isInstanceOf(SqlError.class).hasMessageContaining("METHODS");
            assertThatThrownBy(() -> sql.presign("UPLOAD", "s", "x", "CONTENT_TYPE = 'text/html'"))
                    .isInstanceOf(SqlError.class)
                    .hasMessageContaining("text/plain");
        } finally {
            sql.query("ALTER STAGE s UNSET PRESIGN");
        }
    }

    private void whenHeld(TermName term, Consumer<String> broken) {
        if (held().contains(term)) {
            broken.accept("broken/" + term.name());
        } else {
            assertThatThrownBy(() -> sql.presign("UPLOAD", "s", "x", TermSamples.clause(term))).isInstanceOf(SqlError.class);
        }
    }

    /** Sends the file as a client does that obeys the {@code headers} of the answer; curl sets the length by itself. */
    private Curl.Answer put(Presigned url, String file) {
        var arguments = new ArrayList<>(List.of("-T", file));
        headers(url).forEach((name, value) -> {
            if (!name.equals("host") && !name.equals("content-length")) {
                arguments.addAll(List.of("-H", name + ": " + value));
            }
        });
        arguments.add(url.url().toString());
        return curl.run(arguments.toArray(String[]::new));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> headers(Presigned url) {
        return JsonMapper.shared().readValue(url.headers(), Map.class);
    }

    private void refused(String key, Curl.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        assertThat(sql.query("LIST @s").column("name")).doesNotContain(key);
    }

    private byte[] content(String key) {
        return curl.run(sql.presign("DOWNLOAD", "s", key).url().toString()).body();
    }
}
