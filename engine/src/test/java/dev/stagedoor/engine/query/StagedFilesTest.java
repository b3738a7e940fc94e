package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SELECT … FROM @stage}, on files in a real embedded store. */
class StagedFilesTest {
    private Path scratch;
    private DataDirectory directory;
    private EmbeddedStore store;
    private Fixture fixture;

    @BeforeEach
    void open(@TempDir Path path) {
        scratch = path;
        directory = DataDirectory.open(path.resolve("data"));
        store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.fixed(Fixture.NOW, ZoneOffset.UTC));
        fixture = new Fixture(path, store);
        run("CREATE STAGE s");
    }

    @AfterEach
    void close() {
        fixture.close();
        store.close();
        directory.close();
    }

    private void run(String sql) {
        fixture.engine.execute(sql, Fixture.context());
    }

    private StatementResult.Rows query(String sql) {
        return (StatementResult.Rows) fixture.engine.execute(sql, Fixture.context());
    }

    private List<List<@Nullable String>> rows(String sql) {
        return Fixture.rows(query(sql));
    }

    private void put(String path, byte[] content) {
        var body = new ObjectBody(new ByteArrayInputStream(content), OptionalLong.of(content.length));
        store.put(new ObjectKey("stage/internal/s/" + path), body, PutConditions.NONE);
    }

    private void put(String path, String content) {
        put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private void putParquet(String path, String select) throws SQLException, IOException {
        Path file = scratch.resolve("made.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
        put(path, Files.readAllBytes(file));
        Files.delete(file);
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    private static StagedoorException refusal(ThrowingCallable call) {
        return catchThrowableOfType(StagedoorException.class, call);
    }

    private void expect(String sql, ErrorCode code, String message) {
        StagedoorException refused = refusal(() -> rows(sql));
        assertThat(refused).as(sql).isNotNull();
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(message);
    }

    @Test
    void csv_by_position() {
        put("in/a.csv", "1,abc,\"\"\n2,,\\N\n3,\"\\N\",\"x\ny\"\n");

        StatementResult.Rows result = query("SELECT $1, $2, $3, $5 FROM @s/in/ (FILE_FORMAT => 'csv', PATTERN => '.*[.]csv')");

        assertThat(result.schema()).extracting(Column::name).containsExactly("_$1", "_$2", "_$3", "_$5");
        assertThat(result.schema()).extracting(column -> column.type().typeName()).containsOnly("String");
        assertThat(Fixture.rows(result))
                .containsExactly(row("1", "abc", "", null), row("2", null, null, null), row("3", "\\N", "x\ny", null));
    }

    /** More than DuckDB is asked for at first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 199, 200, 201, 1_000})
    void csv_with_many_columns(int columns) {
        String line = IntStream.rangeClosed(1, columns).mapToObj(Integer::toString).collect(Collectors.joining(",")) + "\n";
        put("wide.csv", line + line);

        assertThat(rows("SELECT $1, $" + columns + ", $1000 IS NULL FROM @s/wide.csv (FILE_FORMAT => 'csv')"))
                .hasSize(2)
                .containsOnly(row("1", Integer.toString(columns), columns < 1_000 ? "1" : "0"));
    }

    @Test
    void csv_with_more_columns_than_there_may_be() {
        run("CREATE FILE FORMAT only_rows TYPE = CSV SKIP_HEADER = 1");
        put("wide.csv", ",".repeat(1_000) + "\n");
        put("empty.csv", ",".repeat(999) + "\n" + "x,".repeat(999) + "x\n");

        expect("SELECT $1 FROM @s/wide.csv (FILE_FORMAT => 'csv')", ErrorCode.BAD_ARGUMENTS, "at most 1000 columns");
        assertThat(rows("SELECT $1000 FROM @s/empty.csv (FILE_FORMAT => 'csv')")).containsExactly(row((String) null), row("x"));
        put("header.csv", "id,name\n");
        assertThat(rows("SELECT $1, $2 FROM @s/header.csv (FILE_FORMAT => 'only_rows')")).isEmpty();
        expect("SELECT $1001 FROM @s/wide.csv (FILE_FORMAT => 'csv')", ErrorCode.SYNTAX, "from 1 to 1000");
    }

    @Test
    void csv_with_the_options_of_the_stage() {
        run("CREATE STAGE own FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|' SKIP_HEADER = 1 QUOTE = '\\'' NULL_DISPLAY = 'none'"
                + " EMPTY_FIELD_AS = STRING)");
        var body = new ObjectBody(new ByteArrayInputStream("id|name\n1|'a|b'\n2|none\n3|\n".getBytes(StandardCharsets.UTF_8)),
                OptionalLong.empty());
        store.put(new ObjectKey("stage/internal/own/a.txt"), body, PutConditions.NONE);

        assertThat(rows("SELECT $1::INT + 1, $2 FROM @own")).containsExactly(row("2", "a|b"), row("3", null), row("4", ""));
    }

    @Test
    void compressed_and_plain_files_of_one_location() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("1,b\n".getBytes(StandardCharsets.UTF_8));
        }
        put("z/a.csv", "1,a\n");
        put("z/b.csv.gz", zipped.toByteArray());
        run("CREATE FILE FORMAT auto TYPE = CSV COMPRESSION = AUTO");

        assertThat(rows("SELECT $2 FROM @s/z/ (FILE_FORMAT => 'auto') ORDER BY 1")).containsExactly(row("a"), row("b"));
    }

    @Test
    void ndjson_by_path() {
        put("e.ndjson", "{\"author\":{\"name\":\"Ann\"},\"n\":1}\n\n{\"n\":2}\n");

        assertThat(rows("SELECT $1:author.name, $1:n::INT FROM @s/e.ndjson (FILE_FORMAT => 'ndjson')"))
                .containsExactly(row("\"Ann\"", "1"), row(null, "2"));
        assertThat(query("SELECT $1 FROM @s/e.ndjson (FILE_FORMAT => 'ndjson')").schema().getFirst().type().typeName())
                .isEqualTo("Variant");
    }

    @Test
    void parquet_by_name() throws Exception {
        putParquet("p/1.parquet", "SELECT 1 AS id, 'one' AS title, [1, 2] AS list");
        putParquet("p/2.parquet", "SELECT 2 AS id, 'two' AS title, [3] AS list");

        assertThat(rows("SELECT * FROM @s/p/ ORDER BY id")).containsExactly(row("1", "one", "[1,2]"), row("2", "two", "[3]"));
        assertThat(rows("SELECT TITLE FROM @s/p/ (FILES => ('2.parquet'))")).containsExactly(row("two"));
        assertThat(rows("SELECT $1 FROM @s/p/1.parquet")).containsExactly(row("{\"id\":1,\"title\":\"one\",\"list\":[1,2]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1.5::DOUBLE | 1::INT", "1::INT | 1.5::DOUBLE", "DATE '2020-01-01' | TIMESTAMP '2020-01-01 10:00:00'",
        "1.25::DECIMAL(9, 1) | 1.25::DECIMAL(9, 2)", "[1] | ['1']", "{'a': 1} | {'a': 1::BIGINT}"
    })
    void column_of_another_type_than_in_the_first_file_is_an_error(String first, String second) throws Exception {
        putParquet("p/1.parquet", "SELECT 1 AS id, " + first + " AS v");
        putParquet("p/2.parquet", "SELECT 2 AS id, " + second + " AS V");

        expect("SELECT id FROM @s/p/", ErrorCode.BAD_BYTES, "file 'p/2.parquet' has column `v` as another type than 'p/1.parquet'");
        assertThat(rows("SELECT id FROM @s/p/2.parquet")).containsExactly(row("2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "*", "count(*) FILTER (WHERE title > 'a')", "metadata$filename, title", "$1", "max(title)"})
    void column_that_a_later_file_has_not_is_an_error_where_it_is_read(String select) throws Exception {
        putParquet("p/1.parquet", "SELECT 1 AS id, 'one' AS title");
        putParquet("p/2.parquet", "SELECT 2 AS id");
        putParquet("p/3.parquet", "SELECT 3 AS id, 'three' AS title, 3 AS more");

        expect("SELECT " + select + " FROM @s/p/", ErrorCode.BAD_BYTES,
                "file 'p/2.parquet' has no column `title`, which 'p/1.parquet' has");
        assertThat(rows("SELECT id FROM @s/p/ ORDER BY id")).containsExactly(row("1"), row("2"), row("3"));
        assertThat(rows("SELECT count(*) FROM @s/p/")).containsExactly(row("3"));
    }

    /** DuckDB would begin in the middle of the field, and take its lines for records. */
    @Test
    void lines_within_quotes_are_no_records_wherever_a_large_file_is_read() {
        String field = ",b,b\n" + "9,z,z\n".repeat(200) + "\"\"";
        StringBuilder file = new StringBuilder();
        int records = 36_000_000 / (field.length() + 12);
        for (int i = 0; i < records; i++) {
            file.append(i).append(",\"").append(field).append("\",b\n");
        }
        put("quoted.csv", file.append(records).append(",\",b\",q\n").toString());

        assertThat(rows("SELECT $1 FROM @s/quoted.csv (FILE_FORMAT => 'csv') WHERE $2 = 'z' LIMIT 3")).isEmpty();
        assertThat(rows("SELECT EXISTS (SELECT 1 FROM @s/quoted.csv (FILE_FORMAT => 'csv') WHERE $3 = 'z')")).containsExactly(row("0"));
        assertThat(rows("SELECT count(*), max($1::INT) FROM @s/quoted.csv (FILE_FORMAT => 'csv')"))
                .containsExactly(row(Integer.toString(records + 1), Integer.toString(records)));
    }

    @Test
    void what_the_files_are() throws Exception {
        putParquet("p/1.parquet", "SELECT i AS id FROM range(2) t(i)");

        StatementResult.Rows all = query("SELECT *, metadata$filename, metadata$file_row_number, metadata$file_path,"
                + " METADATA$file_basename, metadata$file_content_key, metadata$file_last_modified FROM @s/p/ ORDER BY id");

        assertThat(all.schema()).extracting(Column::name).startsWith("id", "metadata$filename", "metadata$file_row_number").hasSize(7);
        String etag = store.stat(new ObjectKey("stage/internal/s/p/1.parquet")).orElseThrow().etag().orElseThrow();
        assertThat(Fixture.rows(all))
                .containsExactly(
                        row("0", "p/1.parquet", "0", "@s/p/1.parquet", "1.parquet", etag, "2026-11-22 10:00:00.123000"),
                        row("1", "p/1.parquet", "1", "@s/p/1.parquet", "1.parquet", etag, "2026-11-22 10:00:00.123000"));
        assertThat(rows("SELECT $1 FROM @s/p/ WHERE metadata$filename = 'p/1.parquet' AND metadata$file_row_number = 1"))
                .containsExactly(row("{\"id\":1}"));
    }

    @Test
    void files_in_joins_subqueries_and_expressions() throws Exception {
        putParquet("books.parquet", "SELECT 7 AS id, 'Lem' AS title");
        put("sales.csv", "7,100\n8,5\n");

        assertThat(rows("SELECT b.title, s.$2 FROM @s/books.parquet b JOIN '@s/sales.csv' (FILE_FORMAT => 'csv') AS s ON b.id = s.$1"))
                .containsExactly(row("Lem", "100"));
        assertThat(rows("WITH c AS (SELECT $1 AS id FROM @s/sales.csv (FILE_FORMAT => 'csv')) SELECT count(*) FROM c"
                + " WHERE id NOT IN (SELECT id::VARCHAR FROM @s/books.parquet)")).containsExactly(row("1"));
        assertThat(rows("SELECT * FROM (SELECT * FROM @s/books.parquet), (SELECT $1 FROM @s/sales.csv (FILE_FORMAT => 'csv')) ORDER BY 3"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT * FROM @s/a.csv (FILE_FORMAT => 'csv') | SEMANTIC | Query from CSV file lacks column positions. Specify as $1, $2, etc.
            SELECT COLUMNS(*) FROM @s/a.csv (FILE_FORMAT => 'csv') | SEMANTIC | Query from CSV file lacks column positions
            SELECT *, $1 FROM @s/a.csv (FILE_FORMAT => 'csv') | SEMANTIC | select * from file only support Parquet format
            SELECT $2 FROM @s/n.ndjson (FILE_FORMAT => 'ndjson') | SEMANTIC | column position 2 doesn't exist
            SELECT $2 FROM @s/p.parquet | SEMANTIC | Query from parquet file only support $1 as column position
            SELECT x FROM @s/none/ | SEMANTIC | no files found. specify a prefix/pattern/files that matches at least one file
            SELECT $1 FROM @s (FILES => ('no.csv')) | STORAGE_NOT_FOUND | there is no file 'no.csv'
            SELECT $1 FROM @s (FILES => ('d')) | BAD_ARGUMENTS | d is not a file
            SELECT $1 FROM @s (FILES => ('../x')) | BAD_ARGUMENTS | ..
            SELECT $1 FROM @nowhere/a.csv | UNKNOWN_STAGE | Stage 'nowhere' does not exist
            SELECT $1 FROM @s/a.csv (FILE_FORMAT => 'nothing') | UNKNOWN_FILE_FORMAT | nothing
            SELECT $1 FROM @s/a.csv (FILE_FORMAT => 'orc') | BAD_BYTES | it is no ORC file
            SELECT $1 FROM @s/a.csv (FILE_FORMAT => 'json') | UNIMPLEMENTED | Unsupported file format in query stage
            SELECT $1 FROM @s/a.csv (PATTERN => '(') | SYNTAX | Pattern format invalid
            SELECT $1 FROM @s/a.csv (COLOUR => 'red') | SYNTAX | unexpected `COLOUR`
            SELECT $1 | SEMANTIC | _$1
            """)
    void refusals(String sql, ErrorCode code, String message) throws Exception {
        put("a.csv", "1,2\n");
        put("n.ndjson", "{}\n");
        put("d/x", "1");
        putParquet("p.parquet", "SELECT 1 AS id");

        expect(sql, code, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ragged.csv  | csv     | `SECRET,2\\nSECRET\\n`            | line 2: expected 2 columns, found 1
            more.csv    | csv     | `SECRET,2\\nSECRET,3,4\\n`       | line 2: expected 2 columns, found 3
            ends.csv    | csv     | `SECRET,2\\r\\n3,4\\n`          | all lines must end alike
            bytes.csv   | csv     | `SECRET,\\xFF\\n`               | it is not UTF-8
            quote.csv   | csv     | `1,\"SECRET\\n3,4\\n`             | line 1: a quoted field has no end
            bad.ndjson  | ndjson  | `{\"a\":1}\\n{\"SECRET\":\\n{}\\n`  | line 2
            bad.parquet | parquet | `SECRET, nothing of the kind`    | it is no Parquet file
            cut.zst     | zstd    | `SECRET`                         | it is not compressed as its format says
            cut.gz      | zipped  | `SECRET`                         | it is not compressed as its format says
            """)
    void damaged_files_are_named_and_not_quoted(String file, String format, String content, String message) {
        run("CREATE FILE FORMAT zipped TYPE = CSV COMPRESSION = GZIP");
        run("CREATE FILE FORMAT zstd TYPE = NDJSON COMPRESSION = ZSTD");
        String bytes = content.replace("\\n", "\n").replace("\\r", "\r").replace("\\xFF", "\u00ff").replace("\\\"", "\"");
        put("in/" + file, bytes.getBytes(StandardCharsets.ISO_8859_1));

        StagedoorException refused = refusal(() -> rows("SELECT $1 FROM @s/in/ (FILE_FORMAT => '" + format + "')"));

        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.BAD_BYTES);
        assertThat(refused).hasMessageContaining("'in/" + file + "'").hasMessageContaining(message).hasMessageNotContaining("SECRET");
    }

    /** DuckDB's own COPY compresses: of ZSTD a frame of several blocks. */
    @Test
    void compressed_file_that_is_cut_or_damaged_gives_no_row() throws Exception {
        run("CREATE FILE FORMAT auto TYPE = CSV COMPRESSION = AUTO");
        for (String suffix : List.of("gz", "zst")) {
            Path file = scratch.resolve("made.csv." + suffix);
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("COPY (SELECT hash(i) FROM range(100000) t(i)) TO '" + file + "' (FORMAT csv, HEADER false)");
            }
            byte[] whole = Files.readAllBytes(file);
            String count = "SELECT count(*), count(DISTINCT $1) FROM @s/c/made.csv." + suffix + " (FILE_FORMAT => 'auto')";
            put("c/made.csv." + suffix, whole);
            assertThat(rows(count)).as(suffix).containsExactly(row("100000", "100000"));
            for (int cut : new int[] {1, 5, whole.length / 2, whole.length - 6}) {
                put("c/made.csv." + suffix, Arrays.copyOf(whole, whole.length - cut));
                expect(count, ErrorCode.BAD_BYTES, "'c/made.csv." + suffix + "': it is not compressed as its format says, damaged, or cut");
            }
        }
        byte[] checksum = Files.readAllBytes(scratch.resolve("made.csv.gz"));
        checksum[checksum.length - 5] ^= 1;
        put("c/changed.csv.gz", checksum);
        expect("SELECT count(*) FROM @s/c/changed.csv.gz (FILE_FORMAT => 'auto')", ErrorCode.BAD_BYTES, "'c/changed.csv.gz'");
    }

    @Test
    void files_that_hold_only_their_header_do_not_say_how_many_columns_there_are() {
        run("CREATE FILE FORMAT header TYPE = CSV SKIP_HEADER = 1");
        put("h/1.csv", "a,b\n");
        put("h/2.csv", "a,b\n5,6\n");

        assertThat(rows("SELECT $1, $2 FROM @s/h/ (FILE_FORMAT => 'header')")).containsExactly(row("5", "6"));
    }

    @Test
    void file_that_was_replaced_is_read_anew() {
        put("r.csv", "old\n");
        assertThat(rows("SELECT $1 FROM @s/r.csv (FILE_FORMAT => 'csv')")).containsExactly(row("old"));
        put("r.csv", "new\n");
        assertThat(rows("SELECT $1 FROM @s/r.csv (FILE_FORMAT => 'csv')")).containsExactly(row("new"));
    }

    @Test
    void needs_the_right_to_read_every_file_that_is_read() {
        put("in/a.csv", "1\n");
        put("out.csv", "2\n");
        run("CREATE USER ann IDENTIFIED BY 'long enough'");
        run("GRANT READ ON STAGE s PATH 'in/' TO ann");
        String csv = "FILE_FORMAT => 'csv')";

        assertThat(Fixture.rows(asAnn("SELECT $1 FROM @s/in/ (" + csv))).containsExactly(row("1"));
        assertThat(Fixture.rows(asAnn("SELECT $1 FROM @s (FILES => ('in/a.csv') " + csv))).containsExactly(row("1"));
        for (String beyond : List.of("@s (", "@s/out.csv (", "@s (FILES => ('in/a.csv', 'out.csv') ", "@s/i (")) {
            for (String sql : List.of("SELECT $1 FROM " + beyond + csv, "SELECT 1 WHERE EXISTS (SELECT $1 FROM " + beyond + csv + ")")) {
                StagedoorException refused = refusal(() -> asAnn(sql));
                assertThat(refused).as(sql).isNotNull();
                assertThat(refused.code()).as(sql).isEqualTo(ErrorCode.PERMISSION_DENIED);
            }
        }
    }

    private StatementResult.Rows asAnn(String sql) {
        var context = new StatementContext(
                new Principal("ann", RoleDefinition.PUBLIC), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
        return (StatementResult.Rows) fixture.engine.execute(sql, context);
    }

    @Test
    void plan_names_files_as_their_stage_does() throws Exception {
        putParquet("p/1.parquet", "SELECT 1 AS id");

        String plan = rows("EXPLAIN ANALYZE SELECT id FROM @s/p/").toString();

        assertThat(plan).contains("p/1.parquet").doesNotContain(fixture.mirror.directory().toString());
    }

    @Test
    void no_text_of_a_user_reaches_a_mirrored_file_or_another() throws IOException {
        put("a.csv", "1\n");
        rows("SELECT $1 FROM @s/a.csv (FILE_FORMAT => 'csv')");
        try (Stream<Path> mirrored = Files.list(fixture.mirror.directory())) {
            Path file = mirrored.findFirst().orElseThrow();
            for (String read : List.of("read_csv('" + file + "')", "'" + file + "'", "\"" + file + "\"", "read_text('" + file + "')",
                    "glob('" + fixture.mirror.directory() + "/*')")) {
                assertThatThrownBy(() -> rows("SELECT * FROM " + read)).as(read).isInstanceOf(StagedoorException.class);
            }
        }
    }
}
