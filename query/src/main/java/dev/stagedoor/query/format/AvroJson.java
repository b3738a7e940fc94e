package dev.stagedoor.query.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of what lies in an Avro file: a record is an object, a map too, an enum the text of its symbol, a union the value that is there.
 * Logical types are written as {@link JsonText} has them; one that is not known is left aside, as Avro asks.
 */
final class AvroJson {
    private final Schema schema;
    private final boolean logicalTypes;

    AvroJson(Schema schema, boolean logicalTypes) {
        this.schema = schema;
        this.logicalTypes = logicalTypes;
    }

    /** @throws UnreadableFileException for a value that is nested too deeply or too long */
    String of(@Nullable Object value) {
        try (JsonText json = new JsonText()) {
            write(json, schema, value);
            return json.done();
        }
    }

    private void write(JsonText json, Schema type, @Nullable Object value) {
        LogicalType logical = logicalTypes ? type.getLogicalType() : null;
        if (value == null) {
            json.nothing();
        } else if (logical == null || !wroteAs(logical, json, value)) {
            writePlain(json, type, value);
        }
    }

    private void writePlain(JsonText json, Schema type, Object value) {
        switch (type.getType()) {
            case RECORD -> {
                json.startObject();
                for (Schema.Field field : type.getFields()) {
                    json.name(field.name());
                    write(json, field.schema(), ((IndexedRecord) value).get(field.pos()));
                }
                json.endObject();
            }
            case MAP -> {
                json.startObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    json.name(entry.getKey().toString());
                    write(json, type.getValueType(), entry.getValue());
                }
                json.endObject();
            }
            case ARRAY -> {
                json.startArray();
                for (Object element : (Collection<?>) value) {
                    write(json, type.getElementType(), element);
                }
                json.endArray();
            }
            case UNION -> write(json, type.getTypes().get(GenericData.get().resolveUnion(type, value)), value);
            case ENUM -> json.text(((GenericEnumSymbol<?>) value).toString());
            case STRING -> json.text(value.toString());
            case BYTES -> json.bytes(bytes((ByteBuffer) value));
            case FIXED -> json.bytes(((GenericFixed) value).bytes());
            case INT, LONG -> json.number(((Number) value).longValue());
            case FLOAT -> json.number((float) value);
            case DOUBLE -> json.number((double) value);
            case BOOLEAN -> json.bool((boolean) value);
            case NULL -> json.nothing();
        }
    }

    private static boolean wroteAs(LogicalType logical, JsonText json, Object value) {
        switch (logical) {
            case LogicalTypes.Decimal decimal -> json.text(decimal(unscaled(value), decimal.getScale()));
            case LogicalTypes.Date _ -> json.date(LocalDate.ofEpochDay((int) value));
            case LogicalTypes.TimeMillis _ -> json.time(LocalTime.ofNanoOfDay((int) value * 1_000_000L));
            case LogicalTypes.TimeMicros _ -> json.time(LocalTime.ofNanoOfDay(Math.multiplyExact((long) value, 1_000L)));
            case LogicalTypes.TimestampMillis _ -> json.moment(Instant.ofEpochMilli((long) value));
            case LogicalTypes.TimestampMicros _ -> json.moment(moment((long) value, ChronoUnit.MICROS));
            case LogicalTypes.TimestampNanos _ -> json.moment(moment((long) value, ChronoUnit.NANOS));
            case LogicalTypes.LocalTimestampMillis _ -> json.dateTime(local(Instant.ofEpochMilli((long) value)));
            case LogicalTypes.LocalTimestampMicros _ -> json.dateTime(local(moment((long) value, ChronoUnit.MICROS)));
            case LogicalTypes.LocalTimestampNanos _ -> json.dateTime(local(moment((long) value, ChronoUnit.NANOS)));
            case LogicalTypes.Duration _ -> json.text(duration(((GenericFixed) value).bytes()));
            case LogicalTypes.Uuid _ when value instanceof GenericFixed fixed -> json.text(uuid(fixed.bytes()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static byte[] unscaled(Object value) {
        return value instanceof GenericFixed fixed ? fixed.bytes() : bytes((ByteBuffer) value);
    }

    private static String decimal(byte[] unscaled, int scale) {
        BigInteger value = unscaled.length == 0 ? BigInteger.ZERO : new BigInteger(unscaled);
        return new BigDecimal(value, scale).toPlainString();
    }

    private static Instant moment(long value, ChronoUnit unit) {
        return Instant.EPOCH.plus(value, unit);
    }

    private static LocalDateTime local(Instant value) {
        return LocalDateTime.ofInstant(value, ZoneOffset.UTC);
    }

    /** Three numbers of four bytes each, little-endian, without sign: as text an Interval can be made of. */
    private static String duration(byte[] parts) {
        ByteBuffer numbers = ByteBuffer.wrap(parts).order(ByteOrder.LITTLE_ENDIAN);
        return Integer.toUnsignedString(numbers.getInt()) + " months " + Integer.toUnsignedString(numbers.getInt()) + " days "
                + Integer.toUnsignedString(numbers.getInt()) + " milliseconds";
    }

    private static String uuid(byte[] bytes) {
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return new UUID(halves.getLong(), halves.getLong()).toString();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
