package dev.stagedoor.catalog.sqlite;

import static dev.stagedoor.catalog.SampleDefinitions.format;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.row.DefinitionTable;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.encryption.ParameterCipher;
import dev.stagedoor.catalog.encryption.ParameterCipher.Row;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.storage.Incarnation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

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
        execute("INSERT INTO flyway_schema_history SELECT 999, '7', 'later', 'SQL', 'V7__later.sql', 0, 'x', installed_on, 0, 1 FROM"
                + " flyway_schema_history LIMIT 1");
        refused("newer version of Stagedoor (schema version 7; this one knows up to 6)");
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
        execute("DROP TABLE change_count");
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
            var stages = DefinitionStore.load(database, DefinitionTable.stages(new ParameterCipher(key)), 10);
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
            var stages = DefinitionStore.load(database, DefinitionTable.stages(new ParameterCipher(key)), 2);
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

    private static Grant read(String stage, String path) {
        return new Grant(Privilege.READ, new GrantObject.Stage(stage, Optional.of(path)), new Grantee.User("bob"));
    }

    private static List<Grant> grants(String stage, int count) {
        return IntStream.range(0, count).mapToObj(i -> read(stage, "directory-" + i + "/")).toList();
    }

    @Test
    void on_a_full_disk_grants_are_all_made_or_none_and_end_with_their_stage_or_not_at_all() throws SQLException {
        List<Grant> many = grants("s", 2_000);
        try (SqliteDatabase database = SqliteFile.open(file, opened -> opened)) {
            var grants = GrantStore.load(database, 5_000);
            var stages = DefinitionStore.load(
                    database,
                    DefinitionTable.stages(new ParameterCipher(key)),
                    10,
                    grants.on(name -> new GrantObject.Stage(name, Optional.empty())));
            stages.create(stage("s"));
            limitPages(database, 1);
            refusedByAFullDisk(() -> grants.grant(many));
            assertThat(grants.current().size()).isZero();
            assertThat(GrantStore.load(database, 5_000).current().size()).isZero();

            limitPages(database, 1_000_000);
            grants.grant(many);
            limitPages(database, 1);
            StageDefinition large = stage("s").withComment("x".repeat(8_000));
            // Ends the grants in the file, and then has no room for the comment.
            execute(database, "CREATE TRIGGER z AFTER UPDATE ON stage BEGIN INSERT INTO file_format VALUES (new.name,"
                    + " hex(zeroblob(4000000)), '', 0); END");
            refusedByAFullDisk(() -> stages.replace(large));
            assertThat(stages.all()).containsExactly(stage("s"));
            assertThat(grants.current().size()).isEqualTo(2_000);
            assertThat(GrantStore.load(database, 5_000).current().size()).isEqualTo(2_000);

            execute(database, "CREATE TRIGGER y AFTER DELETE ON stage BEGIN INSERT INTO file_format VALUES (old.name,"
                    + " hex(zeroblob(4000000)), '', 0); END");
            refusedByAFullDisk(() -> stages.drop("s"));
            assertThat(stages.all()).containsExactly(stage("s"));
            assertThat(GrantStore.load(database, 5_000).current().size()).isEqualTo(2_000);

            execute(database, "DROP TRIGGER y");
            assertThat(stages.drop("s")).isTrue();
            assertThat(grants.current().size()).isZero();
            assertThat(GrantStore.load(database, 5_000).current().size()).isZero();
        }
    }

    private static void refusedByAFullDisk(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                .hasMessageContaining("disk is full");
    }

    private static void execute(SqliteDatabase database, String sql) throws SQLException {
        try (var statement = database.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void beyond_the_limit_nothing_is_granted() throws SQLException {
        try (SqliteDatabase database = SqliteFile.open(file, opened -> opened)) {
            var grants = GrantStore.load(database, 3);
            grants.grant(grants("s", 2));
            grants.grantRole(new Membership("r", new Grantee.User("bob")));

            for (ThrowingCallable one : List.<ThrowingCallable>of(
                    () -> grants.grant(grants("s", 3)), () -> grants.grantRole(new Membership("q", new Grantee.User("bob"))))) {
                assertThatThrownBy(one)
                        .isInstanceOfSatisfying(
                                StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TENANT_QUOTA_EXCEEDED))
                        .hasMessage("Max grants quota exceeded 3");
            }
            assertThat(grants.grant(grants("s", 2))).isFalse();
            grants.revoke(grants("s", 1));
            assertThat(grants.grantRole(new Membership("q", new Grantee.User("bob")))).isTrue();
        }
    }

    @Test
    void accounts_of_the_third_schema_keep_their_logins_and_what_was_granted() throws SQLException {
        migrateTo("3");
        String hash = PasswordHashes.hash("x");
        String pem = new UserKey(
                        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGsKCbhXU7j56VKZ7piDlLXGhud0apWjW3wxSdeARerxs/"
                                + "BeoWK7FspDtfLaAT8iJe4YEmR0JpkRQ8foWs0ve3w==",
                        "",
                        stage("s").createdOn())
                .pem();
        execute("INSERT INTO user_account VALUES ('ann', 'PASSWORD', '" + hash + "', 'r', 0, 'root', 1795342530123456)");
        execute("INSERT INTO user_account VALUES ('kate', 'KEY_PAIR', '" + pem + "', NULL, 0, 'root', 1795342530123456)");
        execute("INSERT INTO role VALUES ('r', 'root', 1795342530123456)");
        execute("INSERT INTO role_grant VALUES ('USER', 'ann', 'r')");
        try (var catalog = SqliteCatalog.open(file, key)) {
            assertThat(catalog.user("ann")).hasValueSatisfying(ann -> {
                assertThat(ann.login()).isEqualTo(new Login.Password(hash));
                assertThat(ann.updatedOn()).isEqualTo(ann.createdOn());
                assertThat(ann.defaultWarehouse()).isEmpty();
            });
            assertThat(catalog.user("kate")).hasValueSatisfying(kate -> assertThat(kate.login())
                    .isEqualTo(new Login.KeyPair(List.of(new UserKey(pem, "", kate.createdOn())))));
            assertThat(catalog.role("r")).contains(new RoleDefinition("r", "root", stage("s").createdOn()));
            assertThat(catalog.grants().rolesOf(new Grantee.User("ann"))).containsExactly("r");
        }
    }

    @Test
    void a_catalog_of_the_second_schema_loses_nothing_and_binds_nothing() throws SQLException {
        migrateTo("2");
        execute("INSERT INTO stage VALUES ('s', 'INTERNAL', '" + stage("s").fileFormat().toJson()
                + "', '', 'root', 1795342530123456, 'account_admin', NULL)");
        byte[] parameters = new ParameterCipher(key).encrypt(new Row("connection", "c"), "{\"k\":\"v\"}");
        execute("INSERT INTO connection VALUES ('c', 's3', x'" + HexFormat.of().formatHex(parameters) + "', 'root', 1795342530123456)");

        execute("INSERT INTO stage SELECT 't', kind, file_format, comment, creator, created_on_micros, owner, location FROM stage");
        Set<Incarnation> incarnations = new HashSet<>();

        for (int round = 0; round < 2; round++) {
            try (var catalog = SqliteCatalog.open(file, key)) {
                assertThat(catalog.stages())
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("incarnation")
                        .containsExactly(stage("s"), stage("t"));
                catalog.stages().forEach(stage -> incarnations.add(stage.incarnation()));
                assertThat(incarnations).hasSize(2).doesNotContain(Incarnation.NONE);
                assertThat(catalog.stage("s").orElseThrow().presign()).isEqualTo(PresignRules.UNBOUND);
                assertThat(catalog.connection("c"))
                        .hasValueSatisfying(connection -> assertThat(connection.owner()).isEqualTo("account_admin"));
                assertThat(catalog.users()).isEmpty();
                assertThat(catalog.roles()).isEmpty();
                assertThat(catalog.grants().memberships()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "null",
        "x",
        "[]",
        "{\"max_expire_seconds\":null,\"max_bytes\":null,\"content_types\":[],\"overwrite\":false,\"methods\":[\"UPLOAD\"],"
                + "\"from_ip\":\"10.0.0.0/8\"}",
        "{\"max_expire_seconds\":null,\"max_bytes\":null,\"content_types\":[],\"overwrite\":false,\"methods\":[\"UPLOAD\",\"APPEND\"]}",
        "{\"max_expire_seconds\":null,\"max_bytes\":null,\"content_types\":[],\"overwrite\":null,\"methods\":[\"UPLOAD\"]}",
        "{\"max_expire_seconds\":\"9\",\"max_bytes\":null,\"content_types\":[],\"overwrite\":true,\"methods\":[\"UPLOAD\"]}"
    })
    void rules_of_urls_that_a_newer_version_wrote_are_refused_and_not_dropped(String rules) throws SQLException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));
        }
        execute("UPDATE stage SET presign = '" + rules + "'");
        refused("Stored rules of presigning cannot be read");
    }

    @Test
    void a_user_who_lost_the_credential_is_refused_and_not_let_in_without() throws SQLException {
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createUser(new UserDefinition(
                    "bob", new Login.Password(PasswordHashes.hash("x")), Optional.empty(), false, "root", stage("s").createdOn()));
        }
        execute("UPDATE user_account SET login = 'NO_PASSWORD'");
        refused("The user 'bob' cannot be read: its login NO_PASSWORD has a credential.");
        execute("UPDATE user_account SET credential = NULL, login = 'PASSWORD'");
        refused("its login PASSWORD has no credential");
        execute("UPDATE user_account SET login = 'KERBEROS'");
        refused("does not know the login KERBEROS");
    }

    @Test
    void no_error_shows_the_hash_of_a_password() throws SQLException {
        String hash = PasswordHashes.hash("x");
        var bob = new UserDefinition("bob", new Login.Password(hash), Optional.empty(), false, "root", stage("s").createdOn());
        try (var catalog = SqliteCatalog.open(file, key)) {
            execute("CREATE TRIGGER no BEFORE INSERT ON user_account BEGIN SELECT raise(ABORT, 'no'); END");

            assertThatThrownBy(() -> catalog.createUser(bob)).satisfies(e -> {
                var trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).contains("no").doesNotContain(hash).doesNotContain("argon2");
            });
        }
        assertThat(bob.toString()).contains("bob").doesNotContain("argon2");
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

    private void migrateTo(String version) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        Flyway.configure(SqliteSchema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + SqliteSchema.LOCATION)
                .target(version)
                .loggers("slf4j")
                .load()
                .migrate();
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
