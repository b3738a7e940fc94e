package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files that take the place of some that a table had, while others commit too. */
class ReplaceTest {
    private static final TableId BOOKS = new TableId("default", "books");

    @TempDir
    private Path directory;

    private OpenStorage storage;
    private Warehouse warehouse;
    private Table base;

    @BeforeEach
    void open() {
        storage = new OpenStorage(directory);
        warehouse = storage.warehouse();
        Table empty = warehouse.create(WarehouseNamesTest.table(BOOKS, "title"), false, false);
        warehouse.append(empty, List.of(storage.written(empty, 10)), List.of(), false);
        base = warehouse.append(empty, List.of(storage.written(empty, 20)), List.of(), false);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private TableFile file(long rows) {
        return base.files().stream().filter(file -> file.rows() == rows).findFirst().orElseThrow();
    }

    private void conflicts(List<TableFile> gone, boolean alone) {
        List<TableFile> before = warehouse.table(BOOKS).files();
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> warehouse.replace(base, gone, List.of(storage.written(base, 1)), alone))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED))
                .satisfies(e -> assertThat(e.retryable()).isTrue());
        assertThat(warehouse.table(BOOKS).files()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void files_take_the_place_of_others_and_the_rest_stays() {
        Table after = warehouse.replace(base, List.of(file(10)), List.of(storage.written(base, 7), storage.written(base, 2)), true);
        assertThat(after.files()).extracting(TableFile::rows).containsExactlyInAnyOrder(20L, 7L, 2L);
        assertThat(after.totalRows()).isEqualTo(29);
        assertThat(after.sameSchemaEverywhere()).isTrue();
        assertThat(after.snapshots().getLast().operation()).isEqualTo("overwrite");
        Table less = warehouse.replace(after, after.files(), List.of(), false);
        assertThat(less.files()).isEmpty();
        Table more = warehouse.replace(less, List.of(), List.of(storage.written(less, 3)), true);
        assertThat(more.totalRows()).isEqualTo(3);
    }

    @Test
    void rows_that_others_add_meanwhile_stay() {
        warehouse.append(base, List.of(storage.written(base, 30)), List.of(), false);
        Table after = warehouse.replace(base, List.of(file(10)), List.of(storage.written(base, 9)), false);
        assertThat(after.files()).extracting(TableFile::rows).containsExactlyInAnyOrder(20L, 30L, 9L);
    }

    @Test
    void what_depends_on_rows_that_are_not_there_fails_when_others_add_some() {
        warehouse.append(base, List.of(storage.written(base, 30)), List.of(), false);
        conflicts(List.of(file(10)), true);
        conflicts(List.of(), true);
    }

    @Test
    void change_fails_when_others_have_changed_rows() {
        warehouse.replace(base, List.of(file(10)), List.of(storage.written(base, 9)), false);
        conflicts(List.of(file(10)), false);
        conflicts(List.of(file(20)), false);
        warehouse.truncate(BOOKS);
        conflicts(List.of(file(20)), false);
    }

    @Test
    void change_fails_when_columns_have_changed() {
        warehouse.alter(base, List.of(new ColumnChange.Rename("title", "name")));
        conflicts(List.of(file(10)), false);
    }

    @Test
    void first_rows_of_an_empty_table_are_added_alone_or_not_at_all() {
        TableId id = new TableId("default", "empty");
        Table empty = warehouse.create(WarehouseNamesTest.table(id, "title"), false, false);
        assertThat(warehouse.replace(empty, List.of(), List.of(storage.written(empty, 5)), true).totalRows()).isEqualTo(5);
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> warehouse.replace(empty, List.of(), List.of(storage.written(empty, 5)), true))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED));
    }
}
