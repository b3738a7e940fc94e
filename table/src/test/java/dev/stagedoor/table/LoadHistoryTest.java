package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.testsupport.Full;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadHistoryTest {
    private static final TableId BOOKS = new TableId("default", "books");
    private static final int MILLION = 1_000_000;

    @TempDir
    private Path directory;

    private OpenStorage storage;
    private Warehouse warehouse;
    private Table books;

    @BeforeEach
    void open() {
        storage = new OpenStorage(directory);
        warehouse = storage.warehouse();
        books = warehouse.create(WarehouseNamesTest.table(BOOKS, "title"), false, false);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /** So many files, each made when it is asked for. */
    private static List<LoadSource> sources(int count, String etag) {
        return new AbstractList<>() {
            @Override
            public LoadSource get(int index) {
                return OpenStorage.source("2026/11/30/part-" + index + ".csv.gz", etag + index);
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    private Table load(Table base, List<LoadSource> sources) {
        return warehouse.append(base, List.of(), sources.stream().map(source -> OpenStorage.loaded(source, 1)).toList(), false);
    }

    @Test
    void many_files_are_known() {
        knows(50_000);
    }

    @Test
    @Full
    void a_million_files_are_known() {
        knows(MILLION);
    }

    private void knows(int count) {
        Table table = books;
        for (int i = 0; i < 10; i++) {
            table = load(table, sources(count, "e").subList(i * (count / 10), (i + 1) * (count / 10)));
        }
        Table found = storage.warehouse().table(BOOKS);

        assertThat(found.loads().size()).isEqualTo(count);
        assertThat(Collections.frequency(found.loads().standings(sources(count, "e")), LoadStanding.LOADED)).isEqualTo(count);
        List<LoadStanding> others = found.loads().standings(sources(count + 10, "f"));
        assertThat(Collections.frequency(others, LoadStanding.CHANGED)).isEqualTo(count);
        assertThat(others.subList(count, count + 10)).containsOnly(LoadStanding.NEW);
    }

    @Test
    void one_location_may_be_asked_for_in_several_versions_and_twice() {
        Table table = load(books, List.of(OpenStorage.source("a", "1"), OpenStorage.source("a", "3")));

        assertThat(table.loads().standings(List.of(
                        OpenStorage.source("a", "1"), OpenStorage.source("a", "2"), OpenStorage.source("a", "1"),
                        OpenStorage.source("a", "3"))))
                .containsExactly(LoadStanding.LOADED, LoadStanding.CHANGED, LoadStanding.LOADED, LoadStanding.LOADED);
        assertThat(table.loads().standings(List.of())).isEmpty();
    }

    @Test
    void loads_count_by_the_rule_that_is_asked_for_and_stay_in_the_history() {
        LoadSource a = OpenStorage.source("a", "1");
        LoadSource changed = OpenStorage.source("a", "2");
        LoadSource b = OpenStorage.source("b", "1");
        Table table = load(books, List.of(a));
        storage.clock.turn(Duration.ofHours(24));
        Instant since = warehouse.now().minus(Duration.ofHours(23));
        table = load(table, List.of(b));

        List<LoadSource> asked = List.of(a, changed, b);
        LoadRule byPath = new LoadRule(true, Optional.empty());
        LoadRule forADay = new LoadRule(false, Optional.of(since));
        assertThat(table.loads().standings(asked, byPath)).containsOnly(LoadStanding.LOADED);
        assertThat(table.loads().standings(asked, forADay))
                .containsExactly(LoadStanding.NEW, LoadStanding.NEW, LoadStanding.LOADED);
        Table last = table;
        List<LoadedFile> again = List.of(OpenStorage.loaded(a, 1));
        List<LoadedFile> other = List.of(OpenStorage.loaded(changed, 1));
        assertThatThrownBy(() -> warehouse.append(last, List.of(), other, false, byPath)).isInstanceOf(AlreadyLoadedException.class);
        assertThatThrownBy(() -> warehouse.append(last, List.of(), again, false)).isInstanceOf(AlreadyLoadedException.class);
        assertThat(warehouse.append(last, List.of(), again, false, forADay).loads().size()).isEqualTo(3);
    }

    @Test
    void a_history_that_cannot_be_read_loads_nothing_twice() {
        Table table = load(books, List.of(OpenStorage.source("a", "1")));
        String manifest = storage.keys(Warehouse.PREFIX).stream().filter(key -> key.contains("/loads-")).findFirst().orElseThrow();

        byte[] bytes = storage.read(new ObjectKey(manifest));
        storage.put(new ObjectKey(manifest), "no Avro".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> load(storage.warehouse(), table))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                .hasMessageContaining(manifest);
        storage.delete(manifest);
        assertThatThrownBy(() -> load(storage.warehouse(), table))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_NOT_FOUND))
                .hasMessageContaining(manifest);

        storage.put(new ObjectKey(manifest), bytes);
        assertThatThrownBy(() -> load(storage.warehouse(), table)).isInstanceOf(AlreadyLoadedException.class);
        assertThat(warehouse.table(BOOKS).loads().size()).isOne();
    }

    private static void load(Warehouse other, Table table) {
        other.append(table, List.of(), List.of(OpenStorage.loaded(OpenStorage.source("a", "1"), 1)), false);
    }

    @Test
    void no_location_is_taken_for_another_although_they_share_a_slot() {
        List<LoadSource> loaded = new ArrayList<>();
        IntStream.range(0, 2000).forEach(i -> loaded.add(OpenStorage.source("x" + i, "1")));
        Table table = load(books, loaded);

        List<LoadSource> asked = new ArrayList<>();
        IntStream.range(0, 4000).forEach(i -> asked.add(OpenStorage.source("x" + i, "1")));
        List<LoadStanding> standings = table.loads().standings(asked);

        assertThat(standings.subList(0, 2000)).containsOnly(LoadStanding.LOADED);
        assertThat(standings.subList(2000, 4000)).containsOnly(LoadStanding.NEW);
    }

    /** However loads come, manifests stay few, and none is written again and again. */
    @Test
    void manifests_are_merged_by_size() {
        LoadList list = LoadList.EMPTY;
        long written = 0;
        int commits = 3_000;
        for (int i = 0; i < commits; i++) {
            int files = i % 100 == 0 ? 500 : 1;
            LoadList more = list.with(new LoadList.Entry("m" + i, files));
            int merged = more.toMerge();
            long sum = more.last(Math.max(1, merged)).stream().mapToLong(LoadList.Entry::files).sum();
            list = merged == 0 ? more : more.without(merged).with(new LoadList.Entry("m" + i, sum));
            written += sum;
            assertThat(list.entries().size()).isLessThan(100);
        }
        assertThat(list.files()).isEqualTo(commits / 100 * 500 + commits - commits / 100);
        assertThat(written).isLessThan(8 * list.files());
    }

    @Test
    void large_manifests_stay_as_they_are() {
        LoadList list = LoadList.EMPTY;
        for (int i = 0; i < 30; i++) {
            list = list.with(new LoadList.Entry("m" + i, LoadList.MAX_MERGED_FILES));
            assertThat(list.toMerge()).isZero();
        }
    }

    @Test
    void files_without_etag_are_told_by_size_and_time() {
        var file = new LoadSource("fs:///in/a", Optional.empty(), 0, OpenStorage.MODIFIED);
        Table table = load(books, List.of(file));

        assertThat(table.loads().standings(List.of(file, new LoadSource("fs:///in/a", Optional.of(""), 0, OpenStorage.MODIFIED))))
                .containsExactly(LoadStanding.LOADED, LoadStanding.CHANGED);
    }
}
