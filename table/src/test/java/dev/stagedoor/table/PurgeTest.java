package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgeTest {
    private static final TableId BOOKS = new TableId("default", "books");
    private static final Duration LONGER = Duration.ofHours(25);
    private static final Runnable GO_ON = () -> {};

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

    private Table append(String source) {
        return warehouse.append(
                books, List.of(storage.written(books, 1)), List.of(OpenStorage.loaded(OpenStorage.source(source, "1"), 1)), false);
    }

    /** What is there, and what the table refers to: everything must be both. */
    private void assertNothingButWhatIsReferredTo(Table table) {
        Set<String> referred = new TreeSet<>();
        var io = storage.files();
        new References(io, new LoadLog(io)).ofTable(
                table.metadata(), storage.clock.instant().plus(Duration.ofDays(1)),
                (location, _) -> referred.add(io.locations().key(location).orElseThrow().value()));
        assertThat(new TreeSet<>(storage.keys(Warehouse.PREFIX))).isEqualTo(referred);
    }

    @Test
    void content_that_was_replaced_goes_with_all_its_files_and_the_rest_stays() {
        append("a");
        Table replaced = warehouse.table(BOOKS);
        Table now = warehouse.overwrite(replaced, List.of(storage.written(replaced, 2)));
        storage.clock.turn(LONGER);

        PurgeReport report = warehouse.purge(now, GO_ON);

        assertThat(report.snapshots()).isEqualTo(1);
        // The data file, its manifest and the list of manifests, and those of the overwrite that only tell of what was deleted stay.
        assertThat(report.files()).isGreaterThanOrEqualTo(3);
        assertThat(report.bytes()).isPositive();
        Table after = storage.warehouse().table(BOOKS);
        assertThat(after.files()).isEqualTo(now.files());
        assertThat(after.snapshots()).hasSize(1);
        assertThat(after.loads().standings(List.of(OpenStorage.source("a", "1")))).containsExactly(LoadStanding.LOADED);
        assertThat(after.sameSchemaEverywhere()).as("what the snapshots that went had noted").isTrue();
        assertNothingButWhatIsReferredTo(after);
        assertThat(warehouse.purge(after, GO_ON)).isEqualTo(new PurgeReport(0, 0, 0));
    }

    @Test
    void appended_rows_stay_whatever_becomes_of_the_snapshots_that_added_them() {
        List<Table> versions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            versions.add(append("f" + i));
        }
        storage.clock.turn(LONGER);

        assertThat(warehouse.purge(versions.getLast(), GO_ON).snapshots()).isEqualTo(19);

        Table after = storage.warehouse().table(BOOKS);
        assertThat(after.files()).hasSize(20);
        assertThat(after.files()).allSatisfy(file -> assertThat(storage.read(file.key())).isNotEmpty());
        assertThat(after.loads().size()).isEqualTo(20);
        assertNothingButWhatIsReferredTo(after);
        Table more = append("later");
        assertThat(more.files()).hasSize(21);
        assertThat(more.sameSchemaEverywhere()).isTrue();
    }

    @Test
    void what_was_replaced_a_moment_ago_stays_however_old_it_is() {
        append("a");
        storage.clock.turn(Duration.ofHours(23));
        Table replaced = warehouse.table(BOOKS);
        Table now = warehouse.overwrite(replaced, List.of());

        assertThat(warehouse.purge(now, GO_ON).snapshots()).isZero();
        assertThat(warehouse.table(BOOKS).snapshots()).hasSize(2);
        assertThat(storage.read(replaced.files().getFirst().key())).isNotEmpty();
    }

    @Test
    void orphans_go_when_they_are_old_enough_and_others_files_stay() {
        append("a");
        storage.written(books, 1);
        ObjectKey load = below(books, "_loads/loads-orphan.avro");
        storage.put(load, new byte[] {1});
        ObjectKey others = below(books, "notes/mine.txt");
        storage.put(others, new byte[] {1});

        assertThat(warehouse.purge(warehouse.table(BOOKS), GO_ON).files()).isZero();
        storage.clock.turn(LONGER);
        ObjectKey young = storage.written(books, 1).key();
        // An orphan of data, one of the history, and the list of loads that another has taken the place of is none here.
        assertThat(warehouse.purge(warehouse.table(BOOKS), GO_ON).files()).isEqualTo(2);

        assertThat(storage.keys(Warehouse.PREFIX)).contains(young.value(), others.value()).doesNotContain(load.value());
        assertThat(warehouse.table(BOOKS).files()).allSatisfy(file -> assertThat(storage.read(file.key())).isNotEmpty());
    }

    private ObjectKey below(Table table, String name) {
        String key = table.newDataFile().value();
        return new ObjectKey(key.substring(0, key.indexOf("/data/") + 1) + name);
    }

    @Test
    void what_a_statement_of_this_server_has_written_stays_until_it_ends() {
        try (Warehouse.Writing _ = warehouse.writing()) {
            WrittenFile file = storage.written(books, 1);
            storage.clock.turn(LONGER);

            assertThat(warehouse.purge(books, GO_ON).files()).isZero();
            assertThat(warehouse.sweep(GO_ON).files()).isZero();
            assertThat(warehouse.append(books, List.of(file), List.of(), false).files()).hasSize(1);
        }
        storage.written(books, 1);
        storage.clock.turn(LONGER);
        assertThat(warehouse.sweep(GO_ON).files()).isEqualTo(1);
    }

    @Test
    void a_table_of_which_a_list_is_missing_loses_nothing() {
        Table now = append("a");
        String list = storage.files().locations().key(now.metadata().currentSnapshot().manifestListLocation()).orElseThrow().value();
        storage.written(books, 1);
        storage.delete(list);
        storage.clock.turn(LONGER);
        List<String> before = storage.keys(Warehouse.PREFIX);

        assertThatThrownBy(() -> warehouse.purge(now, GO_ON))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_NOT_FOUND));
        assertThat(warehouse.sweep(GO_ON)).isEqualTo(new SweepReport(0, 0, 1));
        assertThat(storage.keys(Warehouse.PREFIX)).isEqualTo(before);
    }

    @Test
    void what_another_has_removed_already_of_an_expired_snapshot_is_passed_over() {
        Table replaced = append("a");
        Table now = warehouse.overwrite(replaced, List.of(storage.written(replaced, 2)));
        String list = replaced.metadata().currentSnapshot().manifestListLocation();
        storage.delete(storage.files().locations().key(list).orElseThrow().value());
        storage.clock.turn(LONGER);

        assertThat(warehouse.purge(now, GO_ON).snapshots()).isEqualTo(1);

        assertNothingButWhatIsReferredTo(warehouse.table(BOOKS));
    }

    @Test
    void many_files_are_removed_and_none_too_many() {
        Set<String> kept = books.files().stream().map(file -> file.key().value()).collect(Collectors.toSet());
        for (int i = 0; i < 30; i++) {
            List<WrittenFile> files = new ArrayList<>();
            for (int j = 0; j < 40; j++) {
                files.add(storage.written(books, 1));
            }
            warehouse.append(warehouse.table(BOOKS), files, List.of(), false);
            kept.addAll(files.stream().map(file -> file.key().value()).toList());
        }
        for (int i = 0; i < 1100; i++) {
            storage.written(books, 1);
        }
        storage.clock.turn(LONGER);

        assertThat(warehouse.purge(warehouse.table(BOOKS), GO_ON).files()).isGreaterThanOrEqualTo(1100);
        assertThat(storage.keys(Warehouse.PREFIX).stream().filter(key -> key.endsWith(".parquet")).collect(Collectors.toSet()))
                .isEqualTo(kept);
    }
}
