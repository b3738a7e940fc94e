package dev.stagedoor.query;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Columns of every type with cells of it, for properties. */
public final class ArbitraryCells {
    private static final int MAX_DEPTH = 3;

    private final Set<Scalar> without;
    private final Set<Scalar> notNested;

    /**
     * @param without types that are left out
     * @param notNested types that are left out within others
     */
    public ArbitraryCells(Set<Scalar> without, Set<Scalar> notNested) {
        this.without = without;
        this.notNested = notNested;
    }

    /** A type and some cells of it. */
    public record CellsOfType(DataType type, List<@Nullable Object> cells) {}

    public Arbitrary<CellsOfType> columns() {
        return types(MAX_DEPTH, false)
                .flatMap(type -> cells(type).injectNull(0.1).list().ofMaxSize(5).map(cells -> new CellsOfType(type, cells)));
    }

    private Arbitrary<DataType> types(int depth, boolean nested) {
        Arbitrary<DataType> scalars = Arbitraries.of(Scalar.values())
                .filter(type -> !without.contains(type) && !(nested && notNested.contains(type)))
                .map(type -> type);
        Arbitrary<DataType> decimals = Arbitraries.integers()
                .between(1, 38)
                .flatMap(precision -> Arbitraries.integers().between(0, precision).map(scale -> new DataType.Decimal(precision, scale)));
        if (depth == 0) {
            return Arbitraries.oneOf(scalars, decimals);
        }
        Arbitrary<DataType> inner = types(depth - 1, true);
        Arbitrary<DataType> keys = Arbitraries.of(Scalar.STRING, Scalar.INT64, Scalar.DATE, Scalar.BOOLEAN);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, scalars),
                net.jqwik.api.Tuple.of(2, decimals),
                net.jqwik.api.Tuple.of(2, inner.map(DataType.Array::new)),
                net.jqwik.api.Tuple.of(1, Combinators.combine(keys, inner).as(DataType.Map::new)),
                net.jqwik.api.Tuple.of(2, tuples(inner)));
    }

    private static Arbitrary<DataType> tuples(Arbitrary<DataType> inner) {
        return inner.list().ofMinSize(1).ofMaxSize(3).map(types -> {
            List<Column> fields = new ArrayList<>();
            types.forEach(type -> fields.add(Column.nullable("Field \"" + fields.size(), type)));
            return new DataType.Tuple(fields);
        });
    }

    private static Arbitrary<Object> cells(DataType type) {
        return switch (type) {
            case Scalar scalar -> cells(scalar);
            case DataType.Decimal(int precision, int scale) -> {
                BigInteger limit = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
                yield any(Arbitraries.bigIntegers().between(limit.negate(), limit).map(unscaled -> new BigDecimal(unscaled, scale)));
            }
            case DataType.Array(DataType element) -> any(cells(element).injectNull(0.1).list().ofMaxSize(4));
            case DataType.Map(DataType key, DataType value) ->
                any(Combinators.combine(cells(key).list().uniqueElements().ofSize(2), cells(value).injectNull(0.1).list().ofSize(2))
                        .as((keys, values) -> {
                            var map = new LinkedHashMap<Object, @Nullable Object>();
                            map.put(keys.get(0), values.get(0));
                            map.put(keys.get(1), values.get(1));
                            return map;
                        }));
            case DataType.Tuple(List<Column> fields) ->
                any(Combinators.combine(fields.stream()
                                .map(field -> cells(field.type()).injectNull(0.1))
                                .toList())
                        .as(values -> new ArrayList<@Nullable Object>(values)));
        };
    }

    private static Arbitrary<Object> cells(Scalar type) {
        return switch (type) {
            case BOOLEAN -> any(Arbitraries.of(true, false));
            case INT8 -> whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> whole(Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64, UINT64 -> whole(Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT8 -> whole(0, 0xFF);
            case UINT16 -> whole(0, 0xFFFF);
            case UINT32 -> whole(0, 0xFFFF_FFFFL);
            case FLOAT32 -> any(Arbitraries.floats());
            case FLOAT64 -> any(Arbitraries.doubles());
            case STRING -> any(Arbitraries.strings().ofMaxLength(20).map(ArbitraryCells::wellFormed));
            case VARIANT -> any(Arbitraries.of("null", "1", "\"a b\"", "{\"a\":[1,{\"b c\":null}]}", "[]"));
            case BINARY ->
                any(Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(bytes -> ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
            case DATE -> any(Arbitraries.longs().between(-700_000, 700_000).map(LocalDate::ofEpochDay));
            case TIME -> any(Arbitraries.longs().between(0, 86_399_999_999L).map(micros -> LocalTime.ofNanoOfDay(micros * 1000)));
            case TIMESTAMP -> any(micros().map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS)));
            case LOCAL_TIMESTAMP ->
                any(micros().map(micros -> LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS)));
            case INTERVAL -> any(Arbitraries.of("1 year 2 months", "-3 days 0:00:01.5", "00:00:00"));
            case NULL -> any(Arbitraries.of("NULL"));
        };
    }

    /** From the year 1 to the year 9999. */
    private static Arbitrary<Long> micros() {
        return Arbitraries.longs().between(-62_135_596_800_000_000L, 253_402_300_799_999_999L);
    }

    private static Arbitrary<Object> whole(long min, long max) {
        return any(Arbitraries.longs().between(min, max));
    }

    /** Without NUL and unpaired surrogates, which no text in UTF-8 has. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("\0", "");
    }

    private static Arbitrary<Object> any(Arbitrary<?> arbitrary) {
        return arbitrary.map(value -> (Object) value);
    }
}
