package dev.stagedoor.table.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.disk.DamagedFileException;
import dev.stagedoor.table.name.NameDatabase.Outcome;
import dev.stagedoor.testsupport.Race;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameDatabaseTest {
    private static final long NOW = 1_764_500_000_000L;

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("warehouse.db");
    }

    private NameDatabase filled() {
        NameDatabase names = NameDatabase.open(file());
        names.createDatabase("default");
        assertThat(names.create("default", "t", "s3://b/t/0.json", false, NOW)).isEqualTo(Outcome.DONE);
        return names;
    }

    @Test
    void a_table_moves_only_from_where_it_is() {
        try (NameDatabase names = filled()) {
            assertThat(names.move("default", "t", "s3://b/t/0.json", "s3://b/t/1.json")).isTrue();
            assertThat(names.move("default", "t", "s3://b/t/0.json", "s3://b/t/2.json")).isFalse();
            assertThat(names.move("default", "other", "s3://b/t/1.json", "s3://b/t/2.json")).isFalse();
            assertThat(names.find("default", "t")).contains("s3://b/t/1.json");
        }
    }

    @Test
    void of_many_who_move_it_at_once_one_succeeds() throws Exception {
        try (NameDatabase names = filled();
                NameDatabase others = NameDatabase.open(file())) {
            var next = new AtomicInteger();
            List<Boolean> moved = Race.of(16, () -> {
                int me = next.getAndIncrement();
                return (me % 2 == 0 ? names : others).move("default", "t", "s3://b/t/0.json", "s3://b/t/by-" + me + ".json");
            });
            assertThat(moved).filteredOn(each -> each).hasSize(1);
        }
    }

    @Test
    void a_dropped_table_is_noted_with_where_it_lay() throws Exception {
        try (NameDatabase names = filled()) {
            names.createDatabase("sales");
            names.create("sales", "u", "s3://b/u/0.json", false, NOW);

            assertThat(names.drop("default", "t", NOW + 1)).isTrue();
            assertThat(names.drop("default", "t", NOW + 2)).isFalse();
            assertThat(names.dropDatabase("sales", NOW + 3)).isTrue();
            assertThat(names.create("default", "t", "s3://b/t2/0.json", true, NOW + 4)).isEqualTo(Outcome.DONE);
            assertThat(names.create("default", "t", "s3://b/t3/0.json", true, NOW + 5)).isEqualTo(Outcome.DONE);
        }
        assertThat(dropped()).containsExactly("t s3://b/t/0.json 1", "u s3://b/u/0.json 3", "t s3://b/t2/0.json 5");
    }

    private List<String> dropped() throws SQLException {
        List<String> dropped = new ArrayList<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM stagedoor_dropped_tables ORDER BY id")) {
            while (rows.next()) {
                dropped.add(rows.getString("table_name") + " " + rows.getString("metadata_location") + " "
                        + (rows.getLong("dropped_at_millis") - NOW));
            }
        }
        return dropped;
    }

    @Test
    void only_its_owner_can_read_the_file() throws IOException {
        try (NameDatabase names = filled()) {
            assertThat(names.databases()).containsExactly("default");
            try (Stream<Path> files = Files.list(directory)) {
                for (Path each : files.filter(path -> !path.toString().endsWith("-commits")).toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each))).as("%s", each).isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void a_file_that_lost_its_log_is_told_from_one_after_a_crash() throws IOException {
        Path crashed = Files.createDirectory(directory.resolve("crashed"));
        try (NameDatabase names = filled()) {
            assertThat(names.hasDatabase("default")).isTrue();
            try (Stream<Path> files = Files.list(directory)) {
                for (Path each : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(each, crashed.resolve(each.getFileName()));
                }
            }
        }
        Path copy = crashed.resolve("warehouse.db");
        byte[] log = Files.readAllBytes(crashed.resolve("warehouse.db-wal"));
        assertThat(log).isNotEmpty();

        Files.delete(crashed.resolve("warehouse.db-wal"));
        Files.deleteIfExists(crashed.resolve("warehouse.db-shm"));
        assertThatThrownBy(() -> NameDatabase.open(copy))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("which had been answered: warehouse.db-wal was cut short or removed");

        Files.write(crashed.resolve("warehouse.db-wal"), log);
        try (NameDatabase names = NameDatabase.open(copy)) {
            assertThat(names.find("default", "t")).contains("s3://b/t/0.json");
        }
    }

    @Test
    void what_is_no_database_is_refused_and_left_as_it_is() throws IOException {
        byte[] garbage = "garbage ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Files.write(file(), garbage);

        assertThatThrownBy(() -> NameDatabase.open(file()))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file().toString());
        assertThat(file()).hasBinaryContent(garbage);
    }

    @Test
    void a_file_of_a_later_version_is_refused() throws SQLException {
        filled().close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> NameDatabase.open(file()))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("newer version");
    }
}
