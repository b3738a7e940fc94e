package dev.stagedoor.engine.file;

import static dev.stagedoor.engine.Fixture.at;
import static dev.stagedoor.engine.Fixture.firstColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.row.UtcMillis;
import dev.stagedoor.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListTest extends EngineTest {
    @BeforeEach
    void files() {
        fixture.createStage("data");
        for (String path : List.of("csv/prefix/ab.csv", "csv/prefix/ab/cd.csv", "csv/prefix/ab/cd.csv.bk",
                "parquet/multi_page_1.parquet")) {
            fixture.store.add("stage/internal/data/" + path, 998);
        }
        fixture.store.add("stage/internal/database/other.csv", 1);
    }

    @Test
    void columns_and_cells_are_databends() {
        StatementResult result = fixture.run(new Statement.ListFiles(at("data", "parquet/"), Optional.empty()));
        assertThat(((StatementResult.Rows) result).schema())
                .containsExactly(
                        Column.of("name", Scalar.STRING),
                        Column.of("size", Scalar.UINT64),
                        Column.nullable("md5", Scalar.STRING),
                        Column.of("last_modified", Scalar.STRING),
                        Column.nullable("creator", Scalar.STRING));
        assertThat(Fixture.rows(result))
                .containsExactly(Arrays.asList(
                        "parquet/multi_page_1.parquet", "998", "\"etag-998\"", "2023-06-27 16:03:51.000 +0000", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "csv/prefix/           | -            | csv/prefix/ab.csv csv/prefix/ab/cd.csv csv/prefix/ab/cd.csv.bk",
                "csv/prefix/a          | -            | csv/prefix/ab.csv csv/prefix/ab/cd.csv csv/prefix/ab/cd.csv.bk",
                "csv/prefix/ab         | -            | csv/prefix/ab.csv csv/prefix/ab/cd.csv csv/prefix/ab/cd.csv.bk",
                "csv/prefix/ab/        | -            | csv/prefix/ab/cd.csv csv/prefix/ab/cd.csv.bk",
                "csv/prefix/ab/cd.csv  | -            | csv/prefix/ab/cd.csv csv/prefix/ab/cd.csv.bk",
                "csv/prefix/ab         | cd[.].*      | ''",
                "csv/prefix/ab/        | cd[.].*      | csv/prefix/ab/cd.csv csv/prefix/ab/cd.csv.bk",
                "csv/prefix/           | .*[.]csv     | csv/prefix/ab.csv csv/prefix/ab/cd.csv",
                "parquet/              | multi_page_1 | ''",
                "parquet/              | parquet/.*   | ''",
                "csv/prefix/ab/cd.csv  | ''           | csv/prefix/ab/cd.csv",
                "csv/prefix/ab/        | ''           | ''",
                "csv/prefix/ab/cd.csv  | [.]bk        | csv/prefix/ab/cd.csv csv/prefix/ab/cd.csv.bk",
                "nothing/here          | -            | ''",
            })
    void prefix_and_pattern_select_as_in_databend(String path, String pattern, String expected) {
        var rows = pattern == null ? fixture.list("data", path) : fixture.list("data", path, pattern);
        assertThat(firstColumn(rows)).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void whole_stage_is_its_own_files_alone() {
        assertThat(fixture.list("data", "")).hasSize(4);
    }

    @Test
    void every_alternative_of_a_pattern_must_match_all_of_the_rest() {
        assertThat(firstColumn(fixture.list("data", "", "csv/prefix/ab[.]csv|bk"))).containsExactly("csv/prefix/ab.csv");
        assertThat(firstColumn(fixture.list("data", "csv/prefix/ab/", "cd|cd[.]csv|cd[.]csv[.]bk")))
                .containsExactly("csv/prefix/ab/cd.csv", "csv/prefix/ab/cd.csv.bk");
    }

    @Test
    void remove_takes_no_file_that_an_alternative_matches_in_part() {
        for (String name : List.of("a.csv", "b.csv", "a.csv.bak", "keep/xb.csv")) {
            fixture.store.add("stage/internal/data/z/" + name, 1);
        }
        remove("z/", Optional.of("a[.]csv|b[.]csv"));
        assertThat(firstColumn(fixture.list("data", "z/"))).containsExactly("z/a.csv.bak", "z/keep/xb.csv");
    }

    @Test
    void end_of_pattern_is_the_end_of_the_name_and_not_before_a_line_feed() {
        fixture.store.add("stage/internal/data/odd\n", 1);
        assertThat(fixture.list("data", "", "odd")).isEmpty();
        assertThat(fixture.list("data", "", "odd.")).isEmpty();
        assertThat(fixture.list("data", "", "odd\\n")).hasSize(1);
    }

    @Test
    void names_are_in_utf8_byte_order() {
        for (String name : List.of("o/\uFFFD", "o/😀", "o/Z", "o/a", "o/ä")) {
            fixture.store.add("stage/internal/data/" + name, 1);
        }
        assertThat(firstColumn(fixture.list("data", "o/"))).containsExactly("o/Z", "o/a", "o/ä", "o/\uFFFD", "o/😀");
    }

    @Test
    void directory_markers_are_not_files() {
        fixture.store.add("stage/internal/data/", 0);
        fixture.store.add("stage/internal/data/csv/", 0);
        assertThat(fixture.list("data", "")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "a**", "(?=x)", "\\1", "a)|(b", "a)(?:b"})
    void pattern_that_is_none_is_a_syntax_error(String pattern) {
        assertRefused(ErrorCode.SYNTAX, () -> fixture.list("data", "", pattern))
                .hasMessageStartingWith("Pattern format invalid, got:" + pattern + ", error:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{1000}){1000}){1000}", "(a{1,100}){11}", "(((a{10}){10}){10}){2}"})
    void pattern_that_unfolds_beyond_its_bound_is_refused(String pattern) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.list("data", "", pattern)).hasMessageContaining("counted repetitions");
    }

    @Test
    void pattern_beyond_its_length_is_refused() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.list("data", "", "a".repeat(FilePattern.MAX_CHARS + 1)));
    }

    @Test
    void unknown_stage_and_traversal_are_refused() {
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> fixture.list("nope", "")).hasMessage("Stage 'nope' does not exist.");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.list("data", "../database/"))
                .hasMessageContaining("stage path traversal is not allowed");
    }

    @Test
    void listing_is_let_go_when_the_cursor_is_closed() {
        StatementResult result = fixture.run(new Statement.ListFiles(at("data", ""), Optional.empty()));
        RowCursor cursor = ((StatementResult.Rows) result).cursor();
        cursor.next();
        assertThat(fixture.store.openListings).isOne();
        cursor.close();
        assertThat(fixture.store.openListings).isZero();
    }

    @Test
    void bad_pattern_leaves_no_listing_open() {
        assertRefused(ErrorCode.SYNTAX, () -> fixture.list("data", "", "("));
        assertThat(fixture.store.openListings).isZero();
    }

    @Test
    void cancelled_listing_stops() {
        StatementContext context = Fixture.context();
        StatementResult result = fixture.engine.run(new Statement.ListFiles(at("data", ""), Optional.empty()), context);
        RowCursor cursor = ((StatementResult.Rows) result).cursor();
        cursor.next();
        context.cancellation().cancel();
        assertRefused(ErrorCode.ABORTED_QUERY, cursor::next);
    }

    @Test
    void remove_deletes_what_the_prefix_selects_and_answers_nothing() {
        assertThat(remove("csv/prefix/ab/cd.csv", Optional.empty()))
                .isEqualTo(new StatementResult.Done(Optional.empty(), List.of("2 files removed, 1996 bytes.")));
        assertThat(firstColumn(fixture.list("data", ""))).containsExactly("csv/prefix/ab.csv", "parquet/multi_page_1.parquet");
    }

    @Test
    void remove_with_a_pattern_leaves_what_does_not_match() {
        for (String name : List.of("ontime_200.csv", "ontime_200.csv.zst", "dir/ontime_200.csv")) {
            fixture.store.add("stage/internal/data/" + name, 1);
        }
        remove("", Optional.of("ontime.*"));
        assertThat(firstColumn(fixture.list("data", ""))).contains("dir/ontime_200.csv")
                .doesNotContain("ontime_200.csv", "ontime_200.csv.zst");
    }

    @Test
    void empty_pattern_of_remove_is_no_pattern() {
        remove("csv/", Optional.of(""));
        assertThat(firstColumn(fixture.list("data", ""))).containsExactly("parquet/multi_page_1.parquet");
    }

    @Test
    void remove_of_nothing_succeeds() {
        remove("nothing/", Optional.empty());
        assertThat(fixture.store.deletions).isEmpty();
    }

    @Test
    void remove_works_in_batches() {
        for (int i = 0; i < 2 * StageListing.REMOVE_BATCH + 1; i++) {
            fixture.store.add("stage/internal/data/many/" + i, 1);
        }
        remove("many/", Optional.empty());
        assertThat(fixture.store.deletions).containsExactly(StageListing.REMOVE_BATCH, StageListing.REMOVE_BATCH, 1);
        assertThat(fixture.list("data", "many/")).isEmpty();
    }

    @Test
    void failed_deletions_are_counted_and_the_first_is_named() {
        fixture.store.stuck.add("stage/internal/data/csv/prefix/ab.csv");
        fixture.store.stuck.add("stage/internal/data/csv/prefix/ab/cd.csv.bk");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> remove("csv/", Optional.empty()))
                .hasMessageStartingWith("2 files could not be removed, the first of them 'csv/prefix/ab.csv' (the disk says no)");
        assertThat(firstColumn(fixture.list("data", "csv/"))).containsExactly("csv/prefix/ab.csv", "csv/prefix/ab/cd.csv.bk");
    }

    @Test
    void cancelled_remove_stops_before_its_next_file() {
        StatementContext context = Fixture.context();
        context.cancellation().cancel();
        assertRefused(ErrorCode.ABORTED_QUERY, () -> fixture.engine.run(
                new Statement.RemoveFiles(at("data", ""), Optional.empty()), context));
        assertThat(fixture.list("data", "")).hasSize(4);
    }

    @Test
    void last_modified_has_three_digits_and_crosses_days() {
        UtcMillis text = new UtcMillis();
        assertThat(text.text(java.time.Instant.parse("1970-01-01T00:00:00Z"))).isEqualTo("1970-01-01 00:00:00.000 +0000");
        assertThat(text.text(java.time.Instant.parse("2024-02-29T23:59:59.9999Z"))).isEqualTo("2024-02-29 23:59:59.999 +0000");
        assertThat(text.text(java.time.Instant.parse("2024-03-01T00:00:00.007Z"))).isEqualTo("2024-03-01 00:00:00.007 +0000");
        assertThat(text.text(java.time.Instant.parse("1969-12-31T23:59:59.500Z"))).isEqualTo("1969-12-31 23:59:59.500 +0000");
    }

    private StatementResult remove(String path, Optional<String> pattern) {
        return fixture.run(new Statement.RemoveFiles(at("data", path), pattern));
    }
}
