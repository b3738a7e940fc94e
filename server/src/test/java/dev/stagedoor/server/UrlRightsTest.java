package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs issued before something was taken away, used after it, over real sockets. */
class UrlRightsTest {
    @TempDir
    Path temporary;

    private Path files;
    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        files = Files.createDirectory(temporary.resolve("files"));
        server = new WholeServer(temporary.resolve("data"), files);
        server.root("CREATE STAGE s");
        server.root("CREATE STAGE other");
        server.root("CREATE ROLE r");
        server.root("CREATE USER ann IDENTIFIED WITH NO_PASSWORD");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void assertServes(URI put, URI get) {
        assertThat(server.put(put, "hello").statusCode()).isEqualTo(200);
        assertThat(server.get(get).body()).isEqualTo("hello");
    }

    private static void assertRefused(HttpResponse<String> response, String said) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
        assertThat(response.body()).contains("<Code>AccessDenied</Code>").contains(said);
    }

    @Test
    void a_revoked_privilege_ends_urls_and_a_new_grant_begins_them_again() {
        server.root("GRANT READ, WRITE ON STAGE s TO ann");
        URI put = server.presigned("ann", "PRESIGN UPLOAD @s/in/f");
        URI get = server.presigned("ann", "PRESIGN @s/in/f");
        assertServes(put, get);
        server.root("REVOKE WRITE ON STAGE s FROM ann");
        assertRefused(server.put(put, "other"), "may not write the file any more");
        assertThat(server.get(get).body()).isEqualTo("hello");
        server.root("REVOKE READ ON STAGE s FROM ann");
        assertRefused(server.get(get), "may not read the file any more");
        server.root("GRANT READ, WRITE ON STAGE s PATH 'in/' TO ann");
        assertServes(put, get);
        server.root("GRANT READ, WRITE ON STAGE s PATH 'in2/' TO ann");
        server.root("REVOKE READ, WRITE ON STAGE s PATH 'in/' FROM ann");
        assertRefused(server.put(put, "other"), "may not write");
        assertThat(server.list("@s")).containsExactly("in/f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REVOKE ROLE r FROM ann", "DROP ROLE r", "REVOKE WRITE ON STAGE s FROM ROLE r", "REVOKE ROLE deep FROM ROLE r"})
    void a_role_that_is_taken_away_or_loses_the_privilege_ends_urls(String sql) {
        server.root("CREATE ROLE deep");
        server.root(sql.contains("deep") ? "GRANT WRITE ON STAGE s TO ROLE deep" : "GRANT WRITE ON STAGE s TO ROLE r");
        server.root("GRANT ROLE deep TO ROLE r");
        server.root("GRANT ROLE r TO ann");
        URI put = server.presigned("ann", "PRESIGN UPLOAD @s/f");
        assertThat(server.put(put, "hello").statusCode()).isEqualTo(200);
        server.root(sql);
        assertRefused(server.put(put, "other"), "may not write");
    }

    @Test
    void ownership_given_to_another_role_ends_urls() {
        server.root("GRANT CREATE STAGE ON *.* TO ROLE r");
        server.root("GRANT ROLE r TO ann");
        server.root("GRANT OWNERSHIP ON STAGE s TO ROLE r");
        URI put = server.presigned("ann", "PRESIGN UPLOAD @s/f");
        assertThat(server.put(put, "hello").statusCode()).isEqualTo(200);
        server.root("GRANT OWNERSHIP ON STAGE s TO ROLE account_admin");
        assertRefused(server.put(put, "other"), "may not write");
    }

    @Test
    void super_that_is_taken_away_ends_urls() {
        server.root("GRANT SUPER ON *.* TO ann");
        URI put = server.presigned("ann", "PRESIGN UPLOAD @s/f");
        assertThat(server.put(put, "hello").statusCode()).isEqualTo(200);
        server.root("REVOKE SUPER ON *.* FROM ann");
        assertRefused(server.put(put, "other"), "may not write");
    }

    @Test
    void a_disabled_user_has_no_urls_until_enabled_again_and_a_new_password_ends_none() {
        URI put = server.presigned("ann", "PRESIGN UPLOAD @~/f");
        URI get = server.presigned("ann", "PRESIGN @~/f");
        assertServes(put, get);
        server.root("ALTER USER ann IDENTIFIED BY 'new'");
        assertServes(put, get);
        server.root("ALTER USER ann WITH DISABLED = TRUE");
        assertRefused(server.put(put, "other"), "may not use the server any more");
        assertRefused(server.get(get), "may not use the server any more");
        server.root("ALTER USER ann WITH DISABLED = FALSE");
        assertServes(put, get);
    }

    @Test
    void urls_that_a_user_asked_for_can_be_revoked_together() {
        server.root("GRANT WRITE ON STAGE s TO ann");
        URI onStage = server.presigned("ann", "PRESIGN UPLOAD @s/f");
        URI own = server.presigned("ann", "PRESIGN UPLOAD @~/f");
        URI roots = server.presigned("root", "PRESIGN UPLOAD @~/f");
        server.as("ann", "REVOKE PRESIGN ON USER ann");
        assertRefused(server.put(onStage, "x"), "was revoked");
        assertRefused(server.put(own, "x"), "was revoked");
        assertThat(server.put(roots, "x").statusCode()).isEqualTo(200);
        assertThat(server.put(server.presigned("ann", "PRESIGN UPLOAD @s/f"), "x").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"DROP USER ann; CREATE USER ann IDENTIFIED WITH NO_PASSWORD", "CREATE OR REPLACE USER ann IDENTIFIED WITH NO_PASSWORD"})
    void a_later_user_of_the_name_has_none_of_the_urls(String statements) {
        server.root("GRANT WRITE ON STAGE s TO ann");
        URI onStage = server.presigned("ann", "PRESIGN UPLOAD @s/f");
        URI own = server.presigned("ann", "PRESIGN UPLOAD @~/f");
        for (String sql : statements.split(";")) {
            server.root(sql);
        }
        server.root("GRANT WRITE ON STAGE s TO ann");
        assertThat(server.put(onStage, "x").statusCode()).isEqualTo(403);
        assertThat(server.put(own, "x").statusCode()).isEqualTo(403);
        assertThat(server.put(server.presigned("ann", "PRESIGN UPLOAD @~/g"), "x").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP STAGE s; CREATE STAGE s", "CREATE OR REPLACE STAGE s"})
    void a_later_stage_of_the_name_has_none_of_the_urls(String statements) {
        URI put = server.presigned("root", "PRESIGN UPLOAD @s/f");
        for (String sql : statements.split(";")) {
            server.root(sql);
        }
        assertThat(server.put(put, "x").statusCode()).isEqualTo(403);
        assertThat(server.list("@s")).isEmpty();
    }

    @Test
    void a_smaller_size_binds_urls_of_before() throws Exception {
        URI put = server.presigned("root", "PRESIGN UPLOAD @s/f MAX_SIZE = 100");
        server.root("ALTER STAGE s SET PRESIGN = (MAX_SIZE = 5)");
        HttpResponse<String> refused = server.put(put, "123456");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("EntityTooLarge").contains("at most 5 bytes now (MAX_SIZE)");
        assertThat(server.put(put, "12345").statusCode()).isEqualTo(200);
        try (var raw = new RawConnection(server.address)) {
            raw.write("PUT " + put.getRawPath() + "?" + put.getRawQuery() + " HTTP/1.1\r\nHost: " + put.getRawAuthority()
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n0\r\n\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 409 ");
        }
        assertThat(server.get(server.presigned("root", "PRESIGN @s/f")).body()).isEqualTo("12345");
    }

    @Test
    void content_types_bind_urls_of_before() {
        URI put = server.presigned("root", "PRESIGN UPLOAD @s/f");
        server.root("ALTER STAGE s SET PRESIGN = (CONTENT_TYPES = ('text/csv', 'a/b'))");
        assertRefused(server.put(put, "x", "Content-Type", "text/html"), "takes no files of this content type");
        assertThat(server.put(put, "x", "Content-Type", "a/b").statusCode()).isEqualTo(200);
        assertThat(server.put(put, "x").statusCode()).isEqualTo(200);
        assertThat(server.get(server.presigned("root", "PRESIGN @s/f")).headers().firstValue("Content-Type")).hasValue("text/csv");
    }

    @Test
    void overwrite_that_is_forbidden_binds_urls_of_before() {
        URI put = server.presigned("root", "PRESIGN UPLOAD @s/f");
        assertThat(server.put(put, "first").statusCode()).isEqualTo(200);
        server.root("ALTER STAGE s SET PRESIGN = (OVERWRITE = FALSE)");
        assertThat(server.put(put, "second").statusCode()).isEqualTo(412);
        server.root("REMOVE @s/f");
        assertThat(server.put(put, "third").statusCode()).isEqualTo(200);
    }

    @Test
    void methods_bind_urls_of_before() {
        URI put = server.presigned("root", "PRESIGN UPLOAD @s/f");
        URI get = server.presigned("root", "PRESIGN @s/f");
        assertServes(put, get);
        server.root("ALTER STAGE s SET PRESIGN = (METHODS = (DOWNLOAD))");
        assertRefused(server.put(put, "x"), "no uploads any more");
        assertThat(server.get(get).body()).isEqualTo("hello");
        server.root("ALTER STAGE s SET PRESIGN = (METHODS = (UPLOAD))");
        assertRefused(server.get(get), "no downloads any more");
    }

    @Test
    void a_shorter_expiry_counts_from_the_issue_of_urls_of_before() {
        URI put = server.presigned("root", "PRESIGN UPLOAD @s/f EXPIRE = 3600");
        server.clock.turn(Duration.ofSeconds(59));
        server.root("ALTER STAGE s SET PRESIGN = (MAX_EXPIRE = 60)");
        assertThat(server.put(put, "x").statusCode()).isEqualTo(200);
        server.clock.turn(Duration.ofSeconds(1));
        assertRefused(server.put(put, "x"), "expired: URLs of the stage are good for 60 seconds now (MAX_EXPIRE)");
        assertThat(server.put(server.presigned("root", "PRESIGN UPLOAD @s/f"), "x").statusCode()).isEqualTo(200);
    }

    @Test
    void urls_of_a_directory_stand_on_the_same_rights_and_end_when_the_stage_leads_elsewhere() throws Exception {
        Files.createDirectory(files.resolve("a"));
        Files.createDirectory(files.resolve("b"));
        server.root("CREATE STAGE dir URL = 'fs://" + files.resolve("a") + "/'");
        server.root("GRANT READ, WRITE ON STAGE dir PATH 'in/' TO ann");
        URI put = server.presigned("ann", "PRESIGN UPLOAD @dir/in/f");
        URI get = server.presigned("ann", "PRESIGN @dir/in/f");
        assertServes(put, get);
        server.root("REVOKE WRITE ON STAGE dir PATH 'in/' FROM ann");
        assertRefused(server.put(put, "x"), "may not write");
        server.root("GRANT WRITE ON STAGE dir TO ann");
        assertServes(put, get);
        server.root("ALTER STAGE dir SET URL = 'fs://" + files.resolve("b") + "/'");
        assertRefused(server.put(put, "x"), "leads elsewhere now");
        assertRefused(server.get(get), "leads elsewhere now");
    }

    @Test
    void a_url_of_a_configured_user_is_not_a_created_users() throws Exception {
        URI put = server.presigned("root", "PRESIGN UPLOAD @s/f");
        assertThat(server.put(put, "x").statusCode()).isEqualTo(200);
        String other = put.toString().replaceAll("x-stagedoor-by=[0-9a-f]{32}", "x-stagedoor-by=" + "0".repeat(32));
        assertThat(other).isNotEqualTo(put.toString());
        assertThat(server.put(URI.create(other), "x").body()).contains("SignatureDoesNotMatch");
    }

    /** Each takes the ground from an upload of ann's to {@code @s/f} that has sent all but its last bytes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "REVOKE WRITE ON STAGE s FROM ann; 403",
                "ALTER USER ann WITH DISABLED = TRUE; 403",
                "DROP USER ann; 403",
                "CREATE OR REPLACE USER ann IDENTIFIED WITH NO_PASSWORD; 403",
                "DROP STAGE s; 403",
                "CREATE OR REPLACE STAGE s; 403",
                "ALTER STAGE s SET PRESIGN = (METHODS = (DOWNLOAD)); 403",
                "ALTER STAGE s SET PRESIGN = (MAX_SIZE = 9); 409",
                "ALTER STAGE s SET PRESIGN = (OVERWRITE = FALSE); 409",
                "ALTER STAGE s SET PRESIGN = (CONTENT_TYPES = ('text/csv')); 409",
                "REVOKE PRESIGN ON STAGE s; 403",
                "REVOKE PRESIGN ON USER ann; 403"
            })
    void an_upload_under_way_when_its_ground_is_taken_away_stores_nothing(String sql, int status) throws Exception {
        server.root("GRANT WRITE ON STAGE s TO ann");
        URI put = server.presigned("ann", "PRESIGN UPLOAD @s/f");
        try (var raw = new RawConnection(server.address)) {
            raw.write("PUT " + put.getRawPath() + "?" + put.getRawQuery() + " HTTP/1.1\r\nHost: " + put.getRawAuthority()
                    + "\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            raw.write("01234567");
            server.root(sql);
            raw.write("89");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 " + status + " ");
        }
        server.root("CREATE STAGE IF NOT EXISTS s");
        assertThat(server.list("@s")).isEmpty();
    }

    /** The same through the server. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "REVOKE WRITE ON STAGE s FROM ann; 403",
                "ALTER USER ann WITH DISABLED = TRUE; 403",
                "DROP USER ann; 403",
                "CREATE OR REPLACE USER ann IDENTIFIED WITH NO_PASSWORD; 403",
                "DROP STAGE s; 403",
                "CREATE OR REPLACE STAGE s; 403",
                "ALTER STAGE s SET PRESIGN = (METHODS = (DOWNLOAD)); 403",
                "ALTER STAGE s SET PRESIGN = (MAX_SIZE = 9); 409",
                "ALTER STAGE s SET PRESIGN = (OVERWRITE = FALSE); 409",
                "ALTER STAGE s SET PRESIGN = (CONTENT_TYPES = ('text/csv')); 409"
            })
    void an_upload_through_the_server_stores_nothing_either(String sql, int status) throws Exception {
        server.root("GRANT WRITE ON STAGE s TO ann");
        String head = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"f\"\r\n\r\n01234567";
        String rest = "89\r\n--b--\r\n";
        try (var raw = new RawConnection(server.address)) {
            raw.write("PUT /v1/upload_to_stage HTTP/1.1\r\nHost: " + server.client.base.getRawAuthority() + "\r\nAuthorization: "
                    + Client.basic("ann", "")
                    + "\r\nContent-Type: multipart/form-data; boundary=b\r\nX-DATABEND-STAGE-NAME: s\r\nContent-Length: "
                    + (head + rest).length() + "\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            var pause = server.store.pause();
            raw.write(head);
            pause.awaitBegun();
            server.root(sql);
            pause.end();
            raw.write(rest);
            assertThat(raw.readHead()).startsWith("HTTP/1.1 " + status + " ");
        }
        server.root("CREATE STAGE IF NOT EXISTS s");
        assertThat(server.list("@s")).isEmpty();
    }
}
