package dev.stagedoor.catalog.sqlite;

import static dev.stagedoor.catalog.CatalogContract.format;
import static dev.stagedoor.catalog.CatalogContract.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.Table;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.encryption.ParameterCipher;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogTest {
    @TempDir
    Path directory;

    private Path file;
    private CatalogKey key;

    @BeforeEach
    void name_the_file_and_make_a_key() {
        file = directory.resolve("catalog.db");
        key = CatalogKey.openOrCreate(directory.resolve("catalog.key"));
    }

    @Test
    void definitions_survive_closing_and_opening() {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));
            catalog.createFileFormat(format("f"));
        }
        try (var catalog = SqliteCatalog.open(file, key)) {
            assertThat(catalog.stages()).containsExactly(stage("s"));
            assertThat(catalog.fileFormats()).containsExactly(format("f"));
        }
    }

    @Test
    void the_files_as_a_kill_leaves_them_hold_every_acknowledged_definition() throws Exception {
        var acknowledged = new AtomicInteger();
        var half = new CountDownLatch(50);
        try (var catalog = SqliteCatalog.open(file, key)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 100; i++) {
                    catalog.createStage(stage("s%03d".formatted(i)));
                    acknowledged.incrementAndGet();
                    half.countDown();
                }
            });
            half.await();
            for (int copy = 0; copy < 5; copy++) {
                int promised = acknowledged.get();
                Path killed = copyOfFiles(copy);

                try (var restarted = SqliteCatalog.open(killed, key)) {
                    List<String> names = restarted.stages().stream().map(StageDefinition::name).toList();
                    assertThat(names).hasSizeGreaterThanOrEqualTo(promised);
                    for (int i = 0; i < names.size(); i++) {
                        assertThat(names.get(i)).isEqualTo("s%03d".formatted(i));
                    }
                }
            }
            writer.join();
        }
    }

    /** The shared-memory index is left out: it is not a file's content after a crash of the machine. */
    private Path copyOfFiles(int copy) throws IOException {
        Path target = Files.createDirectory(directory.resolve("killed" + copy)).resolve("catalog.db");
        // The WAL first would lose frames that a checkpoint moves in between; no checkpoint happens in the few pages of this test.
        Files.copy(file, target);
        Files.copy(Path.of(file + "-wal"), Path.of(target + "-wal"));
        return target;
    }

    @Test
    void changes_are_in_the_file_when_the_method_returns() throws SQLException {
        try (var catalog = SqliteCatalog.open(file, key);
                Connection other = connect()) {
            catalog.createStage(stage("s"));

            try (var rows = other.createStatement().executeQuery("SELECT comment FROM stage WHERE name = 's'")) {
                assertThat(rows.next()).isTrue();
            }
        }
    }

    @Test
    void the_file_is_in_wal_mode() throws SQLException {
        SqliteCatalog.open(file, key).close();
        try (Connection other = connect();
                var rows = other.createStatement().executeQuery("PRAGMA journal_mode")) {
            assertThat(rows.getString(1)).isEqualTo("wal");
        }
    }

    @Test
    void a_new_file_is_its_owners_alone() throws IOException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file + "-wal"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_path_may_hold_characters_that_mean_something_in_a_url() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("a b?c%20d#é")).resolve("catalog.db");
        try (var catalog = SqliteCatalog.open(odd, key)) {
            catalog.createStage(stage("s"));
        }
        assertThat(odd).isNotEmptyFile();
        try (var catalog = SqliteCatalog.open(odd, key)) {
            assertThat(catalog.stages()).hasSize(1);
        }
    }

    @Test
    void a_damaged_file_is_refused_in_one_line() throws IOException {
        Files.writeString(file, "this is not a database, and long enough to be looked at".repeat(40));
        refused("could not be opened");
    }

    @Test
    void a_file_with_a_damaged_page_is_refused_in_one_line() throws IOException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            for (int i = 0; i < 100; i++) {
                catalog.createStage(stage("s" + i));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4_096, bytes.length, (byte) 0x55);
        Files.write(file, bytes);
        refused("could not be opened");
    }

    @Test
    void a_file_of_a_newer_version_is_refused_in_one_line() throws SQLException {
        SqliteCatalog.open(file, key).close();
        execute("INSERT INTO flyway_schema_history SELECT 999, '7', 'later', 'SQL', 'V7__later.sql', 0, 'x', installed_on, 0, 1 FROM flyway_schema_history LIMIT 1");
        refused("newer version of Stagedoor (schema version 7; this one knows up to 3)");
    }

    @Test
    void a_migration_that_was_begun_and_not_recorded_is_made_again() throws SQLException {
        SqliteCatalog.open(file, key).close();
        execute("DELETE FROM flyway_schema_history");
        execute("DROP TABLE stage");
        execute("DROP TABLE file_format");
        execute("DROP TABLE connection");
        execute("DROP TABLE user_account");
        execute("DROP TABLE role");
        execute("DROP TABLE privilege_grant");
        execute("DROP TABLE role_grant");
        try (var catalog = SqliteCatalog.open(file, key)) {
            assertThat(catalog.createStage(stage("s"))).isTrue();
        }
    }

    @Test
    void a_migration_recorded_as_failed_is_refused_in_one_line() throws SQLException {
        SqliteCatalog.open(file, key).close();
        execute("UPDATE flyway_schema_history SET success = 0");
        refused("could not be opened");
    }

    @Test
    void a_database_of_something_else_is_refused_and_left_alone() throws SQLException {
        execute("CREATE TABLE mine (x)");
        refused("not a Stagedoor catalog");
        execute("SELECT x FROM mine");
    }

    @Test
    void an_option_of_a_newer_version_is_refused_in_one_line() throws SQLException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));
        }
        execute("UPDATE stage SET file_format = '{\"type\":\"Parquet\",\"bloom\":true}'");
        refused("does not know the option 'bloom' of PARQUET");
    }

    @Test
    void a_kind_of_stage_of_a_newer_version_is_refused_in_one_line() throws SQLException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));
        }
        execute("UPDATE stage SET kind = 'LUNAR'");
        refused("LUNAR");
    }

    @Test
    void a_missing_directory_is_refused_in_one_line() {
        file = directory.resolve("missing/catalog.db");
        refused("could not be created");
    }

    @Test
    void an_update_matches_what_an_older_version_wrote_with_fewer_options() throws SQLException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));
        }
        execute("UPDATE stage SET file_format = '{\"type\":\"Parquet\"}'");
        try (var catalog = SqliteCatalog.open(file, key)) {
            StageDefinition current = catalog.stage("s").orElseThrow();
            assertThat(current).isEqualTo(stage("s"));
            assertThat(catalog.updateStage(current, current.withComment("c"))).isTrue();
        }
    }

    @Test
    void a_change_that_cannot_be_written_is_an_error_and_is_not_visible() throws SQLException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));
            execute("CREATE TRIGGER full BEFORE INSERT ON stage WHEN new.name = 't' BEGIN SELECT raise(ABORT, 'no'); END");

            assertThatThrownBy(() -> catalog.createStage(stage("t"))).isInstanceOf(RuntimeException.class);

            assertThat(catalog.stages()).containsExactly(stage("s"));
            assertThat(catalog.createStage(stage("u"))).isTrue();
        }
    }

    @Test
    void a_full_disk_is_an_error_that_says_so_and_passes() throws SQLException {
        StageDefinition large = stage("large").withComment("x".repeat(8_000));
        try (SqliteDatabase database = SqliteFile.open(file, opened -> opened)) {
            var stages = DefinitionStore.load(database, Table.stages(new ParameterCipher(key)), 10);
            limitPages(database, 1);

            assertThatThrownBy(() -> stages.create(large))
                    .isInstanceOfSatisfying(StagedoorException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
                        assertThat(e.retryable()).isTrue();
                    })
                    .hasMessageContaining("disk is full");
            assertThat(stages.all()).isEmpty();

            limitPages(database, 1_000_000);
            assertThat(stages.create(large)).isTrue();
        }
    }

    @Test
    void beyond_the_limit_nothing_new_is_defined_and_what_is_defined_can_change() throws SQLException {
        try (SqliteDatabase database = SqliteFile.open(file, opened -> opened)) {
            var stages = DefinitionStore.load(database, Table.stages(new ParameterCipher(key)), 2);
            stages.create(stage("s"));
            stages.replace(stage("t"));

            assertThatThrownBy(() -> stages.create(stage("u")))
                    .isInstanceOfSatisfying(
                            StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TENANT_QUOTA_EXCEEDED))
                    .hasMessage("Max stages quota exceeded 2");
            assertThatThrownBy(() -> stages.replace(stage("u"))).hasMessage("Max stages quota exceeded 2");

            assertThat(stages.create(stage("s"))).isFalse();
            stages.replace(stage("s").withComment("c"));
            assertThat(stages.drop("t")).isTrue();
            assertThat(stages.create(stage("u"))).isTrue();
            assertThat(stages.all()).containsExactly(stage("s").withComment("c"), stage("u"));
        }
    }

    @Test
    void every_commit_is_synced_to_the_disk() throws SQLException {
        int full = 2;
        try (SqliteDatabase database = SqliteFile.open(file, opened -> opened);
                var statement = database.connection().createStatement();
                var rows = statement.executeQuery("PRAGMA synchronous")) {
            assertThat(rows.getInt(1)).isEqualTo(full);
        }
    }

    /** SQLite answers as on a full disk when the file would grow past this; a limit below its size means its size. */
    private static void limitPages(SqliteDatabase database, int pages) throws SQLException {
        try (var statement = database.connection().createStatement()) {
            statement.execute("PRAGMA max_page_count = " + pages);
        }
    }

    @Test
    void the_newest_version_is_that_of_the_last_migration_file() throws Exception {
        Path migrations = Path.of(SqliteSchema.class.getClassLoader().getResource(SqliteSchema.LOCATION).toURI());
        try (var files = Files.list(migrations)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .allMatch(name -> name.matches("V\\d+__\\w+\\.sql"))
                    .extracting(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .contains(SqliteSchema.NEWEST_VERSION)
                    .allMatch(version -> version <= SqliteSchema.NEWEST_VERSION);
        }
    }

    private void refused(String reason) {
        assertThatThrownBy(() -> SqliteCatalog.open(file, key))
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                    assertThat(e.getMessage()).contains(reason, file.toString()).doesNotContain("\n");
                });
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
