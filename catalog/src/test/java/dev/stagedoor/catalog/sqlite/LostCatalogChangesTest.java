package dev.stagedoor.catalog.sqlite;

import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.storage.disk.DamagedFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog that has lost changes, such as a REVOKE, is told from one after a crash, which has lost none. */
class LostCatalogChangesTest {
    private static final Grant GRANT = new Grant(
            Privilege.READ, new GrantObject.Stage("s", Optional.empty()), new Grantee.Role(RoleDefinition.PUBLIC));

    @TempDir
    Path temporary;

    private CatalogKey key;

    @BeforeEach
    void make_a_key() {
        key = CatalogKey.openOrCreate(temporary.resolve("catalog.key"));
    }

    private Path crashed() {
        return temporary.resolve("crashed/catalog.db");
    }

    private Path log() {
        return temporary.resolve("crashed/catalog.db-wal");
    }

    /** What a kill leaves of a catalog in which a grant was revoked last. */
    private void crash() throws IOException {
        Path file = Files.createDirectory(temporary.resolve("running")).resolve("catalog.db");
        SqliteCatalog.open(file, key).close();
        try (var catalog = SqliteCatalog.open(file, key)) {
            catalog.createStage(stage("s"));
            catalog.grant(List.of(GRANT));
            catalog.revoke(List.of(GRANT));
            copy(file.getParent(), crashed().getParent());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(length);
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> SqliteCatalog.open(crashed(), key).close()).isInstanceOfSatisfying(DamagedFileException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
            assertThat(e).hasMessageContaining("which had been answered").hasMessageNotContaining("\n");
            assertThat(e.reason()).contains("catalog.db-wal was cut short or removed");
        });
    }

    private void assertHolds() {
        try (var catalog = SqliteCatalog.open(crashed(), key)) {
            assertThat(catalog.stage("s")).isPresent();
            assertThat(catalog.grants().of(GRANT.grantee())).isEmpty();
        }
    }

    @Test
    void after_a_crash_the_catalog_opens() throws IOException {
        crash();
        for (int start = 0; start < 2; start++) {
            assertHolds();
        }
    }

    @Test
    void log_that_was_cut_short_anywhere_is_refused_and_left_alone() throws IOException {
        crash();
        Path whole = Files.copy(log(), temporary.resolve("whole"));
        long length = Files.size(log());
        for (long cut : List.of(length - 1, length / 2, 32L, 0L)) {
            truncate(log(), cut);
            assertRefused();
            assertThat(Files.size(log())).isEqualTo(cut);
        }
        Files.delete(log());
        Files.copy(whole, log());
        assertHolds();
    }

    @Test
    void log_that_was_removed_is_refused() throws IOException {
        crash();
        Files.delete(log());
        assertRefused();
    }

    @Test
    void older_copy_of_the_file_is_refused() throws IOException {
        Files.createDirectory(crashed().getParent());
        try (var catalog = SqliteCatalog.open(crashed(), key)) {
            catalog.createStage(stage("s"));
        }
        Path old = Files.copy(crashed(), temporary.resolve("old.db"));
        try (var catalog = SqliteCatalog.open(crashed(), key)) {
            catalog.dropStage("s");
        }
        Files.delete(crashed());
        Files.copy(old, crashed());
        assertRefused();
    }

    @Test
    void change_that_found_nothing_to_change_is_not_counted() throws IOException {
        Files.createDirectory(crashed().getParent());
        try (var catalog = SqliteCatalog.open(crashed(), key)) {
            catalog.createStage(stage("s"));
            byte[] counted = Files.readAllBytes(Path.of(crashed() + "-commits"));
            assertThat(catalog.createStage(stage("s"))).isFalse();
            assertThat(catalog.dropStage("t")).isFalse();
            assertThat(Path.of(crashed() + "-commits")).hasBinaryContent(counted);
        }
    }

    @Test
    void catalog_whose_mark_is_lost_opens_and_has_a_new_one() throws IOException {
        crash();
        Path mark = Path.of(crashed() + "-commits");
        Files.delete(mark);
        assertHolds();
        assertThat(mark).hasSize(16);
    }
}
