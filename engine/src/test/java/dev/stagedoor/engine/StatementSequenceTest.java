package dev.stagedoor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several statements in one text. */
class StatementSequenceTest extends EngineTest {
    @Test
    void statements_run_in_order_and_the_answer_is_the_last_ones() {
        StatementResult result = execute("CREATE STAGE a;\nCREATE STAGE b;\nSHOW STAGES");
        assertThat(Fixture.firstColumn(Fixture.rows(result))).containsExactly("a", "b");
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void first_error_ends_the_run_and_says_which_statement_failed() {
        assertRefused(ErrorCode.STAGE_ALREADY_EXISTS, () -> execute("CREATE STAGE a; CREATE STAGE a; CREATE STAGE b"))
                .hasMessage("statement 2 of 3: Stage 'a' already exists. (The statement before it has run.)");
        assertThat(fixture.catalog.stage("a")).isPresent();
        assertThat(fixture.catalog.stage("b")).isEmpty();
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> execute("DELETE FROM t WHERE a = 1;\nDELETE FROM t WHERE a = 2"))
                .hasMessageStartingWith("statement 1 of 2: ");
    }

    @Test
    void mistake_in_one_means_that_none_runs() {
        assertRefused(ErrorCode.SYNTAX, () -> execute("CREATE STAGE a; CREATE STAGE b oops"))
                .hasMessageStartingWith("statement 2 of 2: error:");
        assertThat(fixture.catalog.stage("a")).isEmpty();
    }

    @Test
    void each_sees_the_session_that_those_before_it_left_and_so_does_the_client() {
        StatementResult rows = execute("SET timezone = 'Asia/Tokyo'; USE system; SELECT timezone(), database()");
        assertThat(Fixture.rows(rows)).containsExactly(List.of("Asia/Tokyo", "system"));
        assertThat(rows.session().orElseThrow().database()).isEqualTo("system");
        assertThat(rows.session().orElseThrow().settings()).containsEntry("timezone", "Asia/Tokyo");
        StatementResult done = execute("USE system; SET max_threads = 3");
        assertThat(done.session().orElseThrow().database()).isEqualTo("system");
        assertThat(done.session().orElseThrow().settings()).containsEntry("max_threads", "3");
        assertThat(execute("BEGIN; COMMIT").session()).isEmpty();
    }

    @Test
    void rows_of_all_but_the_last_are_dropped_with_a_warning_and_warnings_are_kept() {
        fixture.createStage("a");
        fixture.store.add("stage/internal/a/x", 3);
        StatementResult result = execute("LIST @a; SELECT 1; REMOVE @a; SELECT count(*) AS n FROM list_stage(location => '@a')");
        assertThat(result.warnings())
                .containsExactly("The text has 4 statements; the result is that of the last one alone.", "1 file removed, 3 bytes.");
        assertThat(Fixture.rows(result)).containsExactly(List.of("0"));
        assertThat(fixture.store.openListings).isZero();
    }

    @Test
    void rows_that_are_dropped_are_computed() {
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> execute("SELECT * FROM system.nope; SELECT 1"))
                .hasMessageStartingWith("statement 1 of 2: ");
    }

    private StatementResult execute(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }
}
