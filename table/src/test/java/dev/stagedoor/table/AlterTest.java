package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.TableField;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlterTest {
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
        books = warehouse.create(
                new NewTable(
                        BOOKS,
                        List.of(
                                NewColumn.of("title", Scalar.STRING, false),
                                new NewColumn("pages", Scalar.UINT16, true, Optional.of("1"), Optional.of("printed"))),
                        Optional.of("shelf")),
                false,
                false);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Table alter(ColumnChange... changes) {
        return warehouse.alter(warehouse.table(BOOKS), List.of(changes));
    }

    private void fill() {
        Table now = warehouse.table(BOOKS);
        warehouse.append(now, List.of(storage.written(now, 2)), List.of(), false);
    }

    private void refused(ErrorCode code, String message, ColumnChange... changes) {
        String before = warehouse.table(BOOKS).metadata().metadataFileLocation();
        assertThatThrownBy(() -> alter(changes))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(message);
        assertThat(warehouse.table(BOOKS).metadata().metadataFileLocation()).isEqualTo(before);
    }

    private static ColumnChange add(NewColumn column) {
        return new ColumnChange.Add(column, Optional.empty(), Optional.empty());
    }

    private static ColumnChange add(String name, DataType type) {
        return add(NewColumn.of(name, type, true));
    }

    private static ColumnChange filled(String name, DataType type, Object fill) {
        NewColumn column = new NewColumn(name, type, false, Optional.of("'as written'"), Optional.empty());
        return new ColumnChange.Add(column, Optional.of(fill), Optional.empty());
    }

    private static ColumnChange modify(String name, DataType type) {
        return new ColumnChange.Modify(NewColumn.of(name, type, true), Optional.empty());
    }

    private static List<String> names(Table table) {
        return table.fields().stream().map(TableField::name).toList();
    }

    @Test
    void columns_are_added_with_the_files_that_have_them_or_not_at_all() {
        List<NewColumn> added = List.of(
                NewColumn.of("isbn", Scalar.INT64, true), NewColumn.of("tags", new DataType.Array(Scalar.UINT8), true));
        Table evolved = warehouse.evolved(books, added);
        assertThat(names(warehouse.table(BOOKS))).containsExactly("title", "pages");
        WrittenFile file = storage.written(evolved, 2);
        Table after = warehouse.append(books, added, List.of(file), List.of(), false);
        assertThat(after.fields()).isEqualTo(evolved.fields());
        assertThat(after.files()).hasSize(1);
        assertThat(after.sameSchemaEverywhere()).isTrue();
        assertThat(after.snapshots()).hasSize(1);

        List<NewColumn> more = List.of(NewColumn.of("more", Scalar.STRING, true));
        WrittenFile late = storage.written(warehouse.evolved(after, more), 2);
        alter(add("other", Scalar.DATE));
        assertThatThrownBy(() -> warehouse.append(after, more, List.of(late), List.of(), false))
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED);
                    assertThat(e.retryable()).isTrue();
                });
        assertThat(names(warehouse.table(BOOKS))).containsExactly("title", "pages", "isbn", "tags", "other");
        assertThat(warehouse.table(BOOKS).files()).hasSize(1);
    }

    private static TableColumn last(Table table) {
        return table.columns().getLast();
    }

    @Test
    void columns_are_added_where_they_are_wanted_and_noted_as_declared() {
        Table after = alter(
                new ColumnChange.Add(
                        new NewColumn("n", Scalar.INT8, true, Optional.of("1 + 1"), Optional.of("small")),
                        Optional.of(2L),
                        Optional.empty()),
                new ColumnChange.Add(NewColumn.of("first", Scalar.DATE, true), Optional.empty(), Optional.of(new ColumnChange.First())),
                new ColumnChange.Add(
                        NewColumn.of("dots.and ü", new DataType.Array(Scalar.UINT8), true),
                        Optional.empty(),
                        Optional.of(new ColumnChange.After("TITLE"))));

        assertThat(names(after)).containsExactly("first", "title", "dots.and ü", "pages", "n");
        assertThat(last(after).field().type()).isEqualTo(Scalar.INT8);
        assertThat(last(after).defaultSql()).contains("1 + 1");
        assertThat(last(after).comment()).contains("small");
        assertThat(last(after).field().missing()).isEmpty();
        assertThat(after.columns().get(2).field().type()).isEqualTo(new DataType.Array(Scalar.UINT8));
        assertThat(after.metadata().formatVersion()).isEqualTo(2);
        assertThat(storage.warehouse().table(BOOKS).columns()).isEqualTo(after.columns());
    }

    @Test
    void rows_that_are_there_get_the_default_of_a_new_column() {
        fill();
        Table after = alter(
                filled("a", Scalar.UINT64, -1L),
                filled("b", Scalar.TIMESTAMP, Instant.parse("1969-12-31T23:59:59.5Z")),
                filled("c", Scalar.LOCAL_TIMESTAMP, LocalDateTime.parse("2026-01-02T03:04:00")),
                filled("d", new DataType.Decimal(10, 2), new BigDecimal("-1.50")),
                filled("e", Scalar.BINARY, ByteBuffer.wrap(new byte[] {0, -1})),
                filled("f", Scalar.DATE, LocalDate.parse("2026-12-01")),
                filled("g", Scalar.BOOLEAN, true),
                filled("h", Scalar.FLOAT64, -0.25),
                filled("i", Scalar.STRING, "it's"),
                filled("j", Scalar.INT8, -8L),
                add("k", Scalar.VARIANT));

        List<TableField> added = after.fields().subList(2, after.fields().size());
        assertThat(added).extracting(field -> field.missing().orElse("none"))
                .containsExactly(
                        "18446744073709551615", "1969-12-31 23:59:59.500000+00", "2026-01-02 03:04:00.000000", "-1.50", "\\x00\\xFF",
                        "2026-12-01", "true", "-0.25", "it's", "-8", "none");
        assertThat(added.getFirst().nullable()).isFalse();
        assertThat(after.metadata().formatVersion()).isEqualTo(3);
        assertThat(after.sameSchemaEverywhere()).isFalse();
        assertThat(storage.warehouse().table(BOOKS).columns()).isEqualTo(after.columns());
        fill();
        assertThat(warehouse.table(BOOKS).totalRows()).isEqualTo(4);
    }

    @Test
    void column_that_rows_would_have_no_value_for_is_refused_unless_there_are_none() {
        ColumnChange required = add(NewColumn.of("author", Scalar.STRING, false));
        assertThat(last(alter(required)).field().nullable()).isFalse();
        fill();
        refused(ErrorCode.BAD_ARGUMENTS, "give it a DEFAULT", add(NewColumn.of("publisher", Scalar.STRING, false)));
        var list = new DataType.Array(Scalar.INT32);
        NewColumn column = new NewColumn("list", list, true, Optional.of("[1]"), Optional.empty());
        refused(
                ErrorCode.UNIMPLEMENTED, "without DEFAULT", new ColumnChange.Add(column, Optional.of(List.of(1L)), Optional.empty()));
        refused(ErrorCode.UNIMPLEMENTED, "NaN", filled("x", Scalar.FLOAT64, Double.NaN));
        refused(ErrorCode.UNIMPLEMENTED, "NaN", filled("x", Scalar.FLOAT32, Float.NEGATIVE_INFINITY));
        warehouse.truncate(BOOKS);
        alter(add(NewColumn.of("publisher", Scalar.STRING, false)));
    }

    @Test
    void names_are_free_or_there() {
        refused(ErrorCode.ADD_COLUMN_EXISTS, "'title'", add("Title", Scalar.DATE));
        refused(ErrorCode.ADD_COLUMN_EXISTS, "'title'", new ColumnChange.Rename("pages", "TITLE"));
        refused(ErrorCode.UNKNOWN_COLUMN, "'nope'", new ColumnChange.Rename("nope", "other"));
        refused(ErrorCode.UNKNOWN_COLUMN, "'nope'", new ColumnChange.Drop("nope"));
        refused(ErrorCode.UNKNOWN_COLUMN, "'nope'", new ColumnChange.CommentColumn("nope", "x"));
        refused(ErrorCode.UNKNOWN_COLUMN, "'nope'", modify("nope", Scalar.INT64));
        refused(ErrorCode.BAD_ARGUMENTS, "names", add("", Scalar.DATE));
        refused(
                ErrorCode.UNKNOWN_COLUMN, "'nope'",
                new ColumnChange.Add(
                        NewColumn.of("n", Scalar.DATE, true), Optional.empty(), Optional.of(new ColumnChange.After("nope"))));
        refused(ErrorCode.UNIMPLEMENTED, "INTERVAL", add("n", Scalar.INTERVAL));
        refused(ErrorCode.DROP_COLUMN_EMPTY, "drop the table", new ColumnChange.Drop("title"), new ColumnChange.Drop("pages"));
    }

    @Test
    void renamed_column_keeps_its_number_and_notes() {
        int id = last(books).field().id();
        Table after = alter(new ColumnChange.Rename("PAGES", "Pages"));
        assertThat(names(after)).containsExactly("title", "Pages");
        after = alter(new ColumnChange.Rename("pages", "count"), add("pages", Scalar.STRING));
        assertThat(names(after)).containsExactly("title", "count", "pages");
        TableColumn count = after.columns().get(1);
        assertThat(count.field().id()).isEqualTo(id);
        assertThat(count.field().type()).isEqualTo(Scalar.UINT16);
        assertThat(count.defaultSql()).contains("1");
        assertThat(last(after).field().id()).isGreaterThan(id);
        assertThat(last(after).defaultSql()).isEmpty();
    }

    @Test
    void dropped_column_leaves_nothing_behind() {
        Table after = alter(new ColumnChange.Drop("Pages"));
        assertThat(names(after)).containsExactly("title");
        assertThat(after.metadata().properties().keySet()).noneMatch(name -> name.startsWith("stagedoor.type.")
                || name.startsWith("stagedoor.default."));
        assertThat(last(alter(add("pages", Scalar.STRING))).field().type()).isEqualTo(Scalar.STRING);
    }

    @ParameterizedTest
    @CsvSource({
        "UINT16, UINT32", "UINT16, INT32", "UINT16, INT64", "UINT16, UINT16", "INT8, INT16", "INT8, INT64", "INT32, INT64", "UINT8, INT16",
        "UINT32, INT64", "FLOAT32, FLOAT64"
    })
    void types_are_widened(Scalar from, Scalar to) {
        alter(add("n", from));
        fill();
        Table after = alter(modify("N", to));
        assertThat(last(after).field().type()).isEqualTo(to);
        assertThat(storage.warehouse().table(BOOKS).columns()).isEqualTo(after.columns());
    }

    @ParameterizedTest
    @CsvSource({
        "UINT16, INT16", "INT8, UINT8", "INT64, INT32", "UINT32, INT32", "UINT32, UINT64", "INT32, UINT64", "INT64, FLOAT64",
        "FLOAT64, FLOAT32", "STRING, BINARY", "INT32, STRING", "DATE, TIMESTAMP", "TIMESTAMP, LOCAL_TIMESTAMP", "INT8, UINT16"
    })
    void other_types_are_refused(Scalar from, Scalar to) {
        alter(add("n", from));
        refused(ErrorCode.BAD_ARGUMENTS, "cannot be changed from " + from.sqlName(), modify("n", to));
    }

    @Test
    void decimals_get_digits_before_the_point() {
        alter(add("d", new DataType.Decimal(10, 2)), add("u", Scalar.UINT64));
        Table after = alter(modify("d", new DataType.Decimal(12, 2)), modify("u", new DataType.Decimal(38, 0)));
        assertThat(after.fields().subList(2, 4)).extracting(TableField::type)
                .containsExactly(new DataType.Decimal(12, 2), new DataType.Decimal(38, 0));
        refused(ErrorCode.BAD_ARGUMENTS, "DECIMAL(12, 2)", modify("d", new DataType.Decimal(14, 4)));
        refused(ErrorCode.BAD_ARGUMENTS, "DECIMAL(12, 2)", modify("d", new DataType.Decimal(11, 2)));
        refused(ErrorCode.BAD_ARGUMENTS, "DECIMAL(38, 0)", modify("u", Scalar.UINT64));
    }

    @Test
    void default_comment_and_null_are_changed() {
        Table after = alter(new ColumnChange.Modify(
                new NewColumn("pages", Scalar.UINT16, false, Optional.empty(), Optional.empty()), Optional.empty()));
        assertThat(last(after).defaultSql()).isEmpty();
        assertThat(last(after).comment()).contains("printed");
        assertThat(last(after).field().nullable()).isFalse();
        after = alter(new ColumnChange.Modify(
                new NewColumn("pages", Scalar.UINT32, true, Optional.of("7"), Optional.of("")), Optional.of(7L)));
        assertThat(last(after).defaultSql()).contains("7");
        assertThat(last(after).comment()).isEmpty();
        assertThat(last(after).field().nullable()).isTrue();
        after = alter(new ColumnChange.CommentColumn("pages", "numbered"), new ColumnChange.Comment("other"));
        assertThat(last(after).comment()).contains("numbered");
        assertThat(after.comment()).contains("other");
        assertThat(alter(new ColumnChange.Comment("")).comment()).isEmpty();
        fill();
        refused(
                ErrorCode.BAD_ARGUMENTS, "cannot become NOT NULL",
                new ColumnChange.Modify(NewColumn.of("pages", Scalar.UINT32, false), Optional.empty()));
    }

    @Test
    void default_that_other_engines_write_is_the_one_of_now() {
        fill();
        alter(filled("n", Scalar.INT32, 1L));
        NewColumn column = new NewColumn("n", Scalar.INT64, false, Optional.of("2"), Optional.empty());
        Table after = alter(new ColumnChange.Modify(column, Optional.of(2L)));
        assertThat(after.metadata().schema().findField("n").writeDefault()).isEqualTo(2L);
        assertThat(last(after).field().missing()).contains("1");
        after = alter(new ColumnChange.Modify(NewColumn.of("n", Scalar.INT64, false), Optional.empty()));
        assertThat(after.metadata().schema().findField("n").writeDefault()).isNull();
        assertThat(last(after).field().missing()).contains("1");
    }

    @Test
    void rows_for_columns_that_have_changed_meanwhile_are_not_added() {
        WrittenFile file = storage.written(books, 1);
        alter(add("note", Scalar.STRING));
        assertThat(warehouse.append(books, List.of(file), List.of(), false).totalRows()).isOne();
        alter(new ColumnChange.Drop("pages"));
        assertThatThrownBy(() -> warehouse.append(books, List.of(storage.written(books, 1)), List.of(), false))
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED);
                    assertThat(e.retryable()).isTrue();
                });
        warehouse.truncate(BOOKS);
        Table base = warehouse.table(BOOKS);
        alter(add(NewColumn.of("author", Scalar.STRING, false)));
        assertThatThrownBy(() -> warehouse.append(base, List.of(storage.written(base, 1)), List.of(), false))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("changed meanwhile");
    }

    @Test
    void snapshots_tell_of_commits() {
        assertThat(books.snapshots()).isEmpty();
        fill();
        fill();
        List<TableSnapshot> snapshots = warehouse.truncate(BOOKS).snapshots();
        assertThat(snapshots).extracting(TableSnapshot::operation).containsExactly("append", "append", "delete");
        assertThat(snapshots).extracting(TableSnapshot::addedRows)
                .containsExactly(OptionalLong.of(2), OptionalLong.of(2), OptionalLong.empty());
        assertThat(snapshots).extracting(TableSnapshot::totalRows)
                .containsExactly(OptionalLong.of(2), OptionalLong.of(4), OptionalLong.of(0));
        assertThat(snapshots.getFirst().parent()).isEmpty();
        assertThat(snapshots.get(1).parent()).hasValue(snapshots.getFirst().id());
        assertThat(snapshots.getLast().deletedFiles()).hasValue(2);
    }

    @Test
    void history_is_read_line_by_line_as_in_one_go() {
        Table table = books;
        assertThat(table.loads().lines()).isExhausted();
        for (int i = 0; i < 20; i++) {
            table = warehouse.append(
                    table, List.of(), List.of(OpenStorage.loaded(OpenStorage.source("f" + i, "1"), i)), false);
        }
        List<LoadRecord> all = new ArrayList<>();
        table.loads().forEach(all::add);
        List<LoadRecord> lines = new ArrayList<>();
        table.loads().lines().forEachRemaining(lines::add);
        assertThat(lines).isEqualTo(all).hasSize(20);
    }
}
