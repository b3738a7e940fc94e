package dev.stagedoor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    @TempDir
    private Path directory;

    @Test
    void every_default_is_what_the_documentation_promises() {
        Configuration defaults = new ConfigurationLoader(Map.of(), directory).load(null, List.of()).configuration();
        assertThat(defaults.users()).isEmpty();
        assertThat(texts(defaults).filter(line -> !line.endsWith(" = "))).containsExactlyElementsOf("""
                server.bind = 127.0.0.1
                server.port = 8000
                server.cors_origins = *
                server.stop_timeout = 30s
                server.password_memory = 5m
                storage.data = stagedoor-data
                storage.bucket = stagedoor
                storage.region = us-east-1
                storage.max_object_size = 5 TiB
                storage.abandoned_upload_age = 7d
                storage.allow_insecure = false
                storage.endpoint_policy = permissive
                warehouse.retention = 1d
                warehouse.orphan_age = 1d
                warehouse.sweep_interval = 1d
                authentication.failures_before_delay = 5
                authentication.failure_memory = 5m
                authentication.first_delay = 1s
                authentication.max_delay = 30s
                authentication.max_delayed_logins = 64
                authentication.jwt.user_claim = sub
                authentication.jwt.clock_skew = 30s
                ledger.keep = 30d
                limits.max_connections = 4096
                limits.max_header_size = 16 KiB
                limits.max_body_size = 2 MiB
                limits.max_sql_size = 1 MiB
                limits.max_load_size = 4 GiB
                limits.idle_timeout = 1m
                limits.min_rate = 1 KiB
                limits.min_rate_window = 30s
                limits.max_statements_per_user = 32
                limits.max_uploads_per_user = 16
                limits.max_door_requests_per_address = 256
                results.page_rows = 10000
                results.max_page_rows = 100000
                results.max_page_size = 1 MiB
                results.idle_timeout = 1m
                results.max_open_queries = 64
                results.wait = 10s
                results.max_wait = 30s
                results.max_spill_size = 256 MiB
                results.max_spill_total = 1 GiB
                query.memory = 256 MiB
                query.threads = 2
                query.workers = 2
                query.timeout = 5m
                query.max_per_user = 8
                query.max_wait = 1m
                query.max_mirror_size = 4 GiB
                query.max_spill_size = 4 GiB
                query.max_expanded_size = 16 GiB
                audit.max_size = 100 MiB
                audit.keep = 10
                log.level = warn
                """.lines().toList());
    }

    private static Stream<String> texts(Configuration configuration) {
        return Settings.ALL.stream().map(setting -> setting.name() + " = " + text(configuration, setting));
    }

    private static <T> String text(Configuration configuration, Setting<T> setting) {
        return setting.type().format().apply(configuration.get(setting));
    }

    @Test
    void every_default_survives_being_written_and_read() {
        for (Setting<?> setting : Settings.ALL) {
            assertThat(setting.type().parse().apply(setting.defaultText())).as(setting.name()).isEqualTo(setting.defaultValue());
        }
    }

    @Test
    void names_are_unique() {
        assertThat(Settings.ALL).extracting(Setting::name).doesNotHaveDuplicates();
        assertThat(Settings.ALL).extracting(Setting::variable).doesNotHaveDuplicates();
    }

    @Test
    void sample_with_every_line_uncommented_gives_the_defaults() throws IOException {
        String sample = ConfigurationText.sample().lines()
                .takeWhile(line -> !line.startsWith("#[[users]]"))
                .map(line -> line.startsWith("#") && !line.startsWith("# ") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(directory.resolve("sample.toml"), sample);
        LoadedConfiguration loaded = new ConfigurationLoader(Map.of(), directory).load(file, List.of());
        Configuration defaults = new ConfigurationLoader(Map.of(), directory).load(null, List.of()).configuration();
        assertThat(texts(loaded.configuration())).containsExactlyElementsOf(texts(defaults).toList());
        assertThat(Settings.ALL).allSatisfy(setting -> assertThat(loaded.origin(setting)).isInstanceOf(Origin.FileLine.class));
    }

    @Test
    void effective_configuration_can_be_read_back() throws IOException {
        LoadedConfiguration loaded = new ConfigurationLoader(Map.of("STAGEDOOR_SERVER_TRUSTED_PROXIES", "10.0.0.0/8,::1"), directory)
                .load(null, List.of());
        Path file = Files.writeString(directory.resolve("effective.toml"), ConfigurationText.effective(loaded));
        Configuration again = new ConfigurationLoader(Map.of(), directory).load(file, List.of()).configuration();
        assertThat(again.get(Settings.TRUSTED_PROXIES)).containsExactly("10.0.0.0/8", "::1");
        assertThat(texts(again)).containsExactlyElementsOf(texts(loaded.configuration()).toList());
    }

    @Test
    void documentation_holds_the_reference_made_from_the_table() throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains(ConfigurationText.reference());
    }
}
