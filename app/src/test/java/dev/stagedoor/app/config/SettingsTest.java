package dev.stagedoor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    @TempDir
    private Path directory;

    @Test
    void every_default_is_what_the_documentation_promises() {
        Configuration defaults = new ConfigurationLoader(Map.of(), directory).load(null, List.of()).configuration();
        assertThat(defaults).isEqualTo(new Configuration(
                new Configuration.ServerSection(
                        "127.0.0.1", 8000, Optional.empty(), List.of(), List.of("*"), Duration.ofSeconds(30), Duration.ofMinutes(5)),
                Optional.empty(),
                new Configuration.StorageSection(
                        Path.of("stagedoor-data"), "stagedoor", "us-east-1", new DataSize(5L << 30), Optional.empty(), List.of(),
                        EndpointPolicyName.PERMISSIVE, List.of(), Map.of()),
                new Configuration.DoorSection(Optional.empty()),
                new Configuration.AuthenticationSection(
                        5, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(30), 64, Optional.empty()),
                new Configuration.CatalogSection(Optional.empty()),
                new Configuration.LedgerSection(Duration.ofDays(30)),
                new Configuration.LimitsSection(
                        4096, new DataSize(16 << 10), new DataSize(2 << 20), new DataSize(1 << 20), Duration.ofSeconds(60),
                        new DataSize(1024), Duration.ofSeconds(30), 32, 16, 256),
                new Configuration.ResultsSection(
                        10_000, 100_000, new DataSize(1 << 20), Duration.ofSeconds(60), 64, Duration.ofSeconds(10), Duration.ofSeconds(30),
                        new DataSize(256 << 20), new DataSize(1 << 30)),
                new Configuration.QuerySection(new DataSize(256L << 20), 2, Duration.ofMinutes(5), 8, new DataSize(4L << 30)),
                new Configuration.AuditSection(Optional.empty(), new DataSize(100 << 20), 10),
                new Configuration.LogSection(LogLevel.WARN),
                List.of()));
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
        assertThat(loaded.configuration()).isEqualTo(new ConfigurationLoader(Map.of(), directory).load(null, List.of()).configuration());
        assertThat(Settings.ALL).allSatisfy(setting -> assertThat(loaded.origin(setting)).isInstanceOf(Origin.FileLine.class));
    }

    @Test
    void effective_configuration_can_be_read_back() throws IOException {
        LoadedConfiguration loaded = new ConfigurationLoader(Map.of("STAGEDOOR_SERVER_TRUSTED_PROXIES", "10.0.0.0/8,::1"), directory)
                .load(null, List.of());
        Path file = Files.writeString(directory.resolve("effective.toml"), ConfigurationText.effective(loaded));
        assertThat(new ConfigurationLoader(Map.of(), directory).load(file, List.of()).configuration()).isEqualTo(loaded.configuration());
    }

    @Test
    void documentation_holds_the_reference_made_from_the_table() throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains(ConfigurationText.reference());
    }
}
