package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Bodies;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that has lost acknowledged changes is told from one after a crash, which has lost none. */
class LostChangesTest {
    private static final byte[] LARGE = Bodies.random(1, 100_000);

    @TempDir
    Path temporary;

    private Path crashed() {
        return temporary.resolve("crashed");
    }

    private Path log() {
        return crashed().resolve("store/index.db-wal");
    }

    /** What a kill leaves of a store with three objects, one of them in a file. */
    private void crash() throws IOException {
        try (OpenStore open = OpenStore.at(temporary.resolve("data"))) {
            open.put("a", Bodies.utf8("1"));
            open.put("b", LARGE);
            open.put("c", Bodies.utf8("3"));
            copy(open.directory().path(), crashed());
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
        assertThatThrownBy(() -> OpenStore.at(crashed()).close()).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
            assertThat(e)
                    .hasMessageContaining("which had been answered")
                    .hasMessageContaining("'stagedoor serve --accept-loss store'")
                    .hasMessageNotContaining("\n");
        });
    }

    @Test
    void after_a_crash_the_store_opens() throws IOException {
        crash();

        try (OpenStore open = OpenStore.at(crashed())) {
            assertThat(open.keys()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void log_that_was_cut_short_anywhere_is_refused_and_left_alone() throws IOException {
        crash();
        long length = Files.size(log());
        for (long cut : List.of(length - 1, length / 2, 32L, 0L)) {
            truncate(log(), cut);
            assertRefused();
            assertThat(Files.size(log())).isLessThanOrEqualTo(cut);
        }
    }

    @Test
    void log_that_was_removed_is_refused() throws IOException {
        crash();
        Files.delete(log());
        assertRefused();
    }

    @Test
    void older_copy_of_the_index_is_refused() throws IOException {
        try (OpenStore open = OpenStore.at(temporary.resolve("data"))) {
            open.put("a", LARGE);
        }
        Path old = Files.copy(temporary.resolve("data/store/index.db"), temporary.resolve("old.db"));
        try (OpenStore open = OpenStore.at(temporary.resolve("data"))) {
            open.delete("a");
        }
        copy(temporary.resolve("data"), crashed());
        Files.delete(crashed().resolve("store/index.db"));
        Files.copy(old, crashed().resolve("store/index.db"));

        assertRefused();
    }

    @Test
    void accepted_loss_opens_with_what_is_left_and_keeps_contents_that_belong_to_nothing() throws IOException {
        crash();
        Files.delete(log());

        try (DataDirectory directory = DataDirectory.open(crashed(), Set.of(DataPart.STORE));
                EmbeddedStore store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC())) {
            directory.noteParts(Set.of(DataPart.STORE));
            assertThat(new OpenStore(directory, store).keys()).isEmpty();
        }
        try (Stream<Path> kept = Files.walk(crashed().resolve("lost")).filter(Files::isRegularFile)) {
            assertThat(kept).singleElement().satisfies(file -> assertThat(Files.readAllBytes(file)).isEqualTo(LARGE));
        }
        try (OpenStore open = OpenStore.at(crashed())) {
            open.put("d", LARGE);
            assertThat(open.keys()).containsExactly("d");
        }
    }

    @Test
    void store_whose_mark_is_lost_opens_and_has_a_new_one() throws IOException {
        crash();
        Files.delete(crashed().resolve("store/commits"));
        OpenStore.at(crashed()).close();
        try (OpenStore open = OpenStore.at(crashed())) {
            assertThat(open.keys()).containsExactly("a", "b", "c");
            open.put("d", LARGE);
            copy(open.directory().path(), temporary.resolve("again"));
        }
        Files.delete(temporary.resolve("again/store/index.db-wal"));
        assertThatThrownBy(() -> OpenStore.at(temporary.resolve("again")).close()).hasMessageContaining("--accept-loss store");
    }
}
