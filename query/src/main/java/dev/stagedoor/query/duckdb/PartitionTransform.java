package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.FileLayout.Partition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Iceberg's transforms of the values of one column ("Partition Transforms" and "Appendix B" of its specification). Values are texts:
 * numbers in digits, days and microseconds since 1970 for dates and timestamps, hexadecimal digits for bytes.
 */
public final class PartitionTransform {
    private static final long MICROS_A_DAY = 86_400_000_000L;
    private static final long MICROS_AN_HOUR = 3_600_000_000L;
    private static final int FIRST_YEAR = 1970;
    private static final int MONTHS = 12;

    private final Partition part;
    private final DataType type;

    /** @param type of the column */
    public PartitionTransform(Partition part, DataType type) {
        this.part = part;
        this.type = type;
    }

    /** The value of a column as such a text. @param stored an expression for it as files hold it */
    static String text(String stored, DataType type) {
        return switch (type) {
            case Scalar.STRING -> stored;
            case Scalar.BINARY -> "system.main.hex(" + stored + ")";
            case Scalar.DATE -> "CAST(" + stored + " - DATE '1970-01-01' AS VARCHAR)";
            case Scalar.TIMESTAMP, Scalar.LOCAL_TIMESTAMP -> "CAST(system.main.epoch_us(" + stored + ") AS VARCHAR)";
            default -> "CAST(" + stored + " AS VARCHAR)";
        };
    }

    /** The partition of a value, in the same form. */
    public String apply(String value) {
        return switch (part.transform()) {
            case IDENTITY -> value;
            case YEAR -> Integer.toString(date(value).getYear() - FIRST_YEAR);
            case MONTH -> {
                LocalDate date = date(value);
                yield Integer.toString((date.getYear() - FIRST_YEAR) * MONTHS + date.getMonthValue() - 1);
            }
            case DAY -> Long.toString(days(value));
            case HOUR -> Long.toString(Math.floorDiv(Long.parseLong(value), MICROS_AN_HOUR));
            case BUCKET -> Integer.toString((hash(value) & Integer.MAX_VALUE) % part.width());
            case TRUNCATE -> truncated(value);
        };
    }

    private long days(String value) {
        long number = Long.parseLong(value);
        return type == Scalar.DATE ? number : Math.floorDiv(number, MICROS_A_DAY);
    }

    private LocalDate date(String value) {
        return LocalDate.ofEpochDay(days(value));
    }

    private int hash(String value) {
        return switch (type) {
            case Scalar.STRING -> Murmur3.hash(value.getBytes(StandardCharsets.UTF_8));
            case Scalar.BINARY -> Murmur3.hash(HexFormat.of().parseHex(value));
            case Scalar.UINT64 -> Murmur3.hash(new BigInteger(value).toByteArray());
            case DataType.Decimal _ -> Murmur3.hash(new BigDecimal(value).unscaledValue().toByteArray());
            default -> Murmur3.hash(Long.parseLong(value));
        };
    }

    private String truncated(String value) {
        int width = part.width();
        return switch (type) {
            case Scalar.STRING ->
                value.codePointCount(0, value.length()) <= width ? value : value.substring(0, value.offsetByCodePoints(0, width));
            case Scalar.BINARY -> value.substring(0, Math.min(value.length(), 2 * width));
            case Scalar.UINT64 -> truncated(new BigDecimal(value));
            case DataType.Decimal _ -> truncated(new BigDecimal(value));
            // As Iceberg computes it, which begins anew beyond the smallest number.
            case Scalar.INT64, Scalar.UINT32 -> {
                long number = Long.parseLong(value);
                yield Long.toString(number - Math.floorMod(number, (long) width));
            }
            default -> {
                int number = Integer.parseInt(value);
                yield Integer.toString(number - Math.floorMod(number, width));
            }
        };
    }

    private String truncated(BigDecimal value) {
        BigInteger unscaled = value.unscaledValue();
        return new BigDecimal(unscaled.subtract(unscaled.mod(BigInteger.valueOf(part.width()))), value.scale()).toPlainString();
    }

    /** MurmurHash3, x86, 32 bits, seed 0. */
    private static final class Murmur3 {
        private static final int C1 = 0xcc9e2d51;
        private static final int C2 = 0x1b873593;

        private Murmur3() {}

        /** Of its eight bytes, the lowest first. */
        static int hash(long value) {
            byte[] bytes = new byte[Long.BYTES];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (value >>> (Byte.SIZE * i));
            }
            return hash(bytes);
        }

        static int hash(byte[] bytes) {
            int hash = 0;
            int whole = bytes.length & ~3;
            for (int i = 0; i < whole; i += Integer.BYTES) {
                int block = little(Arrays.copyOfRange(bytes, i, i + Integer.BYTES));
                hash = Integer.rotateLeft(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
            }
            if (whole < bytes.length) {
                hash ^= mixed(little(Arrays.copyOfRange(bytes, whole, bytes.length)));
            }
            hash ^= bytes.length;
            hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
            hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
            return hash ^ (hash >>> 16);
        }

        private static int mixed(int block) {
            return Integer.rotateLeft(block * C1, 15) * C2;
        }

        private static int little(byte[] bytes) {
            int value = 0;
            for (int i = 0; i < bytes.length; i++) {
                value |= (bytes[i] & 0xff) << (Byte.SIZE * i);
            }
            return value;
        }
    }
}
