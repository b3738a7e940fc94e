package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.Fixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest extends EngineTest {
    private static final String ENDLESS = "SELECT count(*) FROM range(1000000000000) a(i), range(1000) b(j) WHERE hash(i + j) = 5";

    @Test
    void what_drivers_ask_at_connect_needs_no_query_engine_and_is_not_nullable() {
        StatementResult.Rows one = parts(text("SELECT "), integer(1), text(" "));
        assertThat(one.schema()).containsExactly(Column.of("1", Scalar.UINT8));
        assertThat(Fixture.rows(one)).containsExactly(List.of("1"));

        StatementResult.Rows version =
                parts(text("select "), function("version"), text(", "), function("current_user"), text(","), integer(300));
        assertThat(version.schema())
                .containsExactly(
                        Column.of("version()", Scalar.STRING),
                        Column.of("current_user()", Scalar.STRING),
                        Column.of("300", Scalar.UINT16));
        assertThat(Fixture.rows(version).getFirst())
                .containsExactly("Databend Query v" + Engine.DATABEND_VERSION + "-stagedoor", "'root'@'%'", "300");
        assertThat(fixture.engine.queryEngineIsLoaded()).isFalse();
    }

    @Test
    void session_functions_work_anywhere_and_name_their_column() {
        StatementResult.Rows rows = parts(
                text("SELECT "), function("database"), text(", upper("), function("current_user"), text(") AS u, "), function("timezone"),
                text(" FROM range(1)"));
        assertThat(rows.schema().stream().map(Column::name)).containsExactly("database()", "u", "timezone()");
        assertThat(Fixture.rows(rows)).containsExactly(List.of("default", "'ROOT'@'%'", "UTC"));
    }

    @ParameterizedTest
    @CsvSource({"0,UInt8", "255,UInt8", "256,UInt16", "65536,UInt32", "4294967296,UInt64", "18446744073709551615,UInt64",
            "18446744073709551616,'Decimal(38, 0)'"})
    void selected_integer_has_the_smallest_unsigned_type(String value, String type) {
        StatementResult.Rows bare = parts(text("SELECT "), new QueryPart.SelectedInteger(new BigInteger(value), false));
        assertThat(bare.schema().stream().map(Column::name)).containsExactly(value);
        assertThat(Fixture.types(bare)).containsExactly(type);
        StatementResult.Rows aliased =
                parts(text("SELECT "), new QueryPart.SelectedInteger(new BigInteger(value), true), text(" AS x"));
        assertThat(aliased.schema().stream().map(Column::name)).containsExactly("x");
        assertThat(Fixture.types(aliased)).containsExactly(type);
        assertThat(Fixture.rows(aliased)).containsExactly(List.of(value));
    }

    @Test
    void subquery_of_several_rows_where_one_value_stands_is_told_in_words_of_ours() {
        StagedoorException refused = catchThrowableOfType(
                StagedoorException.class, () -> Fixture.rows(fixture.query("SELECT (SELECT i FROM range(3) t(i))")));

        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(refused)
                .hasMessage("a subquery that stands for one value gives more than one row: choose one with LIMIT 1 or an aggregate");
    }

    @Test
    void column_may_be_called_at() {
        String query = "WITH v AS (SELECT 7 AS at) SELECT at, v.at, at + 1 at FROM v WHERE at = 7 GROUP BY at";
        assertThat(Fixture.rows(fixture.engine.execute(query, Fixture.context()))).containsExactly(List.of("7", "7", "8"));
        String zoned = "SELECT at AT TIME ZONE 'Asia/Tokyo' FROM (SELECT to_timestamp('2026-11-30 10:00:00') AS at)";
        assertThat(Fixture.rows(fixture.engine.execute(zoned, Fixture.context())))
                .containsExactly(List.of("2026-11-30 19:00:00.000000"));
    }

    @Test
    void list_stage_is_filtered_ordered_joined_and_aggregated() {
        fixture.createStage("s");
        for (int i = 1; i <= 5; i++) {
            fixture.store.add("stage/internal/s/f" + i + ".csv", i * 100L);
        }
        assertThat(Fixture.rows(parts(
                        text("SELECT list_stage.name, size FROM "), listStage("s", "f"),
                        text(" WHERE size > 200 ORDER BY size DESC LIMIT 2"))))
                .containsExactly(List.of("f5.csv", "500"), List.of("f4.csv", "400"));
        StatementResult.Rows sum = parts(text("SELECT count(*), sum(size), max(md5), max(creator) FROM "), listStage("s", ""), text(" l"));
        assertThat(sum.schema().get(1).typeName()).isEqualTo("Nullable(Decimal(38, 0))");
        assertThat(Fixture.rows(sum)).containsExactly(Arrays.asList("5", "1500", "\"etag-500\"", null));
        assertThat(Fixture.rows(parts(
                        text("SELECT a.name FROM "), listStage("s", "f1"), text(" a JOIN "), listStage("s", ""),
                        text(" b USING (name) JOIN "), new QueryPart.SystemTable("system", "stages"), text(" s ON s.name = 's'"))))
                .containsExactly(List.of("f1.csv"));
    }

    @Test
    void list_stage_has_the_types_of_list() {
        fixture.createStage("s");
        assertThat(parts(text("SELECT * FROM "), listStage("s", "")).schema())
                .containsExactly(
                        Column.of("name", Scalar.STRING),
                        Column.of("size", Scalar.UINT64),
                        Column.nullable("md5", Scalar.STRING),
                        Column.of("last_modified", Scalar.STRING),
                        Column.nullable("creator", Scalar.STRING));
    }

    @Test
    void largest_size_survives() {
        fixture.createStage("s");
        fixture.store.add("stage/internal/s/big", Long.MAX_VALUE);
        assertThat(Fixture.rows(parts(text("SELECT size FROM "), listStage("s", "")))).containsExactly(List.of("9223372036854775807"));
    }

    @Test
    void system_stages_is_the_table_of_show_stages() {
        fixture.createStage("b");
        fixture.createStage("a");
        assertThat(Fixture.rows(parts(text("SELECT * FROM "), new QueryPart.SystemTable("system", "stages"), text(" ORDER BY name"))))
                .isEqualTo(fixture.showStages());
        var tokyo = Fixture.context(Fixture.session("timezone", "Asia/Tokyo"));
        assertThat(Fixture.rows(fixture.engine.run(
                        new Statement.Query(List.of(
                                text("SELECT created_on, created_on::VARCHAR, file_format_options FROM "),
                                new QueryPart.SystemTable("system", "stages"),
                                text(" WHERE stages.name = 'a'"))),
                        tokyo), tokyo.session()))
                .containsExactly(List.of(
                        "2026-11-22 19:00:00.123456",
                        "2026-11-22 19:00:00.123456",
                        "{\"compression\":\"Zstd\",\"missing_field_as\":\"Error\",\"null_if\":[],\"type\":\"Parquet\","
                                + "\"use_logic_type\":true}"));
    }

    @Test
    void unknown_system_table_stage_and_function_are_named() {
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> parts(text("SELECT * FROM "), new QueryPart.SystemTable("system", "nope")));
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> parts(text("SELECT * FROM "), listStage("nope", "")))
                .hasMessage("Stage 'nope' does not exist.");
        assertRefused(ErrorCode.UNKNOWN_FUNCTION, () -> parts(text("SELECT "), function("nope"), text(" FROM range(1)")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "true                                              | Boolean                        | 1",
        "false                                             | Boolean                        | 0",
        "1::TINYINT                                        | Int8                           | 1",
        "-1::SMALLINT                                      | Int16                          | -1",
        "1::INTEGER                                        | Int32                          | 1",
        "1::BIGINT                                         | Int64                          | 1",
        "1::UTINYINT                                       | UInt8                          | 1",
        "1::USMALLINT                                      | UInt16                         | 1",
        "1::UINTEGER                                       | UInt32                         | 1",
        "18446744073709551615::UBIGINT                     | UInt64                         | 18446744073709551615",
        "1::HUGEINT                                        | Decimal(38, 0)                 | 1",
        "1.5::DECIMAL(10,3)                                | Decimal(10, 3)                 | 1.500",
        "0::DECIMAL(38,20)                                 | Decimal(38, 20)                | 0.00000000000000000000",
        "1.5::FLOAT                                        | Float32                        | 1.5",
        "0.1::DOUBLE                                       | Float64                        | 0.1",
        "2::DOUBLE                                         | Float64                        | 2",
        "1e300::DOUBLE                                     | Float64                        | 1e300",
        "12345678901::DOUBLE                               | Float64                        | 12345678901",
        "'nan'::DOUBLE                                     | Float64                        | NaN",
        "'-inf'::FLOAT                                     | Float32                        | -Infinity",
        "'inf'::DOUBLE                                     | Float64                        | Infinity",
        "'a b'                                             | String                         | a b",
        "'\\xAB\\x01'::BLOB                                | Binary                         | AB01",
        "DATE '2024-01-31'                                 | Date                           | 2024-01-31",
        "TIMESTAMP '2024-01-31 10:11:12'                   | Timestamp                      | 2024-01-31 10:11:12.000000",
        "TIMESTAMP_NS '2024-01-31 10:11:12.123456789'      | Timestamp                      | 2024-01-31 10:11:12.123456",
        "TIMESTAMPTZ '2024-01-31 10:11:12.5+02'            | Timestamp                      | 2024-01-31 08:11:12.500000",
        "INTERVAL '1 day 2 hours 3 minutes 4 seconds'      | Interval                       | 1 day 2:03:04",
        "TIME '10:11:00'                                   | String                         | 10:11:00",
        "'{\"a\": [1, \"x y\"]}'::JSON                     | Variant                        | {\"a\":[1,\"x y\"]}",
        "[1, 2, NULL]                                      | Array(Int32 NULL)              | [1,2,NULL]",
        "['a', 'b\"c\\d']                                  | Array(String NULL)             | [\"a\",\"b\\\"c\\\\d\"]",
        "[[1],[2,3]]                                       | Array(Array(Int32 NULL) NULL)  | [[1],[2,3]]",
        "[DATE '2024-01-31']                               | Array(Date NULL)               | [\"2024-01-31\"]",
        "{'a': 1, 'b c': 'x'}                              | Tuple(Int32 NULL, String NULL) | (1,\"x\")",
        "{'a': 1}                                          | Tuple(Int32 NULL,)             | (1,)",
        "MAP {'k': 1}                                      | Map(String, Int32 NULL)        | {\"k\":1}",
        "MAP {'k': [1.5::DECIMAL(4,2)]}                    | Map(String, Array(Decimal(4, 2) NULL) NULL) | {\"k\":[1.50]}",
        "'x'::ENUM('x', 'y')                               | String                         | x",
        "'550e8400-e29b-41d4-a716-446655440000'::UUID      | String                         | 550e8400-e29b-41d4-a716-446655440000",
    })
    void values_have_databends_types_and_texts(String expression, String type, String cell) {
        StatementResult.Rows rows = fixture.query("SELECT " + expression + " AS x");
        assertThat(rows.schema().stream().map(Column::name)).containsExactly("x");
        assertThat(Fixture.types(rows)).containsExactly(type);
        assertThat(Fixture.rows(rows)).containsExactly(List.of(cell));
    }

    @Test
    void null_is_null_whatever_its_type() {
        assertThat(Fixture.rows(fixture.query("SELECT NULL, NULL::INT, NULL::VARCHAR, NULL::TIMESTAMP, NULL::INT[], []")))
                .containsExactly(Arrays.asList(null, null, null, null, null, "[]"));
        assertThat(Fixture.types(fixture.query("SELECT NULL"))).containsExactly("NULL");
    }

    @Test
    void large_results_stream_through_a_small_engine() {
        StatementResult.Rows rows = fixture.query("SELECT i, i::VARCHAR || 'x' FROM range(3000000) t(i)");
        long count = 0;
        try (RowCursor cursor = rows.cursor()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                assertThat(row.cell(0)).isEqualTo(count++);
            }
        }
        assertThat(count).isEqualTo(3_000_000);
    }

    @Test
    void values_with_and_describe_are_queries() {
        assertThat(Fixture.rows(fixture.query("VALUES (1, 'a'), (2, 'b')"))).hasSize(2);
        assertThat(Fixture.rows(fixture.query("WITH a AS (SELECT 1 AS x) SELECT x FROM a"))).hasSize(1);
        assertThat(Fixture.rows(
                fixture.query("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT max(n) FROM r")))
                .containsExactly(List.of("5"));
        assertThat(Fixture.rows(fixture.query("SELECT * FROM unnest([1, 2])"))).hasSize(2);
        assertThat(Fixture.rows(fixture.query("SELECT 1 -- comment"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SELECT FROM WHERE               | SYNTAX",
        "SELECT 'unterminated            | SYNTAX",
        "SELECT * FROM nosuch            | UNKNOWN_TABLE",
        "SELECT * FROM a.b.c             | UNKNOWN_TABLE",
        "SELECT nosuch(1)                | UNKNOWN_FUNCTION",
        "SELECT nosuch                   | SEMANTIC",
        "SELECT 'a'::INT                 | BAD_ARGUMENTS",
        "SELECT error('mine')            | BAD_ARGUMENTS",
        "SELECT CASE WHEN i = 2999999 THEN 'a' ELSE '1' END::INT FROM range(3000000) t(i) | BAD_ARGUMENTS",
        "SELECT list(i) FROM range(1000000000) t(i) | ABORTED_QUERY",
    })
    void mistakes_have_databends_codes_and_no_internals(String sql, ErrorCode code) {
        assertRefused(code, () -> Fixture.rows(fixture.query(sql)))
                .message()
                .doesNotContain("LINE 1", "temp.main", "DuckDB", "SET ", "Error:", "Did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x10", "1_000", "0b1", "1e6.", "12a"})
    void text_of_a_column_is_a_number_from_end_to_end_or_none(String text) {
        String values = " FROM (VALUES ('" + text + "'), (' 7 '), (NULL)) v(t)";
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> Fixture.rows(fixture.query("SELECT t::INT" + values)))
                .hasMessageContaining("cannot parse a number: " + text);
        assertThat(Fixture.rows(fixture.query("SELECT count(try_cast(t AS INT)), max(try_cast(t AS INT))" + values)))
                .containsExactly(List.of("1", "7"));
        assertThat(Fixture.rows(fixture.query("SELECT max(t::DECIMAL(9, 1))" + values + " WHERE t <> '" + text + "'")))
                .containsExactly(List.of("7.0"));
    }

    @Test
    void a_query_beyond_the_memory_is_told_the_limit() {
        assertRefused(ErrorCode.ABORTED_QUERY, () -> Fixture.rows(fixture.query("SELECT list(i) FROM range(1000000000) t(i)")))
                .hasMessageContaining("256 MiB");
    }

    @Test
    void a_listing_beyond_the_memory_is_told_the_limit(@TempDir Path directory) {
        try (Fixture small = new Fixture(directory, 32L << 20)) {
            small.createStage("s");
            for (int i = 0; i < 400_000; i++) {
                small.store.add("stage/internal/s/a_name_that_is_long_enough_to_fill_the_memory_soon/" + i, i);
            }
            var query = new Statement.Query(List.of(text("SELECT list(name) FROM "), listStage("s", "")));
            assertRefused(ErrorCode.ABORTED_QUERY, () -> small.run(query)).hasMessageContaining("32 MiB");
            assertThat(small.store.openListings).isZero();
            assertThat(small.list("s", "")).hasSize(400_000);
        }
    }

    @Test
    void closing_the_engine_leaves_open_cursors_closable() {
        RowCursor cursor = fixture.query("SELECT * FROM range(1000000)").cursor();
        fixture.engine.close();
        cursor.close();
        assertRefused(ErrorCode.ABORTED_QUERY, () -> fixture.query("SELECT 1 FROM range(1)"));
    }

    @Test
    void a_cancelled_query_ends() throws Exception {
        StatementContext context = Fixture.context();
        Thread killer = Thread.ofVirtual().start(() -> {
            while (!fixture.engine.queryEngineIsLoaded()) {
                Thread.onSpinWait();
            }
            context.cancellation().cancel();
        });
        assertRefused(ErrorCode.ABORTED_QUERY, () -> Fixture.rows(fixture.query(ENDLESS, context)));
        killer.join();
    }

    @Test
    void a_query_that_computes_for_too_long_is_ended_and_told_the_limit(@TempDir Path directory) {
        try (Fixture impatient = new Fixture(directory, EngineOptions.DEFAULT, minutes(6))) {
            assertRefused(ErrorCode.ABORTED_QUERY, () -> impatient.query(ENDLESS))
                    .hasMessageContaining("exceeds the maximum execution time limit of 300 seconds");
            assertRefused(ErrorCode.ABORTED_QUERY,
                    () -> impatient.query(ENDLESS, Fixture.context(Fixture.session("max_execute_time_in_seconds", "7"))))
                    .hasMessageContaining("limit of 7 seconds");
            assertThat(Fixture.rows(impatient.query("SELECT 1 FROM range(1)"))).hasSize(1);
        }
    }

    @Test
    void time_between_fetches_is_the_clients() {
        AtomicLong now = new AtomicLong();
        TimeLimit limit = new TimeLimit(Duration.ofSeconds(10), now::get);
        for (int fetch = 0; fetch < 10; fetch++) {
            limit.start();
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(limit.isExceeded()).isFalse();
            limit.stop();
            now.addAndGet(Duration.ofHours(1).toNanos());
        }
        limit.start();
        now.addAndGet(1);
        assertThat(limit.isExceeded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 300", "299, 299", "301, 300", "9223372036854775807, 300"})
    void the_session_shortens_the_time_but_does_not_prolong_it(String setting, int seconds) {
        SessionState session = Fixture.session("max_execute_time_in_seconds", setting);
        assertThat(TimeLimit.of(QueryOptions.DEFAULT, session, System::nanoTime).reason()).contains("limit of " + seconds + " seconds");
    }

    /** A clock on which so many minutes pass whenever it is looked at. */
    private static LongSupplier minutes(int minutes) {
        AtomicLong now = new AtomicLong();
        return () -> now.getAndAdd(Duration.ofMinutes(minutes).toNanos());
    }

    @Test
    void failed_queries_give_their_place_back() {
        for (int i = 0; i < 2 * QueryEngine.MAX_RUNNING; i++) {
            assertRefused(ErrorCode.SEMANTIC, () -> fixture.query("SELECT nosuch"));
        }
        awaitRow();
    }

    /** A cursor is closed in the background. */
    private void awaitRow() {
        await().ignoreException(StagedoorException.class)
                .untilAsserted(() -> assertThat(Fixture.rows(fixture.query("SELECT 1 FROM range(1)"))).hasSize(1));
    }

    private StatementResult.Rows parts(QueryPart... parts) {
        return (StatementResult.Rows) fixture.run(new Statement.Query(List.of(parts)));
    }

    private static QueryPart text(String sql) {
        return new QueryPart.Text(sql);
    }

    private static QueryPart function(String name) {
        return new QueryPart.SessionFunction(name);
    }

    private static QueryPart integer(long value) {
        return new QueryPart.SelectedInteger(BigInteger.valueOf(value), false);
    }

    private static QueryPart listStage(String stage, String path) {
        return new QueryPart.ListStage(at(stage, path), Optional.empty());
    }
}
