package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store finds when it is opened again, after a proper end and after others. */
class EmbeddedRecoveryTest {
    private static final byte[] SMALL = Bodies.random(1, 1_000);
    private static final byte[] LARGE = Bodies.random(2, 600_000);
    private static final byte[] OTHER_LARGE = Bodies.random(3, 300_000);

    @TempDir
    private Path temporary;

    private Path data() {
        return temporary.resolve("data");
    }

    @Test
    void everything_is_there_after_closing_and_opening() {
        List<ObjectSummary> before;
        try (OpenStore open = OpenStore.at(data())) {
            open.put("small", SMALL);
            open.put("large", LARGE);
            open.put("empty", new byte[0]);
            open.put("gone", LARGE);
            open.delete("gone");
            before = open.list();
        }
        try (OpenStore open = OpenStore.at(data())) {
            assertThat(open.list()).isEqualTo(before).hasSize(3);
            assertThat(open.read("small")).isEqualTo(SMALL);
            assertThat(open.read("large")).isEqualTo(LARGE);
            assertThat(open.read("empty")).isEmpty();
            assertThat(open.blobFiles()).hasSize(1);
            open.put("another", OTHER_LARGE);
            assertThat(open.read("another")).isEqualTo(OTHER_LARGE);
            assertThat(open.read("large")).isEqualTo(LARGE);
        }
    }

    @Test
    void log_of_the_index_is_written_back_on_closing() {
        try (OpenStore open = OpenStore.at(data())) {
            open.put("a", SMALL);
            assertThat(data().resolve("store/index.db-wal")).isNotEmptyFile();
        }
        assertThat(data().resolve("store/index.db-wal")).doesNotExist();
    }

    @Test
    void path_of_the_data_directory_may_hold_any_character() {
        Path odd = temporary.resolve("a b?mode=ro&c%20d#e;ü");
        try (OpenStore open = OpenStore.at(odd)) {
            open.put("a", SMALL);
        }
        try (OpenStore open = OpenStore.at(odd)) {
            assertThat(open.read("a")).isEqualTo(SMALL);
        }
        assertThat(odd.resolve("store/index.db")).isRegularFile();
    }

    @Test
    void time_of_an_object_comes_from_the_clock_in_milliseconds() {
        Clock clock = Clock.fixed(Instant.parse("2023-06-27T16:03:51.123987Z"), ZoneOffset.UTC);
        try (OpenStore open = OpenStore.at(data(), LocalDisk.INSTANCE, clock)) {
            assertThat(open.put("a", SMALL).lastModified()).isEqualTo("2023-06-27T16:03:51.123Z");
            assertThat(open.list().getFirst().lastModified()).isEqualTo("2023-06-27T16:03:51.123Z");
        }
    }

    @Test
    void empty_directories_of_earlier_runs_are_removed() {
        for (int run = 0; run < 3; run++) {
            try (OpenStore open = OpenStore.at(data())) {
                open.put("a", LARGE);
                open.delete("a");
            }
        }
        try (OpenStore open = OpenStore.at(data())) {
            assertThat(open.blobs()).isEmptyDirectory();
        }
    }

    @Test
    void store_of_a_newer_version_is_refused_untouched() throws SQLException {
        OpenStore.at(data()).close();
        execute(data(), "PRAGMA user_version = " + (IndexDatabase.SCHEMA.newest() + 1));

        assertThatThrownBy(() -> OpenStore.at(data())).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
            assertThat(e).hasMessageContaining("written by a newer Stagedoor").hasMessageNotContaining("\n");
        });

        execute(data(), "PRAGMA user_version = " + IndexDatabase.SCHEMA.newest());
        OpenStore.at(data()).close();
    }

    @Test
    void index_that_is_no_database_is_refused_in_one_line() throws IOException {
        OpenStore.at(data()).close();
        Files.write(data().resolve("store/index.db"), Bodies.random(1, 10_000));

        assertThatThrownBy(() -> OpenStore.at(data())).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
            assertThat(e).hasMessageContaining("cannot be opened").hasMessageNotContaining("\n");
        });
    }

    @Test
    void orphans_of_every_kind_are_swept_after_a_crash() throws Exception {
        Path crashed = temporary.resolve("crashed");
        PowerLossDisk disk = new PowerLossDisk();
        try (OpenStore open = OpenStore.at(data(), disk)) {
            open.put("small", SMALL);
            open.put("large", LARGE);
            open.put("lost", OTHER_LARGE);
            disk.copyAsFound(data(), crashed, false);
        }
        Path blobs = crashed.resolve("store/blobs");
        Path directory;
        try (var directories = Files.list(blobs)) {
            directory = directories.findFirst().orElseThrow();
        }
        Files.write(directory.resolve("0123456789abcdef"), LARGE);
        Files.write(directory.resolve("upload.part"), LARGE);
        Files.write(directory.resolve("torn"), new byte[0]);
        Files.createDirectory(blobs.resolve("fffffffffffff"));
        Files.write(blobs.resolve("fffffffffffff/ffffffffffffffff"), LARGE);
        Files.write(blobs.resolve("stray"), LARGE);
        Files.createDirectory(blobs.resolve("0000000000000"));
        execute(crashed, "INSERT INTO inline (id, content) VALUES (1000, x'00')");
        execute(crashed, "DELETE FROM object WHERE key = 'lost'");

        try (OpenStore open = OpenStore.at(crashed)) {
            assertThat(open.keys()).containsExactly("large", "small");
            assertThat(open.read("small")).isEqualTo(SMALL);
            assertThat(open.read("large")).isEqualTo(LARGE);
            assertThat(open.blobFiles()).hasSize(1);
            assertThat(directory).isDirectory();
            assertThat(blobs.resolve("0000000000000")).doesNotExist();
            assertThat(blobs.resolve("fffffffffffff")).doesNotExist();
            assertThat(count(crashed, "inline")).isEqualTo(1);
        }
    }

    @Test
    void store_that_was_closed_properly_is_not_searched_for_orphans() throws IOException {
        Path stray;
        try (OpenStore open = OpenStore.at(data())) {
            open.put("a", LARGE);
            stray = open.blobFiles().getFirst().resolveSibling("stray");
        }
        Files.write(stray, SMALL);

        OpenStore.at(data()).close();

        assertThat(stray).exists();
    }

    @Test
    void object_whose_file_is_lost_does_not_keep_the_store_from_opening() throws IOException {
        Path crashed = temporary.resolve("crashed");
        PowerLossDisk disk = new PowerLossDisk();
        try (OpenStore open = OpenStore.at(data(), disk)) {
            open.put("lost", LARGE);
            open.put("kept", OTHER_LARGE);
            disk.copyAsFound(data(), crashed, false);
            Files.delete(crashed.resolve(data().relativize(open.blobFiles().stream().sorted().findFirst().orElseThrow())));
        }
        try (OpenStore open = OpenStore.at(crashed)) {
            assertThat(open.read("kept")).isEqualTo(OTHER_LARGE);
            assertThat(open.keys()).containsExactly("kept", "lost");
        }
    }

    /** What the disk would hold at one moment, and what had been acknowledged by then. */
    private record Moment(Path found, Map<String, byte[]> before, Map<String, byte[]> after) {}

    private final List<Moment> moments = new ArrayList<>();
    private Map<String, byte[]> acknowledged = new TreeMap<>();
    private Map<String, byte[]> underWay = acknowledged;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void crash_at_any_step_leaves_acknowledged_objects_whole_and_others_invisible(boolean powerLost) {
        PowerLossDisk disk = new PowerLossDisk();
        try (OpenStore open = OpenStore.at(data(), disk)) {
            disk.aroundEachStep(() -> photograph(disk, powerLost));
            put(open, "a", LARGE);
            put(open, "b", SMALL);
            put(open, "a", OTHER_LARGE);
            put(open, "b", LARGE);
            put(open, "a", SMALL);
            delete(open, "b");
            put(open, "c", OTHER_LARGE);
            delete(open, "a", "c");
            put(open, "c", LARGE);
            await().untilAsserted(() -> assertThat(open.blobFiles()).hasSize(1));
            photograph(disk, powerLost);
            disk.aroundEachStep(() -> {});
        }

        assertThat(moments).hasSizeGreaterThan(40);
        for (int i = 0; i < moments.size(); i++) {
            verify(i, moments.get(i));
        }
    }

    private void put(OpenStore open, String key, byte[] bytes) {
        change(next -> next.put(key, bytes), () -> open.put(key, bytes));
    }

    private void delete(OpenStore open, String... keys) {
        change(next -> List.of(keys).forEach(next::remove), () -> open.delete(keys));
    }

    private void change(Consumer<Map<String, byte[]>> effect, Runnable operation) {
        Map<String, byte[]> next = new TreeMap<>(acknowledged);
        effect.accept(next);
        synchronized (moments) {
            underWay = next;
        }
        operation.run();
        synchronized (moments) {
            acknowledged = next;
        }
    }

    private void photograph(PowerLossDisk disk, boolean powerLost) {
        synchronized (moments) {
            Path found = temporary.resolve("moment-" + moments.size());
            moments.add(new Moment(found, acknowledged, underWay));
            try {
                disk.copyAsFound(data(), found, powerLost);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void verify(int number, Moment moment) {
        try (OpenStore open = OpenStore.at(moment.found())) {
            Map<String, byte[]> found = new TreeMap<>();
            open.keys().forEach(key -> found.put(key, open.read(key)));
            for (ObjectSummary summary : open.list()) {
                assertThat(summary.etag()).contains(Bodies.etag(found.get(summary.key())));
            }
            assertThat(same(found, moment.before()) || same(found, moment.after()))
                    .as("moment %d: %s, acknowledged %s, under way %s", number, found.keySet(), moment.before().keySet(),
                            moment.after().keySet())
                    .isTrue();
            long blobs = found.values().stream().filter(bytes -> bytes.length > EmbeddedStore.MAX_INLINE_BYTES).count();
            assertThat(open.blobFiles()).as("moment %d", number).hasSize((int) blobs);
        }
    }

    private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
    }

    @Test
    void many_writers_at_once_leave_exactly_what_each_did_last() throws Exception {
        int writers = 24;
        Map<String, byte[]> expected = new TreeMap<>();
        try (OpenStore open = OpenStore.at(data());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Map<String, byte[]>>> tasks = IntStream.range(0, writers)
                    .<Callable<Map<String, byte[]>>>mapToObj(writer -> () -> write(open, writer))
                    .toList();
            for (Future<Map<String, byte[]>> result : threads.invokeAll(tasks)) {
                expected.putAll(result.get());
            }
        }

        try (OpenStore open = OpenStore.at(data())) {
            assertThat(open.keys()).containsExactlyElementsOf(expected.keySet());
            expected.forEach((key, bytes) -> assertThat(open.read(key)).isEqualTo(bytes));
            long blobs = expected.values().stream().filter(bytes -> bytes.length > EmbeddedStore.MAX_INLINE_BYTES).count();
            assertThat(open.blobFiles()).hasSize((int) blobs);
        }
    }

    /** Puts, overwrites and deletes keys of its own; every change must be visible to it at once. */
    private static Map<String, byte[]> write(OpenStore open, int writer) {
        Map<String, byte[]> left = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            String key = "writer%02d/%d".formatted(writer, i % 7);
            if (i % 5 == 4) {
                open.delete(key);
                left.remove(key);
            } else {
                byte[] bytes = Bodies.random(writer * 100L + i, i % 3 == 0 ? 20_000 : i * 10);
                open.put(key, bytes);
                left.put(key, bytes);
                assertThat(open.read(key)).isEqualTo(bytes);
            }
        }
        return left;
    }

    private static void execute(Path data, String sql) throws SQLException {
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(Path data, String table) throws SQLException {
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return row.getLong(1);
        }
    }

    private static Connection connect(Path data) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("store/index.db").toUri());
    }
}
