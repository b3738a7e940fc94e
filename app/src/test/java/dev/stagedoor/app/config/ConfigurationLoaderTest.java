package dev.stagedoor.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationLoaderTest {
    private static final String HASH = "$argon2id$v=19$m=16384,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new TreeMap<>();

    @Test
    void file_in_the_working_directory_is_read_when_nobody_names_one() throws IOException {
        Files.writeString(directory.resolve("stagedoor.toml"), "[server]\nport = 9001\n");
        assertThat(load().get(Settings.PORT)).isEqualTo(9001);
    }

    @Test
    void file_the_flag_names_wins_over_the_variable_and_the_working_directory() throws IOException {
        Files.writeString(directory.resolve("stagedoor.toml"), "[server]\nport = 1\n");
        environment.put("STAGEDOOR_CONFIG", write("variable.toml", "[server]\nport = 2\n").toString());
        Path flag = write("flag.toml", "[server]\nport = 3\n");
        assertThat(load().get(Settings.PORT)).isEqualTo(2);
        assertThat(loader().load(flag, List.of()).configuration().get(Settings.PORT)).isEqualTo(3);
    }

    @Test
    void variable_wins_over_the_file_and_a_flag_over_both() {
        Path file = write("c.toml", "[server]\nport = 1\nbind = \"::1\"\n[storage]\ndata = \"from-file\"\n");
        environment.put("STAGEDOOR_SERVER_PORT", "2");
        environment.put("STAGEDOOR_STORAGE_DATA", "from-variable");
        LoadedConfiguration loaded = loader().load(file, List.of(new FlagValue(Settings.PORT, "--port", "3")));
        assertThat(loaded.configuration().get(Settings.PORT)).isEqualTo(3);
        assertThat(loaded.origin(Settings.PORT)).isEqualTo(new Origin.Flag("--port"));
        assertThat(loaded.configuration().get(Settings.DATA)).isEqualTo(Path.of("from-variable"));
        assertThat(loaded.origin(Settings.DATA)).isEqualTo(new Origin.Variable("STAGEDOOR_STORAGE_DATA"));
        assertThat(loaded.configuration().get(Settings.BIND)).isEqualTo("::1");
        assertThat(loaded.origin(Settings.BIND)).isEqualTo(new Origin.FileLine(file, 3));
    }

    @Test
    void every_kind_of_value_is_read_from_toml() {
        Configuration read = load("""
                log.level = "debug"
                [server]
                public_url = "https://stage.example.com/"
                trusted_proxies = ["10.0.0.0/8", "::1"]
                stop_timeout = "1m30s"
                [storage]
                max_object_size = "1.5 MiB"
                """);
        assertThat(read.get(Settings.LOG_LEVEL)).isEqualTo(LogLevel.DEBUG);
        assertThat(read.get(Settings.PUBLIC_URL)).contains(URI.create("https://stage.example.com"));
        assertThat(read.get(Settings.TRUSTED_PROXIES)).containsExactly("10.0.0.0/8", "::1");
        assertThat(read.get(Settings.STOP_TIMEOUT)).isEqualTo(Duration.ofSeconds(90));
        assertThat(read.get(Settings.MAX_OBJECT_SIZE).bytes()).isEqualTo(1_572_864);
    }

    @Test
    void users_are_read_and_their_hashes_are_not_printed() {
        LoadedConfiguration loaded = loader().load(
                write("u.toml", "[[users]]\nname = \"alice\"\npassword_hash = \"" + HASH + "\"\n"), List.of());
        assertThat(loaded.configuration().users()).singleElement().satisfies(user -> {
            assertThat(user.name()).isEqualTo("alice");
            assertThat(user.passwordHash().reveal()).isEqualTo(HASH);
        });
        assertThat(ConfigurationText.effective(loaded)).contains("alice").doesNotContain("argon2id");
        assertThat(loaded.configuration().toString()).doesNotContain("argon2id");
    }

    @Test
    void connection_of_the_internal_storage_is_a_table_below_storage() {
        environment.put("STAGEDOOR_STORAGE_CONNECTION_SECRET_ACCESS_KEY", "CHANGEME123");
        Configuration read = load("""
                [storage]
                url = "s3://databend-toronto/"
                fs_roots = ["/srv/files", "/data"]
                endpoint_policy = "allowlist"
                endpoint_allowlist = ["s3.example.com", "*.internal", "10.0.0.0/8"]
                [storage.connection]
                region = "us-east-2"
                access_key_id = "ROOTUSER"
                """);

        assertThat(read.text(Settings.STORAGE_URL)).contains("s3://databend-toronto/");
        assertThat(read.get(Settings.FS_ROOTS)).containsExactly(Path.of("/srv/files"), Path.of("/data"));
        assertThat(read.get(Settings.ENDPOINT_POLICY)).isEqualTo(EndpointPolicyName.ALLOWLIST);
        assertThat(read.get(Settings.ENDPOINT_ALLOWLIST)).containsExactly("s3.example.com", "*.internal", "10.0.0.0/8");
        assertThat(read.connection(Settings.STORAGE_CONNECTION)).containsOnlyKeys("region", "access_key_id", "secret_access_key");
        assertThat(read.connection(Settings.STORAGE_CONNECTION).get("secret_access_key").reveal()).isEqualTo("CHANGEME123");
        assertThat(read.connection(Settings.STORAGE_CONNECTION).toString()).doesNotContain("CHANGEME");
    }

    @Test
    void secrets_are_in_no_dump_and_no_error() {
        String key = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I=";
        LoadedConfiguration loaded = loader().load(
                write("s.toml", "[storage.connection]\nsecret_access_key = \"CHANGEME123\"\n[door]\naccess_key_id = \"ROOTUSER\"\n"
                        + "secret_access_key = \"CHANGEME456\"\n[catalog]\nkey = \"" + key + "\"\n"),
                List.of());

        assertThat(loaded.configuration().doorCredential().orElseThrow().secretAccessKey().reveal()).isEqualTo("CHANGEME456");
        assertThat(loaded.configuration().get(Settings.CATALOG_KEY).orElseThrow().reveal()).isEqualTo(key);
        assertThat(ConfigurationText.effective(loaded) + loaded.configuration()).contains("ROOTUSER").doesNotContain("CHANGEME", key);
        assertThatThrownBy(() -> load("[catalog]\nkey = \"too short\"\n"))
                .hasMessageContaining("catalog.key is not one; expected 32 bytes in base64")
                .hasMessageNotContaining("too short");
    }

    @Test
    void issuer_of_tokens_needs_its_audience_and_one_key_set() {
        assertThatThrownBy(() -> load("[authentication.jwt]\nissuer = \"https://i\"\nkey_set_url = \"https://i/keys\"\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("authentication.jwt.issuer and authentication.jwt.audience belong together: a token is believed only when it"
                        + " names both");
        String named = "[authentication.jwt]\nissuer = \"https://i\"\naudience = \"a\"\n";
        for (String keys : List.of("", "key_set_url = \"https://i/keys\"\nkey_set_file = \"keys.json\"\n")) {
            assertThatThrownBy(() -> load(named + keys))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("set one of authentication.jwt.key_set_url and authentication.jwt.key_set_file: the keys that the issuer's"
                            + " tokens are verified with");
        }
        assertThat(load(named + "key_set_url = \"http://localhost:8080/keys\"\n").text(Settings.JWT_ISSUER)).contains("https://i");
    }

    @Test
    void access_key_of_the_door_needs_its_secret() {
        assertThatThrownBy(() -> load("[door]\naccess_key_id = \"ROOTUSER\"\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("door.access_key_id and door.secret_access_key belong together; set both or neither");
    }

    @Test
    void users_variable_replaces_the_users_of_the_file() {
        environment.put("STAGEDOOR_USERS", "bob=" + HASH + "\n carol=" + HASH);
        Configuration read = load("[[users]]\nname = \"alice\"\npassword_hash = \"" + HASH + "\"\n");
        assertThat(read.users()).extracting(UserSection::name).containsExactly("bob", "carol");
    }

    @Test
    void variables_kubernetes_sets_for_a_service_called_stagedoor_are_passed_over() {
        environment.put("STAGEDOOR_SERVICE_HOST", "10.1.2.3");
        environment.put("STAGEDOOR_SERVICE_PORT_HTTP", "8000");
        environment.put("STAGEDOOR_PORT", "tcp://10.1.2.3:8000");
        environment.put("STAGEDOOR_PORT_8000_TCP_ADDR", "10.1.2.3");
        assertThat(load().get(Settings.PORT)).isEqualTo(8000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[server]¶prot = 1                     | :2: unknown key server.prot; did you mean server.port?",
        "port = 1                              | :1: unknown key port; did you mean server.port?",
        "[sever]¶port = 1                      | :1: unknown key sever; did you mean server?",
        "[storage]¶port = 1                    | :2: unknown key storage.port; did you mean server.port?",
        "[query]¶nonsense = 1                  | :2: unknown key query.nonsense; known in [query] are memory, threads",
        "nonsense = 1                          | :1: unknown key nonsense; known are server, tls, storage, storage.connection, warehouse,"
                + " warehouse.connection, door, authentication, authentication.jwt, catalog, ledger, limits, results, query, audit, log and"
                + " users",
        "server = 1                            | :1: server is a table; write [server] and its keys below",
        "¶[server]¶port = 65536                | :3: server.port is '65536'; expected an integer from 0 to 65535",
        "[server]¶port = \"http\"              | :2: server.port is 'http'; expected an integer from 0 to 65535",
        "[server]¶port = [1]                   | :2: server.port is not a single value; expected an integer from 0 to 65535",
        "server.port = -1                      | :1: server.port is '-1'; expected an integer from 0 to 65535",
        "server = { port = -1 }                | :1: server.port is '-1'; expected an integer from 0 to 65535",
        "[server]¶bind = \"\"                  | :2: server.bind is ''; expected a host name or IP address to listen on",
        "[server]¶public_url = \"http://a/b\"  | :2: server.public_url is 'http://a/b'; expected an http:// or https:// address without"
                + " path",
        "[server]¶public_url = \"ftp://a\"     | :2: server.public_url is 'ftp://a'; expected an http:// or https:// address without path",
        "[server]¶trusted_proxies = [\"x\"]    | :2: server.trusted_proxies is 'x'; expected IP addresses or networks such as 10.0.0.0/8",
        "[server]¶trusted_proxies = [\"1.1.1.1/33\"] | :2: server.trusted_proxies is '1.1.1.1/33'; expected IP addresses or networks",
        "[server]¶stop_timeout = 30            | :2: server.stop_timeout is '30'; expected a duration such as 500ms, 30s, 5m, 1h30m or 7d,"
                + " from 0s to 1h",
        "[server]¶stop_timeout = \"2h\"        | :2: server.stop_timeout is '2h'; expected a duration such as",
        "[storage]¶max_object_size = \"5 Gb!\" | :2: storage.max_object_size is '5 Gb!'; expected a size such as 512 KiB, 5 GiB",
        "[storage]¶bucket = \"UPPER\"           | :2: storage.bucket is 'UPPER'; expected a legal S3 bucket name",
        "[storage]¶bucket = \"health\"          | :2: storage.bucket is 'health'; expected a legal S3 bucket name",
        "[storage]¶region = \"us east\"         | :2: storage.region is 'us east'; expected 1 to 64 lower-case letters, digits and '-'",
        "[server]¶cors_origins = [\"app\"]      | :2: server.cors_origins is 'app'; expected web origins such as https://app.example.com,"
                + " or * for all",
        "[storage]¶max_object_size = \"6 TiB\" | :2: storage.max_object_size is '6 TiB'; expected a size such as",
        "[storage]¶max_object_size = \"1 PiB\" | :2: storage.max_object_size is '1 PiB'; expected a size such as",
        "[storage]¶max_object_size = \"0.3 B\" | :2: storage.max_object_size is '0.3 B'; expected a size such as",
        "[storage]¶data = \"\"                 | :2: storage.data is ''; expected a path",
        "[log]¶level = \"loud\"                | :2: log.level is 'loud'; expected one of off, error, warn, info, debug",
        "[log]¶level = \"info\"¶level = \"x\"  | :3: not valid TOML: ",
        "[server¶                              | :1: not valid TOML: ",
        "[authentication.jwt]¶key_set_url = \"http://issuer/keys\" | :2: authentication.jwt.key_set_url is 'http://issuer/keys'; expected"
                + " an https:// URL, or an http:// one of localhost",
        "[authentication.jwt]¶isuer = \"x\" | :2: unknown key authentication.jwt.isuer; did you mean authentication.jwt.issuer?",
        "[authentication]¶max_delay = \"2h\" | :2: authentication.max_delay is '2h'; expected a duration such as",
        "users = 1                             | :1: users is a list of tables; write [[users]] for each",
        "[[users]]¶name = \"a\"                | :1: users.password_hash of a is not a hash; expected a hash made by 'stagedoor"
                + " hash-password'",
        "[[users]]¶name = \"a b\"              | :1: users.name is 'a b'; expected 1 to 64 letters, digits,",
        "[[users]]¶name = \"a\"¶password = \"secret\" | :3: users.password is refused: passwords are not kept in the clear; set"
                + " users.password_hash",
        "[[users]]¶name = \"a\"¶passwordhash = \"x\"  | :3: unknown key users.passwordhash; did you mean users.password_hash?",
        "[[users]]¶nam = \"a\"                 | :2: unknown key users.nam; did you mean users.name?",
    })
    void mistake_in_the_file_is_named_with_its_line_and_what_is_allowed(String document, String message) {
        String expected = message;
        Path file = write("bad.toml", document.replace('¶', '\n'));
        assertThatThrownBy(() -> loader().load(file, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + expected);
    }

    @Test
    void second_user_with_a_mistake_is_named_by_its_own_line() {
        Path file = write("two.toml", "[[users]]\nname = \"a\"\npassword_hash = \"" + HASH
                + "\"\n\n[[users]]\nname = \"b\"\npasword_hash = \"x\"\n");
        assertThatThrownBy(() -> loader().load(file, List.of())).hasMessageStartingWith(file + ":7: unknown key users.pasword_hash");
    }

    @Test
    void user_defined_twice_is_refused() {
        String user = "[[users]]\nname = \"a\"\npassword_hash = \"" + HASH + "\"\n";
        Path file = write("twice.toml", user + user);
        assertThatThrownBy(() -> loader().load(file, List.of())).hasMessage(file + ":5: users.name a is defined twice");
    }

    @Test
    void refused_password_is_not_repeated() {
        Path file = write("p.toml", "[[users]]\nname = \"a\"\npassword = \"hunter2\"\n");
        assertThatThrownBy(() -> loader().load(file, List.of())).hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "STAGEDOOR_SERVER_PROT | 1 | unknown environment variable STAGEDOOR_SERVER_PROT; did you mean STAGEDOOR_SERVER_PORT?",
        "STAGEDOOR_NONSENSE    | 1 | unknown environment variable STAGEDOOR_NONSENSE; 'stagedoor config --sample' lists every setting",
        "STAGEDOOR_SERVER_PORT | x | environment variable STAGEDOOR_SERVER_PORT: server.port is 'x'; expected an integer from 0 to 65535",
        "STAGEDOOR_USERS       | a | environment variable STAGEDOOR_USERS: expected name=hash entries between white space",
        "STAGEDOOR_USERS     | a=b | environment variable STAGEDOOR_USERS: users.password_hash of a is not a hash; expected a hash made by"
                + " 'stagedoor hash-password' (it begins with $argon2id$)",
    })
    void mistake_in_a_variable_names_the_variable(String name, String value, String message) {
        environment.put(name, value);
        assertThatThrownBy(this::load).isInstanceOf(ConfigurationException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "server.port    | --set server.port: expected section.key=value, such as --set server.port=9000",
        "server.prt=1   | --set: unknown key server.prt; did you mean server.port?",
    })
    void mistake_in_an_assignment_flag_names_it(String assignment, String message) {
        assertThatThrownBy(() -> FlagValue.ofAssignment(assignment)).isInstanceOf(ConfigurationException.class).hasMessage(message);
    }

    @Test
    void missing_file_that_was_named_is_an_error() {
        Path file = directory.resolve("nowhere.toml");
        assertThatThrownBy(() -> loader().load(file, List.of())).hasMessage("configuration file " + file + " does not exist");
    }

    @Test
    void file_too_large_to_be_a_configuration_is_refused() {
        Path file = write("large.toml", "#".repeat((int) ConfigurationFile.MAX_BYTES + 1));
        assertThatThrownBy(() -> loader().load(file, List.of())).hasMessageContaining("larger than 1 MiB");
    }

    private Configuration load() {
        return loader().load(null, List.of()).configuration();
    }

    private Configuration load(String document) {
        return loader().load(write("c.toml", document), List.of()).configuration();
    }

    private ConfigurationLoader loader() {
        return new ConfigurationLoader(environment, directory);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
