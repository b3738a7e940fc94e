package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.duckdb.PartitionTransform;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.FileLayout.Partition;
import dev.stagedoor.query.row.FileLayout.Transform;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The partition of a value is the one that Iceberg computes. */
class PartitionTransformPropertyTest {
    private static final long A_THOUSAND_YEARS_IN_MICROS = 31_557_600_000_000_000L;

    private static String ours(Transform transform, int width, DataType type, String value) {
        return new PartitionTransform(new Partition(0, transform, width), type).apply(value);
    }

    @SuppressWarnings("unchecked")
    private static Object theirs(org.apache.iceberg.transforms.Transform<?, ?> transform, Type type, Object value) {
        return ((org.apache.iceberg.transforms.Transform<Object, Object>) transform).bind(type).apply(value);
    }

    @Property
    void of_integers(@ForAll int value, @ForAll @IntRange(min = 1, max = 100_000) int width) {
        assertThat(ours(Transform.BUCKET, width, Scalar.INT32, "" + value))
                .isEqualTo("" + theirs(Transforms.bucket(width), Types.IntegerType.get(), value));
        assertThat(ours(Transform.TRUNCATE, width, Scalar.INT16, "" + value))
                .isEqualTo("" + theirs(Transforms.truncate(width), Types.IntegerType.get(), value));
    }

    @Property
    void of_long_integers(@ForAll long value, @ForAll @IntRange(min = 1, max = 100_000) int width) {
        assertThat(ours(Transform.BUCKET, width, Scalar.INT64, "" + value))
                .isEqualTo("" + theirs(Transforms.bucket(width), Types.LongType.get(), value));
        assertThat(ours(Transform.TRUNCATE, width, Scalar.INT64, "" + value))
                .isEqualTo("" + theirs(Transforms.truncate(width), Types.LongType.get(), value));
    }

    @Property
    void of_decimals(@ForAll @Scale(4) BigDecimal value, @ForAll @IntRange(min = 1, max = 100_000) int width) {
        BigDecimal scaled = value.setScale(4);
        Type type = Types.DecimalType.of(38, 4);
        DataType ours = new DataType.Decimal(38, 4);
        assertThat(ours(Transform.BUCKET, width, ours, scaled.toPlainString()))
                .isEqualTo("" + theirs(Transforms.bucket(width), type, scaled));
        assertThat(new BigDecimal(ours(Transform.TRUNCATE, width, ours, scaled.toPlainString())))
                .isEqualTo(theirs(Transforms.truncate(width), type, scaled));
    }

    @Property
    void of_unsigned_integers(@ForAll long bits, @ForAll @IntRange(min = 1, max = 100_000) int width) {
        BigInteger value = new BigInteger(Long.toUnsignedString(bits));
        Type type = Types.DecimalType.of(20, 0);
        assertThat(ours(Transform.BUCKET, width, Scalar.UINT64, value.toString()))
                .isEqualTo("" + theirs(Transforms.bucket(width), type, new BigDecimal(value)));
        assertThat(ours(Transform.TRUNCATE, width, Scalar.UINT64, value.toString()))
                .isEqualTo("" + theirs(Transforms.truncate(width), type, new BigDecimal(value)));
    }

    @Property
    void of_texts(@ForAll String chars, @ForAll @IntRange(min = 1, max = 20) int width) {
        // No half of a pair: a text in a table is UTF-8.
        String value = chars.codePoints()
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .append("📚")
                .toString();
        assertThat(ours(Transform.BUCKET, width, Scalar.STRING, value))
                .isEqualTo("" + theirs(Transforms.bucket(width), Types.StringType.get(), value));
        assertThat(ours(Transform.TRUNCATE, width, Scalar.STRING, value))
                .isEqualTo(theirs(Transforms.truncate(width), Types.StringType.get(), value).toString());
    }

    @Property
    void of_bytes(@ForAll byte[] value, @ForAll @IntRange(min = 1, max = 20) int width) {
        String hex = HexFormat.of().withUpperCase().formatHex(value);
        assertThat(ours(Transform.BUCKET, width, Scalar.BINARY, hex))
                .isEqualTo("" + theirs(Transforms.bucket(width), Types.BinaryType.get(), ByteBuffer.wrap(value)));
        var truncated = (ByteBuffer) theirs(Transforms.truncate(width), Types.BinaryType.get(), ByteBuffer.wrap(value));
        assertThat(ByteBuffer.wrap(HexFormat.of().parseHex(ours(Transform.TRUNCATE, width, Scalar.BINARY, hex)))).isEqualTo(truncated);
    }

    @Property
    void of_dates(@ForAll @IntRange(min = -800_000, max = 3_000_000) int day, @ForAll @IntRange(min = 1, max = 1000) int width) {
        Type type = Types.DateType.get();
        assertThat(ours(Transform.YEAR, 0, Scalar.DATE, "" + day)).isEqualTo("" + theirs(Transforms.year(), type, day));
        assertThat(ours(Transform.MONTH, 0, Scalar.DATE, "" + day)).isEqualTo("" + theirs(Transforms.month(), type, day));
        assertThat(ours(Transform.DAY, 0, Scalar.DATE, "" + day)).isEqualTo("" + theirs(Transforms.day(), type, day));
        assertThat(ours(Transform.BUCKET, width, Scalar.DATE, "" + day)).isEqualTo("" + theirs(Transforms.bucket(width), type, day));
    }

    @Property
    void of_timestamps(
            @ForAll @LongRange(min = -A_THOUSAND_YEARS_IN_MICROS, max = A_THOUSAND_YEARS_IN_MICROS) long micros,
            @ForAll @IntRange(min = 1, max = 1000) int width) {
        Type type = Types.TimestampType.withZone();
        String value = "" + micros;
        assertThat(ours(Transform.YEAR, 0, Scalar.TIMESTAMP, value)).isEqualTo("" + theirs(Transforms.year(), type, micros));
        assertThat(ours(Transform.MONTH, 0, Scalar.TIMESTAMP, value)).isEqualTo("" + theirs(Transforms.month(), type, micros));
        assertThat(ours(Transform.DAY, 0, Scalar.LOCAL_TIMESTAMP, value)).isEqualTo("" + theirs(Transforms.day(), type, micros));
        assertThat(ours(Transform.HOUR, 0, Scalar.TIMESTAMP, value)).isEqualTo("" + theirs(Transforms.hour(), type, micros));
        assertThat(ours(Transform.BUCKET, width, Scalar.TIMESTAMP, value))
                .isEqualTo("" + theirs(Transforms.bucket(width), type, micros));
    }
}
