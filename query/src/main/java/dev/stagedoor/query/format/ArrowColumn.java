package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file of Arrow. What the library says where a value lies is looked at before room is made for it.
 *
 * @param cells makes cells of a batch
 */
record ArrowColumn(Column column, Cells cells) {
    /** Makes cells of a vector. */
    @FunctionalInterface
    interface Cells {
        @Nullable Object read(FieldVector vector, int row);
    }

    /** A type and what makes cells of it, where there are any. */
    record Typed(DataType type, Cells cells) {}

    /** The columns of a file. */
    static List<ArrowColumn> of(Schema schema, DictionaryProvider dictionaries) {
        Types types = new Types(dictionaries);
        List<Typed> typed = schema.getFields().stream().map(field -> types.of(field, 1)).toList();
        List<Column> named = NamedTypes.columns(
                schema.getFields().stream().map(ArrowColumn::name).toList(), typed.stream().map(Typed::type).toList());
        List<ArrowColumn> columns = new ArrayList<>(named.size());
        for (int i = 0; i < named.size(); i++) {
            columns.add(new ArrowColumn(named.get(i), typed.get(i).cells));
        }
        return columns;
    }

    private static String name(Field field) {
        return field.getName() == null ? "" : field.getName();
    }

    /** Makes types of fields. @param dictionaries values of fields that are told by their number */
    private record Types(DictionaryProvider dictionaries) {
        Typed of(Field field, int depth) {
            if (depth > JsonText.MAX_DEPTH) {
                throw new UnreadableFileException("its columns are nested deeper than " + JsonText.MAX_DEPTH + " levels");
            }
            DictionaryEncoding encoding = field.getDictionary();
            return encoding == null ? present(field, depth) : encoded(encoding, field, depth);
        }

        private Typed present(Field field, int depth) {
            List<Typed> children = field.getChildren().stream().map(child -> of(child, depth + 1)).toList();
            return switch (field.getType()) {
                case ArrowType.List _, ArrowType.LargeList _, ArrowType.FixedSizeList _ -> ArrowNested.list(only(children));
                case ArrowType.Struct _ -> ArrowNested.struct(field.getChildren().stream().map(ArrowColumn::name).toList(), children);
                case ArrowType.Map _ -> ArrowNested.map(only(field.getChildren()).getChildren().stream()
                        .map(child -> of(child, depth + 2))
                        .toList());
                case ArrowType.Union union -> ArrowNested.union(union, children);
                case ArrowType plain -> nullable(plain(plain));
            };
        }

        /** The dictionary comes with the batches. */
        private Typed encoded(DictionaryEncoding encoding, Field field, int depth) {
            Dictionary dictionary = dictionaries.lookup(encoding.getId());
            if (dictionary == null) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
            Typed value = present(dictionary.getVector().getField(), depth);
            Cells numbers = plain(field.getType()).cells;
            return new Typed(value.type, (vector, row) -> {
                if (vector.isNull(row)) {
                    return null;
                }
                FieldVector values = dictionaries.lookup(encoding.getId()).getVector();
                long number = (long) numbers.read(vector, row);
                if (number < 0 || number >= values.getValueCount()) {
                    throw new UnreadableFileException(ReadSteps.DAMAGED);
                }
                return value.cells.read(values, (int) number);
            });
        }
    }

    private static <T> T only(List<T> children) {
        if (children.size() != 1) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        return children.getFirst();
    }

    private static Typed nullable(Typed typed) {
        Cells present = typed.cells;
        return new Typed(typed.type, (vector, row) -> vector.isNull(row) ? null : present.read(vector, row));
    }

    private static Typed plain(ArrowType type) {
        return switch (type) {
            case ArrowType.Null _ -> new Typed(Scalar.STRING, (_, _) -> null);
            case ArrowType.Bool _ ->
                new Typed(Scalar.BOOLEAN, (vector, row) -> BitVectorHelper.get(vector.getDataBuffer(), row) != 0);
            case ArrowType.Int whole -> whole(whole);
            case ArrowType.FloatingPoint number -> switch (number.getPrecision()) {
                case HALF ->
                    new Typed(Scalar.FLOAT32, (vector, row) -> Float16.toFloat(vector.getDataBuffer().getShort(2L * row)));
                case SINGLE -> new Typed(Scalar.FLOAT32, (vector, row) -> vector.getDataBuffer().getFloat(4L * row));
                case DOUBLE -> new Typed(Scalar.FLOAT64, (vector, row) -> vector.getDataBuffer().getDouble(8L * row));
            };
            case ArrowType.Utf8 _, ArrowType.LargeUtf8 _, ArrowType.Utf8View _ ->
                new Typed(Scalar.STRING, (vector, row) -> new String(bytes(vector, row), StandardCharsets.UTF_8));
            case ArrowType.Binary _, ArrowType.LargeBinary _, ArrowType.BinaryView _ ->
                new Typed(Scalar.BINARY, (vector, row) -> ByteBuffer.wrap(bytes(vector, row)).asReadOnlyBuffer());
            case ArrowType.FixedSizeBinary fixed -> new Typed(
                    Scalar.BINARY,
                    (vector, row) -> ByteBuffer.wrap(bytes(vector.getDataBuffer(), (long) fixed.getByteWidth() * row, fixed.getByteWidth()))
                            .asReadOnlyBuffer());
            case ArrowType.Decimal decimal -> decimal(decimal);
            case ArrowType.Date date when date.getUnit() == DateUnit.DAY ->
                new Typed(Scalar.DATE, (vector, row) -> Moments.date(vector.getDataBuffer().getInt(4L * row)));
            case ArrowType.Date _ ->
                new Typed(Scalar.DATE, (vector, row) -> Moments.date(Math.floorDiv(vector.getDataBuffer().getLong(8L * row), 86_400_000L)));
            case ArrowType.Time time ->
                new Typed(Scalar.TIME, (vector, row) -> time(time.getUnit(), number(vector.getDataBuffer(), time.getBitWidth(), row)));
            case ArrowType.Timestamp timestamp when timestamp.getTimezone() == null ->
                new Typed(Scalar.LOCAL_TIMESTAMP, (vector, row) ->
                        LocalDateTime.ofInstant(moment(timestamp.getUnit(), vector.getDataBuffer().getLong(8L * row)), ZoneOffset.UTC));
            case ArrowType.Timestamp timestamp ->
                new Typed(Scalar.TIMESTAMP, (vector, row) -> moment(timestamp.getUnit(), vector.getDataBuffer().getLong(8L * row)));
            case ArrowType.Interval interval ->
                new Typed(Scalar.INTERVAL, (vector, row) -> interval(interval, vector.getDataBuffer(), row));
            case ArrowType.Duration duration -> new Typed(
                    Scalar.INTERVAL,
                    (vector, row) -> microseconds(duration.getUnit(), vector.getDataBuffer().getLong(8L * row)) + " microseconds");
            default -> throw new UnreadableFileException("it has a column of Arrow's type " + type.getTypeID() + ", which is not read");
        };
    }

    private static Typed whole(ArrowType.Int type) {
        int bits = type.getBitWidth();
        if (type.getIsSigned()) {
            Scalar signed = switch (bits) {
                case 8 -> Scalar.INT8;
                case 16 -> Scalar.INT16;
                case 32 -> Scalar.INT32;
                default -> Scalar.INT64;
            };
            return new Typed(signed, (vector, row) -> number(vector.getDataBuffer(), bits, row));
        }
        Scalar unsigned = switch (bits) {
            case 8 -> Scalar.UINT8;
            case 16 -> Scalar.UINT16;
            case 32 -> Scalar.UINT32;
            default -> Scalar.UINT64;
        };
        long mask = bits == Long.SIZE ? -1 : (1L << bits) - 1;
        return new Typed(unsigned, (vector, row) -> number(vector.getDataBuffer(), bits, row) & mask);
    }

    private static long number(ArrowBuf data, int bits, int row) {
        return switch (bits) {
            case 8 -> data.getByte(row);
            case 16 -> data.getShort(2L * row);
            case 32 -> data.getInt(4L * row);
            default -> data.getLong(8L * row);
        };
    }

    /** As text where the query engine has no such number. */
    private static Typed decimal(ArrowType.Decimal type) {
        int width = type.getBitWidth() / Byte.SIZE;
        int scale = type.getScale();
        boolean known = type.getPrecision() <= 38 && scale >= 0 && scale <= type.getPrecision();
        if (!known) {
            return new Typed(Scalar.STRING, (vector, row) -> decimal(vector.getDataBuffer(), width, row, scale).toPlainString());
        }
        BigInteger limit = BigInteger.TEN.pow(type.getPrecision());
        return new Typed(new Decimal(type.getPrecision(), scale), (vector, row) -> {
            BigDecimal value = decimal(vector.getDataBuffer(), width, row, scale);
            if (value.unscaledValue().abs().compareTo(limit) >= 0) {
                throw new UnreadableFileException("it has a decimal of more digits than its column has");
            }
            return value;
        });
    }

    private static BigDecimal decimal(ArrowBuf data, int width, int row, int scale) {
        byte[] digits = bytes(data, (long) width * row, width);
        for (int i = 0; i < width / 2; i++) {
            byte low = digits[i];
            digits[i] = digits[width - 1 - i];
            digits[width - 1 - i] = low;
        }
        return new BigDecimal(new BigInteger(digits), scale);
    }

    private static LocalTime time(TimeUnit unit, long value) {
        return LocalTime.ofNanoOfDay(Math.multiplyExact(value, chrono(unit).getDuration().toNanos())).truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant moment(TimeUnit unit, long value) {
        return Moments.of(value, chrono(unit));
    }

    private static ChronoUnit chrono(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> ChronoUnit.SECONDS;
            case MILLISECOND -> ChronoUnit.MILLIS;
            case MICROSECOND -> ChronoUnit.MICROS;
            case NANOSECOND -> ChronoUnit.NANOS;
        };
    }

    private static long microseconds(TimeUnit unit, long value) {
        return unit == TimeUnit.NANOSECOND
                ? Math.floorDiv(value, 1000L)
                : Math.multiplyExact(value, chrono(unit).getDuration().toNanos() / 1000);
    }

    private static String interval(ArrowType.Interval type, ArrowBuf data, int row) {
        return switch (type.getUnit()) {
            case YEAR_MONTH -> data.getInt(4L * row) + " months";
            case DAY_TIME -> data.getInt(8L * row) + " days " + data.getInt(8L * row + 4) + " milliseconds";
            case MONTH_DAY_NANO ->
                data.getInt(16L * row) + " months " + data.getInt(16L * row + 4) + " days "
                        + Math.floorDiv(data.getLong(16L * row + 8), 1000L) + " microseconds";
        };
    }

    private static byte[] bytes(FieldVector vector, int row) {
        return switch (vector) {
            case BaseVariableWidthViewVector views -> views.get(row);
            case BaseVariableWidthVector _ ->
                between(vector, vector.getOffsetBuffer().getInt(4L * row), vector.getOffsetBuffer().getInt(4L * row + 4));
            case BaseLargeVariableWidthVector _ ->
                between(vector, vector.getOffsetBuffer().getLong(8L * row), vector.getOffsetBuffer().getLong(8L * row + 8));
            default -> throw new UnreadableFileException(ReadSteps.DAMAGED);
        };
    }

    private static byte[] between(FieldVector vector, long start, long end) {
        return bytes(vector.getDataBuffer(), start, end - start);
    }

    private static byte[] bytes(ArrowBuf data, long start, long length) {
        if (start < 0 || length < 0 || length > data.capacity() - start) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        byte[] bytes = new byte[(int) length];
        data.getBytes(start, bytes);
        return bytes;
    }
}
