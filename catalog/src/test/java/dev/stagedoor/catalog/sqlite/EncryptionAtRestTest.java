package dev.stagedoor.catalog.sqlite;

import static dev.stagedoor.catalog.SampleDefinitions.connection;
import static dev.stagedoor.catalog.SampleDefinitions.external;
import static dev.stagedoor.catalog.SampleDefinitions.format;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** What a thief of the catalog's file, or whoever changes it, gets. */
class EncryptionAtRestTest {
    private static final String SECRET = "hunter2hunter2";

    @TempDir
    Path directory;

    private Path file;
    private Path keyFile;

    @BeforeEach
    void name_the_files() {
        file = directory.resolve("catalog.db");
        keyFile = directory.resolve("catalog.key");
    }

    @Test
    void neither_the_file_nor_its_log_ever_holds_a_secret() throws IOException {
        try (SqliteCatalog catalog = open()) {
            catalog.createStage(external("s", SECRET));
            catalog.createConnection(connection("c", SECRET));
            assertNoSecret();
            catalog.updateStage(external("s", SECRET), external("s", SECRET + "3"));
            catalog.replaceConnection(connection("c", SECRET + "3"));
            catalog.createConnection(connection("d", SECRET));
            catalog.dropConnection("d");
            assertNoSecret();
        }
        assertNoSecret();
    }

    private void assertNoSecret() throws IOException {
        try (var files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).contains(file, keyFile);
            for (Path each : all) {
                byte[] bytes = Files.readAllBytes(each);
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .as(each.toString())
                        .doesNotContain("hunter2")
                        .doesNotContain("endpoint_url")
                        .doesNotContain("s3://bucket");
            }
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("SQLite format");
    }

    @Test
    void the_files_as_a_kill_leaves_them_are_read_with_the_key() throws IOException {
        try (SqliteCatalog catalog = open()) {
            catalog.createStage(external("s", SECRET));
            catalog.createConnection(connection("c", SECRET));
            Path killed = Files.createDirectory(directory.resolve("killed")).resolve("catalog.db");
            Files.copy(file, killed);
            Files.copy(Path.of(file + "-wal"), Path.of(killed + "-wal"));

            try (SqliteCatalog restarted = SqliteCatalog.open(killed, CatalogKey.openOrCreate(keyFile))) {
                assertThat(restarted.stages()).containsExactly(external("s", SECRET));
                assertThat(restarted.connections()).containsExactly(connection("c", SECRET));
            }
        }
    }

    @Test
    void a_lost_key_is_refused_in_one_line_that_names_the_file_and_nothing_is_changed() throws IOException {
        fill();
        byte[] key = Files.readAllBytes(keyFile);
        Files.delete(keyFile);
        refused("are encrypted with the key ", "the file " + keyFile);

        Files.delete(keyFile);
        Files.write(keyFile, key);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        try (SqliteCatalog catalog = open()) {
            assertThat(catalog.stages()).containsExactly(external("s", SECRET), external("t", SECRET));
        }
    }

    @Test
    void another_configured_key_is_refused_in_one_line_that_names_the_setting() {
        fill();
        CatalogKey other = CatalogKey.configured("A".repeat(43) + "=", "catalog.key");
        assertThatThrownBy(() -> SqliteCatalog.open(file, other))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the setting catalog.key holds the key " + other.id());
    }

    @Test
    void a_catalog_without_secrets_opens_with_any_key() throws IOException {
        try (SqliteCatalog catalog = open()) {
            catalog.createStage(stage("s"));
        }
        Files.delete(keyFile);
        try (SqliteCatalog catalog = open()) {
            assertThat(catalog.stages()).containsExactly(stage("s"));
        }
    }

    @Test
    void a_location_copied_from_another_stage_is_refused() throws SQLException {
        fill();
        execute("UPDATE stage SET location = (SELECT location FROM stage WHERE name = 't') WHERE name = 's'");
        refused("The parameters of stage 's' are damaged, or were copied from another row");
    }

    @Test
    void parameters_copied_between_connections_or_kinds_are_refused() throws SQLException {
        fill();
        execute("UPDATE connection SET parameters = (SELECT location FROM stage WHERE name = 's')");
        refused("The parameters of connection 's' are damaged, or were copied from another row");
    }

    @Test
    void a_stage_that_lost_its_location_does_not_become_internal() throws SQLException {
        fill();
        execute("UPDATE stage SET location = NULL WHERE name = 's'");
        refused("The stage 's' is EXTERNAL, but has no location.");
        execute("UPDATE stage SET location = x'00', kind = 'INTERNAL' WHERE name = 's'");
        refused("The stage 's' is INTERNAL, but has a location.");
    }

    @Test
    void a_catalog_of_the_first_schema_loses_nothing() throws SQLException {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        Flyway.configure(SqliteSchema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + SqliteSchema.LOCATION)
                .target("1")
                .loggers("slf4j")
                .load()
                .migrate();
        String format = stage("s").fileFormat().toJson();
        execute("INSERT INTO stage VALUES ('s', 'INTERNAL', '" + format + "', '', 'root', 1795342530123456, 'account_admin')");
        execute("INSERT INTO file_format VALUES ('f', '" + format("f").format().toJson() + "', 'root', 1795342530123456)");

        for (int round = 0; round < 2; round++) {
            try (SqliteCatalog catalog = open()) {
                assertThat(catalog.stages())
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("incarnation")
                        .containsExactly(stage("s"));
                assertThat(catalog.fileFormats()).containsExactly(format("f"));
                assertThat(catalog.connections()).isEmpty();
            }
        }
    }

    private void fill() {
        try (SqliteCatalog catalog = open()) {
            catalog.createStage(external("s", SECRET));
            catalog.createStage(external("t", SECRET));
            catalog.createConnection(connection("s", SECRET));
        }
    }

    private SqliteCatalog open() {
        return SqliteCatalog.open(file, CatalogKey.openOrCreate(keyFile));
    }

    private void refused(String... reasons) {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                    assertThat(e.getMessage()).contains(reasons).contains(file.toString()).doesNotContain("\n").doesNotContain("hunter2");
                });
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
