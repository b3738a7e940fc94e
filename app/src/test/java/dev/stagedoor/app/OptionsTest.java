package dev.stagedoor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.ConfigurationException;
import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Setting;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.app.config.UserSection;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.access.Accounts;
import dev.stagedoor.engine.query.QueryOptions;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.server.ServerOptions;
import dev.stagedoor.server.audit.AuditOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions.KeySetLocation;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.server.http.UserLimits;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OptionsTest {
    @Test
    void without_configuration_every_room_gets_its_own_defaults() {
        Configuration defaults = load();
        assertThat(Options.server(defaults)).isEqualTo(ServerOptions.DEFAULT);
        assertThat(Options.store(defaults)).isEqualTo(EmbeddedOptions.DEFAULT);
        assertThat(engine(defaults, Users.DEFAULT)).isEqualTo(EngineOptions.DEFAULT);
        assertThat(Options.users(defaults)).isSameAs(Users.DEFAULT);
        assertThat(Options.ledger(defaults)).isEqualTo(LedgerOptions.DEFAULT);
    }

    @Test
    void every_setting_reaches_its_room() {
        Configuration all = load(
                flag(Settings.BIND, "::1"), flag(Settings.PORT, "1"), flag(Settings.PUBLIC_URL, "https://h"),
                flag(Settings.TRUSTED_PROXIES, "10.0.0.0/8"), flag(Settings.CORS_ORIGINS, "https://a"),
                flag(Settings.PASSWORD_MEMORY, "2s"),
                flag(Settings.BUCKET, "buck"), flag(Settings.REGION, "eu"), flag(Settings.MAX_OBJECT_SIZE, "3 B"),
                flag(Settings.MAX_CONNECTIONS, "4"), flag(Settings.MAX_HEADER_SIZE, "9 KiB"), flag(Settings.MAX_BODY_SIZE, "6 KiB"),
                flag(Settings.MAX_SQL_SIZE, "7 KiB"), flag(Settings.IDLE_TIMEOUT, "8s"), flag(Settings.MIN_RATE, "9"),
                flag(Settings.MIN_RATE_WINDOW, "10s"), flag(Settings.PAGE_ROWS, "11"), flag(Settings.MAX_PAGE_ROWS, "12"),
                flag(Settings.MAX_PAGE_SIZE, "13 KiB"), flag(Settings.RESULT_TIMEOUT, "14s"), flag(Settings.MAX_OPEN_QUERIES, "15"),
                flag(Settings.WAIT, "16s"), flag(Settings.MAX_WAIT, "17s"),
                flag(Settings.MAX_SPILL_SIZE, "30 MiB"), flag(Settings.MAX_SPILL_TOTAL, "31 MiB"), flag(Settings.QUERY_MEMORY, "18 MiB"),
                flag(Settings.QUERY_THREADS, "19"), flag(Settings.QUERY_TIMEOUT, "20s"), flag(Settings.QUERY_MAX_PER_USER, "7"),
                flag(Settings.QUERY_MAX_MIRROR_SIZE, "33 MiB"), flag(Settings.QUERY_MAX_SPILL_SIZE, "34 MiB"),
                flag(Settings.ALLOW_INSECURE, "true"),
                flag(Settings.QUERY_MAX_WAIT, "35s"),
                flag(Settings.QUERY_MAX_EXPANDED_SIZE, "35 MiB"),
                flag(Settings.MAX_STATEMENTS_PER_USER, "21"), flag(Settings.MAX_UPLOADS_PER_USER, "22"),
                flag(Settings.MAX_DOOR_REQUESTS_PER_ADDRESS, "23"), flag(Settings.AUDIT_PATH, "a.log"),
                flag(Settings.AUDIT_MAX_SIZE, "24 KiB"),
                flag(Settings.AUDIT_KEEP, "25"),
                flag(Settings.FAILURES_BEFORE_DELAY, "23"), flag(Settings.FAILURE_MEMORY, "24s"), flag(Settings.FIRST_DELAY, "25ms"),
                flag(Settings.MAX_DELAY, "26s"), flag(Settings.MAX_DELAYED_LOGINS, "27"), flag(Settings.JWT_ISSUER, "https://issuer"),
                flag(Settings.JWT_AUDIENCE, "stagedoor"), flag(Settings.JWT_KEY_SET_URL, "https://issuer/keys?a=b"),
                flag(Settings.JWT_USER_CLAIM, "preferred_username"), flag(Settings.JWT_CLOCK_SKEW, "28s"),
                flag(Settings.LEDGER_KEEP, "29m"));
        assertThat(Options.ledger(all)).isEqualTo(new LedgerOptions(Duration.ofMinutes(29)));
        ServerOptions server = Options.server(all);
        assertThat(server.listen().address().text()).isEqualTo("::1");
        assertThat(server.listen().port()).isEqualTo(1);
        assertThat(server.listen().publicUrl()).contains(URI.create("https://h"));
        assertThat(server.listen().trustedProxies()).hasSize(1);
        assertThat(server.listen().maxConnections()).isEqualTo(4);
        assertThat(server.door().corsOrigins()).containsExactly("https://a");
        assertThat(server.users()).isEqualTo(new UserLimits(21, 22));
        assertThat(server.door().maxRequestsPerAddress()).isEqualTo(23);
        assertThat(server.audit()).isEqualTo(new AuditOptions(new AuditOptions.Target.File(Path.of("a.log")), 24 << 10, 25));
        assertThat(server.authentication()).isEqualTo(new AuthenticationOptions(
                Duration.ofSeconds(2),
                new AuthenticationOptions.Slowdown(23, Duration.ofSeconds(24), Duration.ofMillis(25), Duration.ofSeconds(26), 27),
                Optional.of(new AuthenticationOptions.Issuer(
                        "https://issuer", "stagedoor", new KeySetLocation.Url(URI.create("https://issuer/keys?a=b")),
                        "preferred_username", Duration.ofSeconds(28)))));
        assertThat(server.requests().maxHeaderBytes()).isEqualTo(9 << 10);
        assertThat(server.requests().maxBodyBytes()).isEqualTo(6 << 10);
        assertThat(server.requests().maxSqlBytes()).isEqualTo(7 << 10);
        assertThat(server.transfers().idleTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(server.transfers().minimumRate().bytesPerSecond()).isEqualTo(9);
        assertThat(server.transfers().minimumRate().window()).isEqualTo(Duration.ofSeconds(10));
        assertThat(server.results().defaultPageRows()).isEqualTo(11);
        assertThat(server.results().maxPageRows()).isEqualTo(12);
        assertThat(server.results().maxPageBytes()).isEqualTo(13 << 10);
        assertThat(server.results().idleTimeout()).isEqualTo(Duration.ofSeconds(14));
        assertThat(server.results().maxOpenQueries()).isEqualTo(15);
        assertThat(server.results().defaultWait()).isEqualTo(Duration.ofSeconds(16));
        assertThat(server.results().maxWait()).isEqualTo(Duration.ofSeconds(17));
        assertThat(server.results().maxSpillBytes()).isEqualTo(30 << 20);
        assertThat(server.results().maxSpillTotalBytes()).isEqualTo(31 << 20);
        assertThat(all.get(Settings.QUERY_MAX_MIRROR_SIZE).bytes()).isEqualTo(33 << 20);
        assertThat(all.get(Settings.QUERY_MAX_SPILL_SIZE).bytes()).isEqualTo(34 << 20);
        assertThat(all.get(Settings.QUERY_MAX_EXPANDED_SIZE).bytes()).isEqualTo(35 << 20);
        assertThat(Options.store(all)).isEqualTo(new EmbeddedOptions("buck", "eu", 3, EmbeddedOptions.DEFAULT.durability()));
        assertThat(engine(all, Users.DEFAULT)).isEqualTo(new EngineOptions(
                new QueryOptions(Duration.ofSeconds(20), 7, Duration.ofSeconds(35), true),
                new Accounts(Map.of("root", "no_password"), false)));
    }

    @Test
    void keys_of_the_issuer_may_be_in_a_file(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("keys.json"), "{\"keys\":[]}");
        assertThat(Options.server(withKeys(file)).authentication().issuer().orElseThrow().keys()).isEqualTo(new KeySetLocation.File(file));
        assertThatThrownBy(() -> Options.server(withKeys(directory.resolve("nowhere.json"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("authentication.jwt.key_set_file names '")
                .hasMessageContaining("no file that can be read");
    }

    private static Configuration withKeys(Path file) {
        return load(flag(Settings.JWT_ISSUER, "i"), flag(Settings.JWT_AUDIENCE, "a"), flag(Settings.JWT_KEY_SET_FILE, file.toString()));
    }

    @Test
    void settings_that_the_servers_refusals_name_are_settings() {
        assertThat(Settings.ALL).extracting(Setting::name).contains(
                RequestLimits.MAX_HEADER_SETTING, RequestLimits.MAX_BODY_SETTING, RequestLimits.MAX_SQL_SETTING,
                UserLimits.MAX_STATEMENTS_SETTING, UserLimits.MAX_UPLOADS_SETTING, QueryOptions.PER_USER_SETTING);
    }

    @Test
    void engine_is_told_who_is_configured_and_whether_the_server_is_on_loopback() {
        Configuration everywhere = load(flag(Settings.BIND, "0.0.0.0"));
        var users = new Users(List.of(new User("ann", Optional.of(PasswordHashes.hash("x")))));
        assertThat(engine(everywhere, users).accounts()).isEqualTo(new Accounts(Set.of("ann"), false));
        assertThat(engine(load(flag(Settings.BIND, "::1")), Users.DEFAULT).accounts())
                .isEqualTo(new Accounts(Set.of("root"), true));
    }

    @Test
    void audit_log_may_go_to_standard_output() {
        assertThat(Options.server(load(flag(Settings.AUDIT_PATH, "-"))).audit().target())
                .isEqualTo(new AuditOptions.Target.StandardOutput());
    }

    @Test
    void configured_users_take_the_place_of_root() {
        Configuration defaults = load();
        var users = List.of(new UserSection("alice", Secret.of(PasswordHashes.hash("secret"))));
        var configured = defaults.withUsers(users);
        assertThat(Options.users(configured).passwordless()).isEmpty();
    }

    @Test
    void name_the_server_cannot_use_is_a_mistake_in_the_configuration() {
        Configuration defaults = load();
        var users = List.of(new UserSection("a:b", Secret.of("$argon2id$")));
        var configured = defaults.withUsers(users);
        assertThatThrownBy(() -> Options.users(configured)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot hold ':'");
    }

    private static FlagValue flag(Setting<?> setting, String text) {
        return new FlagValue(setting, "--set", text);
    }

    private static Configuration load(FlagValue... flags) {
        return new ConfigurationLoader(Map.of(), Path.of("nowhere")).load(null, List.of(flags)).configuration();
    }

    @Test
    void a_name_to_listen_on_is_looked_up_once_and_an_unknown_one_refused() {
        ServerOptions server = Options.server(load(flag(Settings.BIND, "localhost")));
        assertThat(server.listen().address()).isEqualTo(ListenAddress.of("localhost"));
        assertThat(server.listen().opening()).isEmpty();
        assertThatThrownBy(() -> Options.server(load(flag(Settings.BIND, "no..name"))))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessage("the address 'no..name' to listen on is not known");
    }

    private static EngineOptions engine(Configuration configuration, Users users) {
        return Options.engine(configuration, users, Options.server(configuration).listen());
    }
}
