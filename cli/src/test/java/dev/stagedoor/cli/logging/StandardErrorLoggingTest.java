package dev.stagedoor.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How events look in the log. */
class StandardErrorLoggingTest {
    private final LoggerContext context = new LoggerContext();

    private String logged(String name, Throwable thrown) {
        var event = new LoggingEvent(
                getClass().getName(), context.getLogger("dev.stagedoor.A"), Level.ERROR, "The object '{}' is damaged", thrown,
                new Object[] {name});
        return new String(StandardErrorLogging.encoder(context).encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void a_name_is_written_as_it_is_where_that_is_text() {
        assertThat(logged("a/é 日本.csv", null)).matches("\\S+Z ERROR d\\.s\\.A|(?s).* The object 'a/é 日本.csv' is damaged\n");
    }

    @Test
    void no_name_begins_a_line_or_moves_a_cursor() {
        String line = logged("x\n2026-11-28T23:59:59.999Z ERROR forged\u001b[2J\u009b\u202e\u2028\r.bin", null);
        assertThat(line).hasLineCount(1).endsWith("is damaged\n").doesNotContain("\u001b", "\u009b", "\u202e", "\u2028", "\r");
    }

    @Test
    void a_stack_trace_keeps_its_lines_and_nothing_else_that_moves_a_cursor() {
        String text = logged("x", new IllegalStateException("odd\u001b[2J"));
        assertThat(text).contains("java.lang.IllegalStateException: odd\uFFFD[2J\n\tat ").doesNotContain("\u001b");
    }
}
