package dev.stagedoor.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.client.StatementProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final long MIB = 1 << 20;

    private static StatementProgress seen(long rows, long totalRows, long bytes, long totalBytes) {
        return new StatementProgress(rows, totalRows, bytes, totalBytes, Duration.ofMillis(3_900));
    }

    @Test
    void first_files_are_fetched_and_then_rows_are_read() {
        assertThat(ProgressBar.line(seen(0, 0, 3 * MIB, 12 * MIB)))
                .isEqualTo("[######                  ]  25 %  3.0 of 12.0 MiB fetched, 3 s");
        assertThat(ProgressBar.line(seen(1_500_000, 2_000_000, 12 * MIB, 12 * MIB)))
                .isEqualTo("[##################      ]  75 %  reading 12.0 MiB, 3 s");
        assertThat(ProgressBar.line(seen(3, 2, 0, 0))).startsWith("[########################] 100 %");
        assertThat(ProgressBar.line(seen(1_000, 0, 0, 0))).isEqualTo("1,000 rows read, 3 s");
    }

    @Test
    void bar_of_a_long_statement_is_drawn_and_gone_at_its_end() {
        var text = new StringWriter();
        var drawn = new CountDownLatch(1);
        var out = new PrintWriter(text) {
            @Override
            public void flush() {
                super.flush();
                drawn.countDown();
            }
        };

        String result = ProgressBar.on(out, () -> Optional.of(seen(1, 4, 0, 0))).during(() -> {
            await(drawn);
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(text.toString()).startsWith("\r\033[K[######  ").endsWith(" s\r\033[K");
    }

    @Test
    void short_statement_and_an_output_that_is_no_terminal_have_none() {
        var text = new StringWriter();
        var asked = new AtomicBoolean();
        ProgressBar.on(new PrintWriter(text), () -> {
            asked.set(true);
            return Optional.of(seen(1, 4, 0, 0));
        }).during(() -> "done");
        assertThat(text.toString()).isEmpty();
        assertThat(asked).isFalse();
        assertThat(ProgressBar.none().during(() -> "done")).isEqualTo("done");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
