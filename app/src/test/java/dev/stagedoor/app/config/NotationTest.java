package dev.stagedoor.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NotationTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1 B, 1", "5 GiB, 5368709120", "5gib, 5368709120", "1.5 GB, 1500000000", "512KiB, 524288",
            "2 TB, 2000000000000"})
    void size_is_read_in_any_unit(String text, long bytes) {
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "B", "-1", "1 PiB", "1,5 GiB", "0.3 B", "9223372036854775808", "99999999 TiB", "1 GiB x"})
    void text_that_is_no_size_is_refused(String text) {
        assertThatThrownBy(() -> DataSize.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a size such as");
    }

    @Property
    boolean printed_size_is_read_back(@ForAll @LongRange(min = 0) long bytes) {
        return DataSize.parse(new DataSize(bytes).toString()).bytes() == bytes;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "500ms, 500", "30s, 30000", "5m, 300000", "1h30m, 5400000", "1h 30m, 5400000", "7d, 604800000"})
    void duration_is_read_in_any_unit(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5h", "1y", "PT30S", "9999999999s"})
    void text_that_is_no_duration_is_refused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a duration such as");
    }

    @Property
    boolean printed_duration_is_read_back(@ForAll @LongRange(min = 0, max = 31_536_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);
        return Durations.parse(Durations.format(duration)).equals(duration);
    }
}
