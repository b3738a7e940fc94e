package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Types that are made of those of a file, and the names of columns and fields. */
final class NamedTypes {
    /** Most columns of a file. */
    static final int MAX_COLUMNS = 10_000;

    private static final Set<DataType> TEXT_KEYS = Set.of(Scalar.BINARY, Scalar.FLOAT32, Scalar.FLOAT64, Scalar.VARIANT);

    private NamedTypes() {}

    /**
     * Columns by the names of the file, each of which may be NULL. Names are told apart without regard to case: of two that are the
     * same the second gets a number, and one without a name is called by its place.
     *
     * @throws UnreadableFileException when there are none or too many
     */
    static List<Column> columns(List<String> names, List<DataType> types) {
        if (names.isEmpty()) {
            throw new UnreadableFileException("it has no columns");
        }
        if (names.size() > MAX_COLUMNS) {
            throw new UnreadableFileException("it has more than " + MAX_COLUMNS + " columns");
        }
        List<Column> columns = new ArrayList<>(names.size());
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).isEmpty() ? "column" + (i + 1) : names.get(i);
            String free = name;
            for (int number = 1; !taken.add(free.toLowerCase(Locale.ROOT)); number++) {
                free = name + "_" + number;
            }
            columns.add(Column.nullable(free, types.get(i)));
        }
        return columns;
    }

    /** Fields within a value; a Variant where there are none. */
    static DataType tuple(List<String> names, List<DataType> types) {
        return names.isEmpty() ? Scalar.VARIANT : new DataType.Tuple(columns(names, types));
    }

    /** A map; where its keys can be no keys of a query, a list of keys and values. */
    static DataType map(DataType key, DataType value) {
        return isKey(key)
                ? new DataType.Map(key, value)
                : new DataType.Array(new DataType.Tuple(List.of(Column.nullable("key", key), Column.nullable("value", value))));
    }

    static boolean isKey(DataType key) {
        return (key instanceof Scalar || key instanceof DataType.Decimal) && !TEXT_KEYS.contains(key);
    }
}
