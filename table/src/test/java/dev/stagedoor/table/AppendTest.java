package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.TableMetadataParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendTest {
    private static final TableId BOOKS = new TableId("default", "books");

    @TempDir
    private Path directory;

    private OpenStorage storage;
    private Warehouse warehouse;
    private Table books;

    @BeforeEach
    void open() {
        storage = new OpenStorage(directory);
        warehouse = storage.warehouse();
        books = warehouse.create(WarehouseNamesTest.table(BOOKS, "title", "author"), false, false);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Table load(Table base, LoadSource source, long rows) {
        return warehouse.append(base, List.of(storage.written(base, rows)), List.of(OpenStorage.loaded(source, rows)), false);
    }

    @Test
    void data_and_history_are_there_after_one_commit() {
        WrittenFile file = storage.written(books, 3);
        var source = OpenStorage.source("a.csv", "1");
        var loaded = new LoadedFile(source, 3, 2, Optional.of("no number"), OptionalLong.of(17));

        Table after = warehouse.append(books, List.of(file), List.of(loaded), false);

        assertThat(after.files()).containsExactly(new TableFile(file.key(), file.bytes(), 3));
        assertThat(after.totalRows()).isEqualTo(3);
        assertThat(after.totalBytes()).isEqualTo(file.bytes());
        assertThat(after.snapshotId()).isPresent();
        assertThat(after.sameSchemaEverywhere()).isTrue();
        List<LoadRecord> history = new ArrayList<>();
        after.loads().forEach(history::add);
        assertThat(history).containsExactly(new LoadRecord(loaded, storage.clock.instant(), false));
        assertThat(after.metadata().snapshots()).hasSize(1);
        assertThat(warehouse.table(BOOKS).metadata().metadataFileLocation()).isEqualTo(after.metadata().metadataFileLocation());
    }

    @Test
    void table_that_is_made_of_rows_takes_the_place_of_another_in_one_step() {
        load(books, OpenStorage.source("a", "1"), 2);
        NewTable other = WarehouseNamesTest.table(BOOKS, "isbn");
        Table draft = warehouse.draft(other, true);
        WrittenFile file = storage.written(draft, 5);
        assertThat(warehouse.table(BOOKS).totalRows()).as("while the rows are written").isEqualTo(2);
        assertThatThrownBy(() -> warehouse.draft(other, false)).isInstanceOf(StagedoorException.class).hasMessageContaining("exists");
        assertThatThrownBy(() -> warehouse.create(draft, List.of(file), false)).hasMessageContaining("exists");
        assertThat(warehouse.table(BOOKS).totalRows()).as("after a refusal").isEqualTo(2);

        Table after = warehouse.create(warehouse.draft(other, true), List.of(file), true);

        assertThat(after.totalRows()).isEqualTo(5);
        Table read = storage.warehouse().table(BOOKS);
        assertThat(read.uuid()).isEqualTo(after.uuid()).isNotEqualTo(books.uuid());
        assertThat(read.files()).containsExactly(new TableFile(file.key(), file.bytes(), 5));
        assertThat(read.loads().size()).isZero();
    }

    @Test
    void what_a_commit_returns_is_what_a_reader_of_its_files_gets() {
        Table after = load(books, OpenStorage.source("a", "1"), 1);

        Table read = storage.warehouse().table(BOOKS);

        assertThat(TableMetadataParser.toJson(after.metadata()))
                .isEqualTo(TableMetadataParser.toJson(read.metadata()));
        assertThat(after.metadata().metadataFileLocation()).isEqualTo(read.metadata().metadataFileLocation());
    }

    @Test
    void a_table_that_was_found_stays_as_it_was() {
        load(books, OpenStorage.source("a", "1"), 1);

        assertThat(books.files()).isEmpty();
        assertThat(books.loads().size()).isZero();
    }

    @Test
    void a_file_is_known_by_location_and_content() {
        Table after = load(books, OpenStorage.source("a", "1"), 1);
        var withoutEtag = new LoadSource("s3://in/b", Optional.empty(), 10, OpenStorage.MODIFIED);
        after = load(after, withoutEtag, 1);

        assertThat(after.loads().standings(List.of(
                OpenStorage.source("a", "1"), OpenStorage.source("a", "2"), OpenStorage.source("b", "1"), OpenStorage.source("c", "1"),
                withoutEtag, new LoadSource("s3://in/b", Optional.empty(), 11, OpenStorage.MODIFIED),
                new LoadSource("s3://in/b", Optional.empty(), 10, OpenStorage.MODIFIED.plusMillis(1)),
                new LoadSource("s3://in/a", Optional.of("\"1\""), 99, Instant.EPOCH))))
                .containsExactly(
                        LoadStanding.LOADED, LoadStanding.CHANGED, LoadStanding.CHANGED, LoadStanding.NEW, LoadStanding.LOADED,
                        LoadStanding.CHANGED, LoadStanding.CHANGED, LoadStanding.LOADED);
    }

    @Test
    void a_file_that_was_loaded_meanwhile_is_named_and_nothing_is_committed() {
        var a = OpenStorage.source("a", "1");
        var b = OpenStorage.source("b", "1");
        Table after = load(books, a, 1);
        List<String> keys = storage.keys(Warehouse.PREFIX);
        List<LoadedFile> both = List.of(OpenStorage.loaded(b, 1), OpenStorage.loaded(a, 1));

        assertThatThrownBy(() -> warehouse.append(books, List.of(), both, false))
                .isInstanceOfSatisfying(AlreadyLoadedException.class, e -> assertThat(e.files()).containsExactly(a))
                .hasMessageContaining("s3://in/a");

        assertThat(storage.keys(Warehouse.PREFIX)).isEqualTo(keys);
        assertThat(warehouse.table(BOOKS).metadata().metadataFileLocation()).isEqualTo(after.metadata().metadataFileLocation());
    }

    @Test
    void forced_loads_are_committed_again_and_say_so() {
        var a = OpenStorage.source("a", "1");
        load(books, a, 1);
        Instant first = storage.clock.instant();
        storage.clock.turn(Duration.ofDays(1));

        Table after = warehouse.append(books, List.of(storage.written(books, 1)), List.of(OpenStorage.loaded(a, 1)), true);

        assertThat(after.totalRows()).isEqualTo(2);
        assertThat(after.loads().size()).isEqualTo(2);
        List<LoadRecord> history = new ArrayList<>();
        after.loads().forEach(history::add);
        assertThat(history).extracting(LoadRecord::forced).containsExactly(false, true);
        assertThat(history).extracting(LoadRecord::loadedAt).containsExactly(first, storage.clock.instant());
    }

    @Test
    void a_load_without_rows_and_an_insert_without_files_are_commits_too() {
        Table loaded = warehouse.append(books, List.of(), List.of(OpenStorage.loaded(OpenStorage.source("a", "1"), 0)), false);
        assertThat(loaded.snapshotId()).isEmpty();
        assertThat(loaded.loads().size()).isOne();

        Table inserted = warehouse.append(loaded, List.of(storage.written(loaded, 5)), List.of(), false);
        assertThat(inserted.totalRows()).isEqualTo(5);
        assertThat(inserted.loads().size()).isOne();

        Table same = warehouse.append(inserted, List.of(), List.of(), false);
        assertThat(same.metadata().metadataFileLocation()).isEqualTo(inserted.metadata().metadataFileLocation());
    }

    @Test
    void truncating_removes_rows_and_history() {
        Table after = load(books, OpenStorage.source("a", "1"), 4);

        Table empty = warehouse.truncate(BOOKS);

        assertThat(empty.uuid()).isEqualTo(after.uuid());
        assertThat(empty.files()).isEmpty();
        assertThat(empty.totalRows()).isZero();
        assertThat(empty.loads().standings(List.of(OpenStorage.source("a", "1")))).containsExactly(LoadStanding.NEW);
        assertThat(load(empty, OpenStorage.source("a", "1"), 4).totalRows()).isEqualTo(4);
        assertThat(after.files()).hasSize(1);
    }

    @Test
    void rows_are_replaced_in_one_snapshot_and_the_history_stays() {
        Table loaded = load(books, OpenStorage.source("a", "1"), 4);
        WrittenFile first = storage.written(loaded, 2);
        WrittenFile second = storage.written(loaded, 3);

        Table after = warehouse.overwrite(loaded, List.of(first, second));

        assertThat(after.files()).extracting(TableFile::key).containsExactlyInAnyOrder(first.key(), second.key());
        assertThat(after.totalRows()).isEqualTo(5);
        assertThat(after.sameSchemaEverywhere()).isTrue();
        assertThat(after.metadata().snapshots()).hasSize(2);
        assertThat(after.loads().standings(List.of(OpenStorage.source("a", "1")))).containsExactly(LoadStanding.LOADED);
        assertThat(warehouse.overwrite(after, List.of()).totalRows()).isZero();
        assertThat(loaded.files()).hasSize(1);
    }

    @Test
    void rows_that_came_meanwhile_are_not_replaced() {
        Table after = load(books, OpenStorage.source("a", "1"), 4);

        assertThatThrownBy(() -> warehouse.overwrite(books, List.of(storage.written(books, 1))))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("was changed");

        assertThat(warehouse.table(BOOKS).snapshotId()).isEqualTo(after.snapshotId());
    }

    @Test
    void data_files_are_named_once_each_below_the_directory_of_the_table() {
        assertThat(books.newDataFile()).isNotEqualTo(books.newDataFile());
        assertThat(books.newDataFile().value()).matches("warehouse/default/books-[0-9a-f-]{36}/data/[0-9a-f-]{36}[.]parquet");
    }

    @Test
    void old_metadata_is_deleted_after_a_hundred_commits() {
        Table table = books;
        for (int i = 0; i < 110; i++) {
            table = warehouse.append(table, List.of(), List.of(OpenStorage.loaded(OpenStorage.source("f" + i, "1"), 0)), false);
        }

        assertThat(storage.keys(Warehouse.PREFIX)).filteredOn(key -> key.endsWith(".metadata.json")).hasSize(101);
        assertThat(storage.warehouse().table(BOOKS).loads().size()).isEqualTo(110);
    }

    /** The property of a single commit is not lost, the manifests stay few, and the order stays. */
    @Test
    void many_small_loads_make_few_manifests() {
        int loads = 100;
        Table table = books;
        for (int i = 0; i < loads; i++) {
            table = warehouse.append(table, List.of(), List.of(OpenStorage.loaded(OpenStorage.source("f" + i, "1"), i)), false);
        }

        String location = table.metadata().properties().get(TableNotes.LOADS);
        LoadList list = new LoadLog(storage.files()).list(Optional.of(location));
        assertThat(list.files()).isEqualTo(loads);
        assertThat(list.entries()).hasSizeLessThan(3 * LoadList.FAN_IN);
        List<Long> rows = new ArrayList<>();
        table.loads().forEach(line -> rows.add(line.file().rows()));
        assertThat(rows).isSorted().hasSize(loads);
        List<LoadSource> sources = rows.stream().map(i -> OpenStorage.source("f" + i, "1")).toList();
        assertThat(table.loads().standings(sources)).containsOnly(LoadStanding.LOADED);
    }
}
