package dev.stagedoor.table;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Types that tables can have, nested too. */
final class ArbitraryTypes {
    static final Set<Scalar> SCALARS = EnumSet.complementOf(EnumSet.of(Scalar.TIME, Scalar.INTERVAL, Scalar.NULL));

    /** Those that can be inside of others. */
    private static final Set<Scalar> INSIDE = EnumSet.complementOf(EnumSet.of(Scalar.TIME, Scalar.INTERVAL, Scalar.NULL, Scalar.VARIANT));

    private ArbitraryTypes() {}

    static Arbitrary<DataType> types() {
        return types(plain(SCALARS), 3);
    }

    private static Arbitrary<DataType> plain(Set<Scalar> scalars) {
        return Arbitraries.oneOf(Arbitraries.of(scalars).map(scalar -> scalar), decimals());
    }

    private static Arbitrary<DataType> types(Arbitrary<DataType> plain, int depth) {
        if (depth == 0) {
            return plain;
        }
        Arbitrary<DataType> inner = Arbitraries.lazy(() -> types(plain(INSIDE), depth - 1));
        return Arbitraries.frequencyOf(
                Tuple.of(5, plain),
                Tuple.of(1, inner.map(DataType.Array::new)),
                Tuple.of(1, Combinators.combine(keys(), inner).as(DataType.Map::new)),
                Tuple.of(1, tuples(inner)));
    }

    private static Arbitrary<DataType> decimals() {
        return Arbitraries.integers().between(1, 38)
                .flatMap(precision -> Arbitraries.integers().between(0, precision).map(scale -> new DataType.Decimal(precision, scale)));
    }

    private static Arbitrary<DataType> keys() {
        return Arbitraries.of(INSIDE).map(scalar -> scalar);
    }

    private static Arbitrary<DataType> tuples(Arbitrary<DataType> inner) {
        return Combinators.combine(inner, Arbitraries.of(true, false)).as((type, nullable) -> new Column("", type, nullable))
                .list().ofMinSize(1).ofMaxSize(4)
                .map(fields -> {
                    List<Column> named = new ArrayList<>();
                    for (Column field : fields) {
                        named.add(new Column("f" + (named.size() + 1), field.type(), field.nullable()));
                    }
                    return new DataType.Tuple(named);
                });
    }
}
