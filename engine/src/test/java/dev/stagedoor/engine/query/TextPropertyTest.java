package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.CellText;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.UtcMillis;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

/** Our own formatters against the JDK's, and texts read back. */
class TextPropertyTest {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS '+0000'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final UtcMillis utcMillis = new UtcMillis();
    private final CellText text = new CellText(ZoneOffset.UTC);

    @Property
    void moments_are_written_as_the_jdk_writes_them(
            @ForAll @LongRange(min = -2_000_000_000L, max = 200_000_000_000L) long second, @ForAll @IntRange(max = 999_999_999) int nano) {
        Instant instant = Instant.ofEpochSecond(second, nano);
        assertThat(utcMillis.text(instant)).isEqualTo(MILLIS.format(instant));
        assertThat(text.of(Scalar.TIMESTAMP, instant)).isEqualTo(MICROS.format(instant));
    }

    @Property
    void floating_point_numbers_read_back_as_themselves(@ForAll double number, @ForAll float small) {
        assertThat(Double.parseDouble(text.of(Scalar.FLOAT64, number))).isEqualTo(number);
        assertThat(Float.parseFloat(text.of(Scalar.FLOAT32, small))).isEqualTo(small);
    }

    @Property
    void like_without_wildcards_matches_itself_alone(@ForAll @StringLength(max = 20) String text,
            @ForAll @StringLength(max = 20) String other) {
        String escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        assertThat(ShowFilter.likePattern(escaped).matches(text)).isTrue();
        assertThat(ShowFilter.likePattern(escaped).matches(other)).isEqualTo(text.equals(other));
        assertThat(ShowFilter.likePattern("%" + escaped).matches(other + text)).isTrue();
        assertThat(ShowFilter.likePattern("%").matches(other)).isTrue();
    }
}
