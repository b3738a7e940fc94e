package dev.stagedoor.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.server.LoggedLines;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class HandshakeLogTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T10:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

    @Test
    void a_flood_of_failures_is_logged_in_a_few_lines_and_its_size_afterwards() {
        var failures = new HandshakeLog(clock);
        try (var log = new LoggedLines(HandshakeLog.class)) {
            for (int i = 0; i < 1000; i++) {
                failures.log("192.0.2.1", new SSLHandshakeException("flood " + i));
            }
            assertThat(log.lines()).filteredOn(line -> line.contains("flood")).hasSize(HandshakeLog.MAX_LINES);
            now.updateAndGet(instant -> instant.plus(HandshakeLog.WINDOW));
            failures.log("192.0.2.1", new SSLHandshakeException("flood later"));
            assertThat(log.lines()).last().asString().contains("flood later").contains("990 more were not logged");
        }
    }

    @Test
    void a_clock_that_was_set_back_silences_nothing() {
        var failures = new HandshakeLog(clock);
        try (var log = new LoggedLines(HandshakeLog.class)) {
            for (int i = 0; i < 100; i++) {
                failures.log("192.0.2.1", new SSLHandshakeException("before " + i));
            }
            now.updateAndGet(instant -> instant.minusSeconds(86_400));
            failures.log("192.0.2.1", new SSLHandshakeException("set back"));
            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("set back"));
        }
    }

    @Test
    void a_reason_is_one_short_line() {
        assertThat(HandshakeLog.reason(new SSLHandshakeException("a\r\nFAKE LINE" + "x".repeat(5000))))
                .doesNotContain("\n", "\r")
                .hasSizeLessThan(300);
        assertThat(HandshakeLog.reason(new SSLHandshakeException(null))).isEqualTo("SSLHandshakeException");
    }
}
