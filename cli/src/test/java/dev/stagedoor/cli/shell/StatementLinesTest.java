package dev.stagedoor.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementLinesTest {
    @ParameterizedTest
    @ValueSource(strings =
            {"", "  ", "SELECT 1;", "SELECT 1; SELECT 2;", "SELECT ';' ;", "help", "EXIT", "quit;", "\\q", "\\?", "LIST @s; -- done"})
    void line_that_can_run_is_accepted(String line) {
        assertThat(StatementLines.isComplete(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1", "SELECT ';", "SELECT 1; SELECT", "/* ; ", "helpme", "SELECT $$;"})
    void line_that_goes_on_waits_for_more(String line) {
        assertThat(StatementLines.isComplete(line)).isFalse();
    }
}
