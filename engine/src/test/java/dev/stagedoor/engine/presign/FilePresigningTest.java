package dev.stagedoor.engine.presign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PRESIGN of several files: what each row has, what refuses one file and what refuses all. */
class FilePresigningTest extends EngineTest {
    private static final String URL = "http://127.0.0.1:8000/bucket/stage/internal/s/";

    @Test
    void each_file_has_a_row_in_the_order_asked() {
        fixture.createStage("s");

        StatementResult result = execute("PRESIGN UPLOAD @s/in/ FILES = ('b.csv', 'a/c d.csv', 'b.csv') EXPIRE = 60");

        assertThat(Fixture.types(result))
                .containsExactly("String", "Nullable(String)", "Nullable(Variant)", "Nullable(String)", "Nullable(String)");
        assertThat(Fixture.rows(result))
                .containsExactly(
                        row("b.csv", "PUT", URL + "in/b.csv?expires=60"),
                        row("a/c d.csv", "PUT", URL + "in/a/c d.csv?expires=60"),
                        row("b.csv", "PUT", URL + "in/b.csv?expires=60"));
    }

    @Test
    void every_url_has_an_entry_of_its_own_in_the_ledger() {
        fixture.createStage("s");

        execute("PRESIGN DOWNLOAD @s/in FILES = ('a', 'b') FROM_IP = '10.0.0.0/8'");

        List<PresignRecord> entries = entries();
        assertThat(entries).extracting(entry -> entry.issued().path()).containsExactly("in/b", "in/a");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.issued().user()).isEqualTo("root");
            assertThat(entry.issued().stage()).isEqualTo("s");
            assertThat(entry.issued().terms()).isEqualTo("{\"from_ip\":[\"10.0.0.0/8\"]}");
        });
        assertThat(entries).extracting(entry -> entry.issued().id()).doesNotHaveDuplicates();
    }

    @Test
    void file_that_is_refused_says_why_and_the_others_go_on() {
        fixture.createStage("s");

        var rows = Fixture.rows(execute("PRESIGN UPLOAD @s/in/ FILES = ('a', 'b/', '" + "x".repeat(2000) + "', 'c')"));

        assertThat(Fixture.firstColumn(rows)).hasSize(4);
        assertThat(rows.get(0)).isEqualTo(row("a", "PUT", URL + "in/a?expires=3600"));
        assertThat(rows.get(1)).containsSubsequence(null, null, null).last().asString().startsWith("1006: '@s/in/b/' names a directory");
        assertThat(rows.get(2)).containsSubsequence(null, null, null).last().asString().startsWith("1006: ");
        assertThat(rows.get(3)).isEqualTo(row("c", "PUT", URL + "in/c?expires=3600"));
        assertThat(entries()).hasSize(2);
    }

    @Test
    void right_is_asked_for_each_file() {
        fixture.createStage("s");
        grant("CREATE USER acme IDENTIFIED BY 'a long password'", "GRANT WRITE ON STAGE s PATH 'in/' TO USER acme");

        var rows = Fixture.rows(fixture.engine.execute("PRESIGN UPLOAD @s FILES = ('in/a', 'out/a')", as("acme")));

        assertThat(rows.get(0)).isEqualTo(row("in/a", "PUT", URL + "in/a?expires=3600"));
        assertThat(rows.get(1)).first().isEqualTo("out/a");
        assertThat(rows.get(1)).last().asString().startsWith("1063: Permission denied").contains("in/");
    }

    @Test
    void pattern_gives_what_a_listing_shows() {
        fixture.createStage("s");
        for (String file : List.of("in/a.csv", "in/b.csv", "in/b.txt", "in//c.csv", "out/d.csv")) {
            fixture.store.add("stage/internal/s/" + file, 1);
        }

        var rows = Fixture.rows(execute("PRESIGN DOWNLOAD @s/in/ PATTERN = '.*[.]csv'"));

        // LIST shows what a URL cannot be made for, too.
        assertThat(rows.getFirst()).first().isEqualTo("in//c.csv");
        assertThat(rows.getFirst()).last().asString().startsWith("1006: the path 'in//c.csv' holds an empty segment");
        assertThat(rows.subList(1, 3))
                .containsExactly(
                        row("in/a.csv", "GET", URL + "in/a.csv?expires=3600"),
                        row("in/b.csv", "GET", URL + "in/b.csv?expires=3600"));
        assertThat(fixture.store.openListings).isZero();
    }

    @Test
    void pattern_that_matches_nothing_gives_no_rows() {
        fixture.createStage("s");
        assertThat(Fixture.rows(execute("PRESIGN @s/ PATTERN = 'x'"))).isEmpty();
    }

    @Test
    void rows_are_made_as_they_are_read() {
        fixture.createStage("s");

        StatementResult.Rows result = (StatementResult.Rows) execute("PRESIGN UPLOAD @s/ FILES = (" + files(1000) + ")");
        try (RowCursor rows = result.cursor()) {
            assertThat(rows.next()).extracting(row -> row.cell(0)).isEqualTo("f0");
        }

        assertThat(entries()).hasSize(FilePresigning.FILES_AT_A_TIME);
    }

    @Test
    void what_is_taken_away_while_rows_are_read_counts_for_the_rest() {
        fixture.createStage("s");
        grant("CREATE USER acme IDENTIFIED BY 'a long password'", "GRANT WRITE ON STAGE s TO USER acme");

        var result = (StatementResult.Rows) fixture.engine.execute("PRESIGN UPLOAD @s/ FILES = (" + files(200) + ")", as("acme"));
        List<@Nullable Object> errors = new ArrayList<>();
        try (RowCursor cursor = result.cursor()) {
            cursor.next();
            grant("REVOKE WRITE ON STAGE s FROM USER acme");
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                errors.add(row.cell(4));
            }
        }

        int made = FilePresigning.FILES_AT_A_TIME - 1;
        assertThat(errors.subList(0, made)).containsOnlyNulls();
        assertThat(errors.subList(made, 199)).allSatisfy(error -> assertThat(error).asString().startsWith("1063: "));
    }

    @Test
    void stage_that_is_dropped_while_rows_are_read_ends_the_statement() {
        fixture.createStage("s");

        var result = (StatementResult.Rows) execute("PRESIGN UPLOAD @s/ FILES = (" + files(200) + ")");
        execute("DROP STAGE s");

        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> Fixture.rows(result));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTENT_LENGTH = 5", "CHECKSUM_SHA256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"})
    void what_is_of_one_file_is_refused_for_several(String term) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN UPLOAD @~/ FILES = ('a') " + term)).hasMessageContaining("one file");
    }

    @Test
    void more_files_than_one_statement_takes_are_refused_before_any_url_is_made() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN UPLOAD @~/ FILES = (" + files(10_001) + ")"))
                .hasMessage("FILES names 10001 files; at most 10000 are presigned by one statement.");
        assertThat(entries()).isEmpty();
        assertThat(Fixture.rows(execute("PRESIGN UPLOAD @~/ FILES = (" + files(10_000) + ")"))).hasSize(10_000);
    }

    @Test
    void unknown_stage_refuses_the_statement() {
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> execute("PRESIGN UPLOAD @nope/ FILES = ('a')"));
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> execute("PRESIGN @nope/ PATTERN = 'a'"));
    }

    @Test
    void method_that_the_stage_does_not_allow_refuses_the_statement() {
        execute("CREATE STAGE s PRESIGN = (METHODS = (DOWNLOAD))");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> execute("PRESIGN UPLOAD @s/ FILES = ('a')"));
    }

    @Test
    void store_that_cannot_sign_refuses_the_statement() {
        fixture.store.fault = new StorageException(StorageException.Kind.UNSUPPORTED, "no URLs here");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> execute("PRESIGN UPLOAD @~/ FILES = ('a')"))
                .hasMessage("storage doesn't support presign operation: no URLs here");
    }

    @Test
    void what_the_stage_narrows_is_told_once() {
        execute("CREATE STAGE s PRESIGN = (MAX_EXPIRE = 60)");
        assertThat(execute("PRESIGN UPLOAD @s/ FILES = ('a', 'b') EXPIRE = 600").warnings())
                .containsExactly("EXPIRE was shortened from 600 to 60 seconds: stage 's' allows no more (MAX_EXPIRE).");
    }

    private StatementResult execute(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private void grant(String... statements) {
        List.of(statements).forEach(this::execute);
    }

    private static StatementContext as(String user) {
        return new StatementContext(new Principal(user, "public"), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
    }

    private static List<@Nullable String> row(String file, String method, String url) {
        List<@Nullable String> row = new ArrayList<>(List.of(file, method, "{\"host\":\"127.0.0.1:8000\"}", url));
        row.add(null);
        return row;
    }

    private static String files(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'f" + i + "'").collect(Collectors.joining(", "));
    }

    private List<PresignRecord> entries() {
        List<PresignRecord> entries = new ArrayList<>();
        try (PresignRecords records = fixture.ledger.records()) {
            for (PresignRecord entry = records.next(); entry != null; entry = records.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
