package dev.stagedoor.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.LogSecrets;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every {@link Person} × every way to a stage × every place, over HTTP. The answer is 1063 (403 where the endpoint speaks HTTP) exactly
 * where the person's rights, as {@link Person} states them, do not reach.
 */
@RequiresCommand("curl")
class EndpointMatrixTest {
    private static final int PERMISSION_DENIED = 1063;

    /** The whole stage, a directory that is granted to some, one in it, and two that only begin like one. */
    private static final List<String> DIRECTORIES = List.of("", "in/", "in", "in2/", "in/acme/", "in/acme2/", "out/");

    @TempDir
    static Path directory;

    static ServerProcess server;
    static SqlClient root;
    static Curl curl;

    /** A way to a stage that names a place in it. */
    private record Way(String name, String right, Attempt attempt) {}

    /** What is asked of the place. */
    private interface Attempt {
        /** @return whether it was let through */
        boolean passes(Person person, SqlClient client, String place);
    }

    private static final List<Way> OF_FILES = List.of(
            new Way("PRESIGN DOWNLOAD", "READ", (_, client, place) -> passes(client, "PRESIGN DOWNLOAD '@s/" + place + "'")),
            new Way("PRESIGN UPLOAD", "WRITE", (_, client, place) -> passes(client, "PRESIGN UPLOAD '@s/" + place + "'")),
            new Way("PRESIGN", "READ", (_, client, place) -> passes(client, "PRESIGN @s/" + place)),
            new Way("upload_to_stage, path in the header", "WRITE", (person, _, place) -> {
                int slash = place.lastIndexOf('/');
                return uploads(person, place.substring(0, slash + 1), place.substring(slash + 1));
            }),
            new Way("upload_to_stage, path in the file name", "WRITE", (person, _, place) -> uploads(person, "", place)));

    private static final List<Way> OF_DIRECTORIES = List.of(
            new Way("LIST", "READ", (_, client, place) -> passes(client, "LIST '@s/" + place + "'")),
            new Way("LIST PATTERN", "READ", (_, client, place) -> passes(client, "LIST '@s/" + place + "' PATTERN = '.*nothing'")),
            new Way("list_stage", "READ",
                    (_, client, place) -> passes(client, "SELECT count(*) FROM list_stage(location => '@s/" + place + "')")),
            new Way("list_stage in a subquery", "READ", (_, client, place) ->
                    passes(client, "SELECT 1 WHERE 0 < (SELECT count(*) FROM list_stage(location => '@s/" + place + "'))")),
            new Way("REMOVE", "WRITE", (_, client, place) -> passes(client, "REMOVE '@s/" + place + "' PATTERN = 'no such file'")));

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory.resolve("data"));
        root = server.sql();
        curl = new Curl(directory);
        Scratch.file(directory, "f", "content".getBytes(StandardCharsets.UTF_8));
        root.query("CREATE STAGE s");
        root.query("CREATE ROLE owners");
        root.query("GRANT OWNERSHIP ON STAGE s TO ROLE owners");
        for (Person person : Person.values()) {
            LogSecrets.remember(person.user(), person.password());
            root.query("CREATE USER " + person.user() + " IDENTIFIED BY '" + person.password() + "'");
            person.grants().forEach(root::query);
        }
        root.query("CREATE ROLE bystanders");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> every_person_by_every_way_in_every_place() {
        List<DynamicTest> cells = new ArrayList<>();
        for (Person person : Person.values()) {
            SqlClient client = client(person);
            for (String place : DIRECTORIES) {
                OF_DIRECTORIES.forEach(way -> cells.add(cell(person, client, way, place)));
                String file = place.isEmpty() || place.endsWith("/") ? place + "f.csv" : place;
                OF_FILES.forEach(way -> cells.add(cell(person, client, way, file)));
            }
        }
        assertThat(cells).hasSize(Person.values().length * DIRECTORIES.size() * (OF_FILES.size() + OF_DIRECTORIES.size()));
        return cells.stream();
    }

    private static DynamicTest cell(Person person, SqlClient client, Way way, String place) {
        boolean may = person.may(way.right(), place);
        return DynamicTest.dynamicTest(
                person + (may ? " may " : " may not ") + way.name() + " @s/" + place,
                () -> assertThat(way.attempt().passes(person, client, place)).isEqualTo(may));
    }

    @ParameterizedTest
    @EnumSource(Person.class)
    void the_stage_itself_is_changed_by_those_who_may(Person person) {
        SqlClient client = client(person);
        assertThat(passes(client, "ALTER STAGE s SET COMMENT = 'by " + person + "'")).isEqualTo(person.mayAlter());
        assertThat(passes(client, "ALTER STAGE s UNSET PRESIGN")).isEqualTo(person.may("OWN", ""));
        assertThat(passes(client, "REVOKE PRESIGN ON STAGE s")).isEqualTo(person.mayAlter());
        assertThat(passes(client, "GRANT READ ON STAGE s TO ROLE bystanders")).isEqualTo(person.may("OWN", ""));
        assertThat(passes(client, "REVOKE READ ON STAGE s FROM ROLE bystanders")).isEqualTo(person.may("OWN", ""));
        if (!person.mayAlter()) {
            assertThat(passes(client, "DROP STAGE s")).isFalse();
        }
        if (!person.may("OWN", "")) {
            assertThat(passes(client, "CREATE OR REPLACE STAGE s")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Person.class)
    void what_concerns_everyone_needs_super(Person person) {
        SqlClient client = client(person);
        boolean may = person.may("ALL", "");
        String name = "made_by_" + person.user();
        assertThat(passes(client, "CREATE ROLE " + name)).isEqualTo(may);
        assertThat(passes(client, "CREATE USER " + name + " IDENTIFIED BY 'some password'")).isEqualTo(may);
        assertThat(passes(client, "SHOW USERS")).isEqualTo(may);
        assertThat(passes(client, "GRANT SUPER ON *.* TO ROLE bystanders")).isEqualTo(may);
        assertThat(passes(client, "REVOKE SUPER ON *.* FROM ROLE bystanders")).isEqualTo(may);
        assertThat(passes(client, "DROP USER IF EXISTS " + name)).isEqualTo(may);
        assertThat(passes(client, "DROP ROLE IF EXISTS " + name)).isEqualTo(may);
        assertThat(passes(client, "CREATE CONNECTION " + name + " STORAGE_TYPE = 's3'")).isEqualTo(may);
    }

    @ParameterizedTest
    @EnumSource(Person.class)
    void stages_are_seen_by_those_who_have_any_right(Person person) {
        List<String> seen = client(person).query("SHOW STAGES").column("name");
        assertThat(seen.contains("s")).isEqualTo(person.sees());
        assertThat(client(person).query("SELECT name FROM system.stages").column("name")).isEqualTo(seen);
        assertThat(client(person).query("DESC STAGE s").rows().isEmpty()).isEqualTo(!person.sees());
    }

    @ParameterizedTest
    @EnumSource(Person.class)
    void own_stage_is_everyones_own(Person person) {
        SqlClient client = client(person);
        assertThat(curl.run("-T", "f", client.presign("UPLOAD", "~", "mine-of-" + person).url().toString()).status()).isEqualTo(200);
        assertThat(uploadStatus(person, "~", "", "second")).isEqualTo(200);
        assertThat(client.query("LIST @~").column("name")).containsExactly("mine-of-" + person, "second");
        client.query("REMOVE @~");
    }

    @Test
    void wrong_password_and_unknown_user_get_nowhere() {
        for (String credentials : List.of("reader:wrong", "stranger:reader has a password", "READER:reader has a password")) {
            assertThat(curl.run("-u", credentials, "-H", "Content-Type: application/json", "-d", "{\"sql\": \"LIST @s\"}",
                    server.address() + "/v1/query").status())
                    .isEqualTo(401);
        }
    }

    private static SqlClient client(Person person) {
        return server.sql(person.user(), person.password());
    }

    /** Anything but 1063 passes: what does not exist is another matter. */
    private static boolean passes(SqlClient client, String statement) {
        try {
            client.query(statement);
            return true;
        } catch (SqlError e) {
            return e.code() != PERMISSION_DENIED;
        }
    }

    private static boolean uploads(Person person, String path, String name) {
        int status = uploadStatus(person, "s", path, name);
        assertThat(status).isIn(200, 403);
        return status == 200;
    }

    private static int uploadStatus(Person person, String stage, String path, String name) {
        List<String> arguments = new ArrayList<>(List.of(
                "-u", person.user() + ":" + person.password(), "-X", "PUT", "-H", "X-DATABEND-STAGE-NAME: " + stage));
        if (!path.isEmpty()) {
            arguments.addAll(List.of("-H", "X-DATABEND-RELATIVE-PATH: " + path));
        }
        arguments.addAll(List.of("-F", "upload=@f;filename=" + name, server.address() + "/v1/upload_to_stage"));
        return curl.run(arguments.toArray(String[]::new)).status();
    }
}
