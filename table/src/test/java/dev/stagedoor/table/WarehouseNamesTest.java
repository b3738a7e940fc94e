package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.testsupport.Race;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseNamesTest {
    private static final TableId BOOKS = new TableId("default", "books");

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

    static NewTable table(TableId id, String... columns) {
        List<NewColumn> all = List.of(columns).stream().map(name -> NewColumn.of(name, Scalar.STRING, true)).toList();
        return new NewTable(id, all, Optional.empty());
    }

    private Table create(TableId id) {
        return warehouse.create(table(id, "title"), false, false);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void a_new_warehouse_has_the_default_database_without_tables() {
        assertThat(warehouse.databases()).containsExactly("default");
        assertThat(warehouse.tables("default")).isEmpty();
        assertThat(warehouse.find(BOOKS)).isEmpty();
    }

    @Test
    void databases_are_created_and_dropped_with_their_tables() {
        warehouse.createDatabase("sales", false);
        create(new TableId("sales", "orders"));

        assertThat(warehouse.databases()).containsExactly("default", "sales");
        refused(ErrorCode.DATABASE_ALREADY_EXISTS, () -> warehouse.createDatabase("sales", false));
        warehouse.createDatabase("sales", true);
        assertThat(warehouse.tables("sales")).hasSize(1);

        warehouse.dropDatabase("sales", false);

        assertThat(warehouse.databases()).containsExactly("default");
        refused(ErrorCode.UNKNOWN_DATABASE, () -> warehouse.tables("sales"));
        refused(ErrorCode.UNKNOWN_DATABASE, () -> warehouse.dropDatabase("sales", false));
        warehouse.dropDatabase("sales", true);
        assertThat(warehouse.find(new TableId("sales", "orders"))).isEmpty();
        refused(ErrorCode.BAD_ARGUMENTS, () -> warehouse.dropDatabase("default", false));
    }

    @Test
    void a_name_that_would_mean_another_to_other_engines_is_refused() {
        refused(ErrorCode.BAD_ARGUMENTS, () -> warehouse.createDatabase("a.b", false));
        refused(ErrorCode.BAD_ARGUMENTS, () -> warehouse.createDatabase("", false));
        refused(ErrorCode.BAD_ARGUMENTS, () -> new TableId("a.b", "t"));
        refused(ErrorCode.BAD_ARGUMENTS, () -> new TableId("default", "new\nline"));
    }

    @Test
    void tables_are_created_found_listed_and_dropped() {
        Table books = warehouse.create(
                new NewTable(
                        BOOKS,
                        List.of(
                                new NewColumn("Title", Scalar.STRING, false, Optional.of("'?'"), Optional.of("as printed")),
                                NewColumn.of("pages", Scalar.UINT16, true)),
                        Optional.of("what is on the shelf")),
                false,
                false);
        create(new TableId("default", "Authors"));
        create(new TableId("default", "it's \"quoted\" ü"));

        assertThat(warehouse.tables("default")).extracting(TableId::name).containsExactly("Authors", "books", "it's \"quoted\" ü");
        Table found = warehouse.table(BOOKS);
        assertThat(found.uuid()).isEqualTo(books.uuid());
        assertThat(found.comment()).contains("what is on the shelf");
        assertThat(found.createdOn()).isEqualTo(storage.clock.instant());
        assertThat(found.snapshotId()).isEmpty();
        assertThat(found.files()).isEmpty();
        assertThat(found.sameSchemaEverywhere()).isTrue();
        assertThat(found.columns()).isEqualTo(books.columns()).hasSize(2);
        TableColumn title = found.columns().getFirst();
        assertThat(title.defaultSql()).contains("'?'");
        assertThat(title.comment()).contains("as printed");
        assertThat(title.field().nullable()).isFalse();
        assertThat(found.columns().getLast().field().type()).isEqualTo(Scalar.UINT16);

        warehouse.drop(BOOKS, false);

        assertThat(warehouse.find(BOOKS)).isEmpty();
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.drop(BOOKS, false));
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.table(BOOKS));
        refused(ErrorCode.UNKNOWN_DATABASE, () -> warehouse.drop(new TableId("nowhere", "books"), false));
        warehouse.drop(BOOKS, true);
    }

    @Test
    void a_taken_name_is_refused_kept_or_replaced() {
        Table first = create(BOOKS);

        refused(ErrorCode.TABLE_ALREADY_EXISTS, () -> create(BOOKS));
        assertThat(warehouse.create(table(BOOKS, "other"), false, true).uuid()).isEqualTo(first.uuid());

        warehouse.append(first, List.of(), List.of(OpenStorage.loaded(OpenStorage.source("a", "1"), 0)), false);
        Table second = warehouse.create(table(BOOKS, "other"), true, false);

        assertThat(second.uuid()).isNotEqualTo(first.uuid());
        assertThat(warehouse.table(BOOKS).fields()).extracting(field -> field.name()).containsExactly("other");
        assertThat(second.loads().size()).isZero();
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.append(first, List.of(storage.written(first, 1)), List.of(), false));
    }

    @Test
    void a_table_needs_its_database_and_columns_that_differ() {
        refused(ErrorCode.UNKNOWN_DATABASE, () -> create(new TableId("nowhere", "books")));
        refused(ErrorCode.BAD_ARGUMENTS, () -> warehouse.create(table(BOOKS), false, false));
        refused(ErrorCode.BAD_ARGUMENTS, () -> warehouse.create(table(BOOKS, "a", "A"), false, false));
        refused(
                ErrorCode.UNIMPLEMENTED,
                () -> warehouse.create(
                        new NewTable(BOOKS, List.of(NewColumn.of("i", Scalar.INTERVAL, true)), Optional.empty()), false, false));
        NewColumn variants = NewColumn.of("v", new DataType.Array(Scalar.VARIANT), true);
        refused(
                ErrorCode.UNIMPLEMENTED,
                () -> warehouse.create(new NewTable(BOOKS, List.of(variants), Optional.empty()), false, false));

        assertThat(warehouse.tables("default")).isEmpty();
        assertThat(storage.keys(Warehouse.PREFIX)).isEmpty();
    }

    @Test
    void a_renamed_table_keeps_what_it_is() {
        warehouse.createDatabase("archive", false);
        Table books = create(BOOKS);
        TableId other = new TableId("archive", "old_books");
        create(new TableId("default", "taken"));

        refused(ErrorCode.TABLE_ALREADY_EXISTS, () -> warehouse.rename(BOOKS, new TableId("default", "taken")));
        refused(ErrorCode.UNKNOWN_DATABASE, () -> warehouse.rename(BOOKS, new TableId("nowhere", "books")));
        refused(ErrorCode.UNKNOWN_TABLE, () -> warehouse.rename(new TableId("default", "none"), other));
        warehouse.rename(BOOKS, other);

        assertThat(warehouse.find(BOOKS)).isEmpty();
        assertThat(warehouse.table(other).uuid()).isEqualTo(books.uuid());
    }

    @Test
    void everything_is_there_again_after_reopening() {
        Table books = create(BOOKS);
        warehouse.append(
                books, List.of(storage.written(books, 3)), List.of(OpenStorage.loaded(OpenStorage.source("a", "1"), 3)), false);
        storage.clock.turn(Duration.ofHours(1));
        storage.close();

        storage = new OpenStorage(directory);
        Table again = storage.warehouse().table(BOOKS);

        assertThat(again.uuid()).isEqualTo(books.uuid());
        assertThat(again.columns()).isEqualTo(books.columns());
        assertThat(again.createdOn()).isEqualTo(books.createdOn());
        assertThat(again.totalRows()).isEqualTo(3);
        assertThat(again.loads().standings(List.of(OpenStorage.source("a", "1")))).containsExactly(LoadStanding.LOADED);
    }

    @Test
    void metadata_that_is_missing_or_damaged_is_named_and_leaves_other_tables_readable() {
        create(BOOKS);
        TableId other = new TableId("default", "other");
        create(other);
        String key = storage.keys(Warehouse.PREFIX + "default/books-").getFirst();

        storage.put(new ObjectKey(key), new byte[] {1});
        assertThatThrownBy(() -> storage.warehouse().find(BOOKS))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                .hasMessageContaining(key);
        storage.delete(key);
        assertThatThrownBy(() -> storage.warehouse().find(BOOKS))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_NOT_FOUND))
                .hasMessageContaining(key);

        assertThat(storage.warehouse().find(other)).isPresent();
        storage.warehouse().drop(BOOKS, false);
    }

    @Test
    void two_who_create_one_table_at_once_get_one() throws Exception {
        List<Warehouse> warehouses = List.of(warehouse, storage.warehouse());
        var next = new AtomicInteger();
        List<Table> made = Race.of(
                8, () -> warehouses.get(next.getAndIncrement() % 2).create(table(BOOKS, "title"), false, true));

        assertThat(made.stream().map(Table::uuid).distinct()).hasSize(1);
        assertThat(storage.keys(Warehouse.PREFIX)).hasSize(1);
    }
}
