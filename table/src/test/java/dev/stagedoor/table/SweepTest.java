package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.testsupport.Race;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are dropped, brought back and swept away. */
class SweepTest {
    private static final TableId BOOKS = new TableId("default", "books");
    private static final Duration LONGER = Duration.ofHours(25);
    private static final Runnable GO_ON = () -> {};

    @TempDir
    private Path directory;

    private OpenStorage storage;
    private Warehouse warehouse;

    @BeforeEach
    void open() {
        storage = new OpenStorage(directory);
        warehouse = storage.warehouse();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Table books(String source) {
        Table made = warehouse.create(WarehouseNamesTest.table(BOOKS, "title"), true, false);
        return warehouse.append(
                made, List.of(storage.written(made, 1)), List.of(OpenStorage.loaded(OpenStorage.source(source, "1"), 1)), false);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void a_dropped_table_comes_back_with_its_rows_and_history() {
        Table books = books("a");
        warehouse.drop(BOOKS, false);

        warehouse.undrop(BOOKS);

        Table back = storage.warehouse().table(BOOKS);
        assertThat(back.uuid()).isEqualTo(books.uuid());
        assertThat(back.files()).isEqualTo(books.files());
        assertThat(back.loads().standings(List.of(OpenStorage.source("a", "1")))).containsExactly(LoadStanding.LOADED);
        refused(ErrorCode.TABLE_ALREADY_EXISTS, () -> {
            warehouse.drop(BOOKS, false);
            books("b");
            warehouse.undrop(BOOKS);
        });
    }

    @Test
    void the_one_that_was_dropped_last_comes_back_first() {
        Table first = books("a");
        Table second = books("b"); // drops the first
        warehouse.drop(BOOKS, false);

        warehouse.undrop(BOOKS);
        assertThat(warehouse.table(BOOKS).uuid()).isEqualTo(second.uuid());
        warehouse.rename(BOOKS, new TableId("default", "newer"));
        warehouse.undrop(BOOKS);
        assertThat(warehouse.table(BOOKS).uuid()).isEqualTo(first.uuid());
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.undrop(new TableId("default", "never")));
    }

    @Test
    void a_table_of_a_dropped_database_comes_back_when_the_database_is_there_again() {
        warehouse.createDatabase("sales", false);
        TableId orders = new TableId("sales", "orders");
        Table made = warehouse.create(WarehouseNamesTest.table(orders, "n"), false, false);
        warehouse.dropDatabase("sales", false);

        refused(ErrorCode.UNKNOWN_DATABASE, () -> warehouse.undrop(orders));
        warehouse.createDatabase("sales", false);
        warehouse.undrop(orders);
        assertThat(warehouse.table(orders).uuid()).isEqualTo(made.uuid());
    }

    @Test
    void what_is_dropped_for_ever_is_gone_at_once() {
        books("a");

        warehouse.dropForEver(BOOKS);

        assertThat(storage.keys(Warehouse.PREFIX)).isEmpty();
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.undrop(BOOKS));
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.dropForEver(BOOKS));
    }

    @Test
    void a_dropped_table_is_swept_away_when_it_can_be_brought_back_no_longer() {
        books("a");
        storage.clock.turn(LONGER);
        warehouse.drop(BOOKS, false);
        storage.clock.turn(Duration.ofHours(23));

        assertThat(warehouse.sweep(GO_ON).files()).as("after 23 hours").isZero();
        warehouse.undrop(BOOKS);
        assertThat(warehouse.table(BOOKS).files()).hasSize(1);
        warehouse.drop(BOOKS, false);
        storage.clock.turn(LONGER);
        int files = storage.keys(Warehouse.PREFIX).size();

        assertThat(warehouse.sweep(GO_ON).files()).isEqualTo(files).isPositive();
        assertThat(storage.keys(Warehouse.PREFIX)).isEmpty();
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.undrop(BOOKS));
        assertThat(warehouse.sweep(GO_ON)).isEqualTo(new SweepReport(0, 0, 0));
    }

    @Test
    void a_table_that_was_replaced_goes_and_the_one_in_its_place_stays() {
        books("a");
        Table second = books("b");
        storage.clock.turn(LONGER);

        assertThat(warehouse.sweep(GO_ON).files()).isPositive();

        assertThat(warehouse.table(BOOKS).files()).isEqualTo(second.files());
        assertThat(storage.read(second.files().getFirst().key())).isNotEmpty();
        assertThat(storage.keys(Warehouse.PREFIX)).allSatisfy(key -> assertThat(storage.files().locations().uri() + key)
                .startsWith(second.metadata().location()));
    }

    @Test
    void a_draft_that_never_got_its_name_goes_and_what_nobody_noted_stays() {
        Table draft = warehouse.draft(WarehouseNamesTest.table(BOOKS, "title"), false);
        storage.written(draft, 1);
        ObjectKey others = new ObjectKey("warehouse/default/theirs-5c0e8f2a-d1b7-4936-a2f5-b1c9e07a4d38/data/1.parquet");
        storage.put(others, new byte[] {1});
        Table kept = books("a");
        assertThat(warehouse.sweep(GO_ON).files()).as("at once").isZero();
        storage.clock.turn(LONGER);

        assertThat(warehouse.sweep(GO_ON).files()).as("a day later").isEqualTo(1);

        assertThat(warehouse.table(BOOKS).files()).isEqualTo(kept.files());
        assertThat(storage.keys(Warehouse.PREFIX)).contains(others.value()).noneMatch(key -> key.contains(location(draft)));
    }

    private static String location(Table table) {
        return table.metadata().location().substring(OpenStorage.URI.length());
    }

    /** Its first file comes when its query has run for long. */
    @Test
    void a_draft_of_a_statement_under_way_is_not_forgotten_before_it_has_a_file() {
        try (Warehouse.Writing _ = warehouse.writing()) {
            Table draft = warehouse.draft(WarehouseNamesTest.table(BOOKS, "title"), false);
            storage.clock.turn(LONGER);
            assertThat(warehouse.sweep(GO_ON).files()).isZero();
            storage.written(draft, 1);
        }
        storage.clock.turn(LONGER);

        assertThat(warehouse.sweep(GO_ON).files()).as("it was killed before it got its name").isEqualTo(1);
        assertThat(storage.keys(Warehouse.PREFIX)).isEmpty();
    }

    @Test
    void a_draft_that_gets_its_name_late_stays() {
        Table draft = warehouse.draft(WarehouseNamesTest.table(BOOKS, "title"), false);
        WrittenFile file = storage.written(draft, 1);
        storage.clock.turn(Duration.ofHours(20));
        assertThat(warehouse.sweep(GO_ON).files()).isZero();

        warehouse.create(draft, List.of(file), false);
        storage.clock.turn(LONGER);

        assertThat(warehouse.sweep(GO_ON).files()).isZero();
        assertThat(storage.read(file.key())).isNotEmpty();
        warehouse.drop(BOOKS, false);
        assertThat(warehouse.sweep(GO_ON).files()).as("it is no leftover any more").isZero();
        warehouse.undrop(BOOKS);
    }

    @Test
    void a_directory_to_whose_files_another_table_refers_stays() {
        Table draft = warehouse.draft(WarehouseNamesTest.table(new TableId("default", "old"), "title"), false);
        WrittenFile file = storage.written(draft, 1);
        Table made = warehouse.create(WarehouseNamesTest.table(BOOKS, "title"), true, false);
        warehouse.append(made, List.of(file), List.of(), false);
        storage.clock.turn(LONGER);
        warehouse.sweep(GO_ON);
        storage.clock.turn(LONGER);

        assertThat(warehouse.sweep(GO_ON).files()).isZero();
        assertThat(storage.read(file.key())).isNotEmpty();
    }

    @Test
    void two_who_sweep_at_once_remove_each_file_once_or_not_at_all() throws Exception {
        books("a");
        Table kept = books("b");
        storage.clock.turn(LONGER);
        List<Warehouse> both = List.of(warehouse, storage.warehouse());
        var next = new AtomicInteger();

        Race.of(4, () -> both.get(next.getAndIncrement() % 2).sweep(GO_ON));

        assertThat(warehouse.table(BOOKS).files()).isEqualTo(kept.files());
        assertThat(storage.read(kept.files().getFirst().key())).isNotEmpty();
        assertThat(warehouse.sweep(GO_ON)).isEqualTo(new SweepReport(0, 0, 0));
    }

    @Test
    void the_sweeper_sweeps_when_it_starts_and_ends_when_it_is_closed() {
        books("a");
        books("b");
        storage.clock.turn(LONGER);
        int files = storage.keys(Warehouse.PREFIX).size();

        try (WarehouseSweeper _ = WarehouseSweeper.start(warehouse, Duration.ofDays(1))) {
            await().until(() -> storage.keys(Warehouse.PREFIX).size() < files);
        }
        assertThat(warehouse.table(BOOKS).files()).hasSize(1);
    }
}
