package dev.stagedoor.query.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.DuckDbTypes;
import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.duckdb.QueryOutput.TableParquet;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.duckdb.StagedFile;
import dev.stagedoor.query.duckdb.SuppliedFiles;
import dev.stagedoor.query.duckdb.TableSource;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of tables, written by one worker and read by it again, under the names that the columns have by then. */
class TableFilesTest {
    private static final List<TableField> FIELDS = List.of(
            field(1, "id", Scalar.UINT8),
            field(2, "big", Scalar.UINT64),
            field(3, "text", Scalar.STRING),
            field(4, "at", Scalar.TIMESTAMP),
            field(5, "price", new DataType.Decimal(10, 2)),
            field(6, "json", Scalar.VARIANT),
            new TableField(
                    7, "list", new DataType.Array(new DataType.Array(Scalar.INT16)), true,
                    List.of(new TableField(
                            8, "element", new DataType.Array(Scalar.INT16), true, List.of(field(9, "element", Scalar.INT16))))),
            new TableField(
                    10, "map", new DataType.Map(Scalar.STRING, Scalar.UINT32), true,
                    List.of(field(11, "key", Scalar.STRING), field(12, "value", Scalar.UINT32))));

    private static final String VALUES = "SELECT n, 18446744073709551615::UBIGINT, 't' || n, to_timestamp('2026-11-30 10:00:00'), n / 4,"
            + " parse_json('{\"a\":[1,2]}'), [[n], []], map(['k'], [4294967295]) FROM (VALUES (1), (2)) v(n)";

    private Workers workers;
    private Path readable;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        readable = Files.createDirectory(directory.resolve("readable")).toRealPath();
        Path output = Files.createDirectory(directory.resolve("output")).toRealPath();
        workers = Workers.inThisProcess(new DatabaseOptions(128L << 20, 2, readable, 1L << 30).writingTo(output));
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    private static TableField field(int id, String name, DataType type) {
        return new TableField(id, name, type, true, List.of());
    }

    @Test
    void table_is_read_as_it_was_written() throws IOException {
        Row written = write(VALUES, "t1");
        assertThat(written.cell(1)).isEqualTo(2L);
        assertThat(String.valueOf(written.cell(4))).contains("\"id\"={", "\"list\".\"element\".\"element\"={", "\"map\".\"value\"={");
        assertThat(texts(rows(task("SELECT * FROM t ORDER BY id", FIELDS, Optional.empty()))))
                .containsExactly(
                        "1|-1|t1|2026-11-30T10:00:00Z|0.25|{\"a\":[1,2]}|[[1], []]|{k=4294967295}",
                        "2|-1|t2|2026-11-30T10:00:00Z|0.50|{\"a\":[1,2]}|[[2], []]|{k=4294967295}");
    }

    @Test
    void column_is_found_by_its_id_and_a_new_one_is_null() throws IOException {
        write(VALUES, "t1");
        List<TableField> later = List.of(field(3, "title", Scalar.STRING), field(99, "id", Scalar.INT32), field(1, "number", Scalar.INT64));
        assertThat(texts(rows(task("SELECT * FROM t ORDER BY number", later, Optional.empty())))).containsExactly("t1|null|1", "t2|null|2");
    }

    @Test
    void column_that_a_file_lacks_has_its_default() throws IOException {
        write(VALUES, "t1");
        List<TableField> later = List.of(
                field(1, "id", Scalar.UINT8),
                added(20, Scalar.UINT64, "18446744073709551615"),
                added(21, Scalar.STRING, "it's"),
                added(22, Scalar.TIMESTAMP, "2026-01-02 03:04:05.678+00"),
                added(23, new DataType.Decimal(10, 2), "-1.50"),
                added(24, Scalar.BINARY, "\\x00\\x27\\xFF"),
                added(25, Scalar.DATE, "2026-12-01"),
                added(26, Scalar.BOOLEAN, "true"),
                added(27, Scalar.FLOAT64, "NaN"),
                new TableField(
                        10, "map", new DataType.Map(Scalar.STRING, Scalar.UINT32), true,
                        List.of(field(11, "key", Scalar.STRING), field(12, "value", Scalar.UINT32))));
        assertThat(texts(rows(task("SELECT * EXCLUDE c24, hex(c24) FROM t WHERE id = 2 AND c25 > '2026-01-01'", later, Optional.empty()))))
                .containsExactly("2|-1|it's|2026-01-02T03:04:05.678Z|-1.50|2026-12-01|true|NaN|{k=4294967295}|0027ff");
        assertThat(texts(rows(task("SELECT count(*) FROM t WHERE c20 = 1", later, Optional.empty())))).containsExactly("0");
    }

    private static TableField added(int id, DataType type, String missing) {
        return new TableField(id, "c" + id, type, true, List.of(), Optional.of(missing));
    }

    @Test
    void table_without_files_has_its_columns_and_no_row() {
        assertThat(rows(task("SELECT json, map, id FROM t", FIELDS, Optional.empty()))).isEmpty();
    }

    @Test
    void name_of_a_table_may_be_that_of_a_cte() {
        assertThat(texts(rows(task("WITH t AS (SELECT 7) SELECT * FROM t", FIELDS, Optional.empty())))).containsExactly("7");
    }

    @Test
    void value_beyond_the_type_of_its_column_is_refused() {
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> write(VALUES.replace("(2)", "(256)"), "t1"))
                .withMessageContaining("256");
    }

    @Test
    void text_is_written_as_the_value_that_a_cast_makes_of_it() throws IOException {
        List<DataType> types = List.of(
                Scalar.BOOLEAN, Scalar.INT8, Scalar.INT32, Scalar.INT64, Scalar.UINT8, Scalar.UINT64, Scalar.DATE,
                new DataType.Decimal(10, 2), new DataType.Decimal(38, 0));
        List<String> texts = List.of(
                "", " ", "0", "1", "-1", "+1", "01", " 7 ", "300", "12.50", "12.5", "-0.00", "1.6", "1e3", "1_000", "0x10", "0b1", ".5",
                "5.", "18446744073709551615", "99999999999999999999999999999999999999", "true", "false", "TRUE", " False ", "t", "yes",
                "infinity", "-infinity", "epoch", "2026-11-30", "2026-1-2", " 2026-11-30 ", "2026-11-30 10:00:00", "2026-11-30T23:59:59Z",
                "2026/11/30", "2026-02-30", "0000-01-01", "0001-01-01", "12026-11-30", "0044-03-15 (BC)", "-2026-1-1", "\t1", "1\u000b",
                "\u0661");
        for (DataType type : types) {
            List<TableField> fields = List.of(field(1, "x", type));
            assertThat(texts.stream().map(text -> written(text, fields)).toList())
                    .as(type.typeName())
                    .isEqualTo(texts.stream().map(text -> cast(text, type)).toList());
            assertThat(written(null, fields)).isEqualTo("null");
        }
    }

    private String cast(String text, DataType type) {
        String given = "SELECT CAST(x AS " + DuckDbTypes.name(type) + ") FROM (VALUES (" + SqlText.literal(text) + ")) v(x)";
        try {
            return texts(rows(task(given, FIELDS, Optional.empty()))).getFirst();
        } catch (StagedoorException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String written(@Nullable String text, List<TableField> fields) {
        String value = text == null ? "CAST(NULL AS VARCHAR)" : SqlText.literal(text);
        try {
            write("SELECT * FROM (VALUES (" + value + ")) v(x)", "written", fields);
            return texts(rows(task("SELECT * FROM t", fields, Optional.empty()))).getFirst();
        } catch (StagedoorException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The row that tells of the file, which is then where tables are read. */
    private Row write(String sql, String name) throws IOException {
        return write(sql, name, FIELDS);
    }

    private Row write(String sql, String name, List<TableField> fields) throws IOException {
        Path file = workers.newOutput();
        List<Row> rows = rows(task(sql, fields, Optional.of(new TableParquet(file, fields, false, FileLayout.NONE))));
        Files.move(file, readable.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    private List<Row> rows(QueryTask task) {
        List<Row> rows = new ArrayList<>();
        try (WorkerQuery query = workers.start(task, new TableSupply(), "ann")) {
            query.open();
            if (task.output().isPresent()) {
                assertThat(query.schema()).isEqualTo(QueryOutput.TABLE_SCHEMA);
            }
            for (List<Row> batch = query.fetch(); !batch.isEmpty(); batch = query.fetch()) {
                rows.addAll(batch);
            }
        }
        return rows;
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream()
                .map(row -> IntStream.range(0, row.size()).mapToObj(i -> String.valueOf(row.cell(i))).collect(Collectors.joining("|")))
                .toList();
    }

    private static QueryTask task(String sql, List<TableField> fields, Optional<QueryOutput> output) {
        SequencedMap<String, List<Column>> none = new LinkedHashMap<>();
        SequencedMap<String, TableSource> tables = new LinkedHashMap<>(Map.of("t", new TableSource("t", fields)));
        return new QueryTask(
                "", sql, none, Set.of(), none, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), tables, output,
                ZoneId.of("UTC"));
    }

    /** All files of the directory. */
    private final class TableSupply implements QuerySupply {
        @Override
        public RowCursor rows(String table, List<Integer> columns) {
            throw new AssertionError("a table has no rows of its own");
        }

        @Override
        public SuppliedFiles files(String table, Optional<ParquetNeeds> needs) {
            assertThat(table).isEqualTo("t");
            try (var files = Files.list(readable)) {
                return SuppliedFiles.all(files.map(file -> new StagedFile(
                                file, file.getFileName().toString(), file.toFile().length(), Optional.empty(), Instant.EPOCH,
                                new StagedFile.FileUse(0, 0, 0)))
                        .toList());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void scanned(long rows, long ofRows) {
            // Nobody asks.
        }

        @Override
        public Iterator<byte[]> contents(List<NamedFile> files) {
            throw new AssertionError("no file is read as a value");
        }
    }
}
