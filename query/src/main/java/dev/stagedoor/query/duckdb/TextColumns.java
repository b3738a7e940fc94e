package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.Optional;

/**
 * Brings a column of texts to a type, as a cast in a query does ({@link Conversion}), in a fraction of the time where a text is what DuckDB
 * itself would write for the value, as most in files are. What else it is, the functions of the cast decide, one row at a time.
 */
public final class TextColumns {
    private TextColumns() {}

    /** Whether there is something to gain: else the column is to be cast in the query. */
    public static boolean isKnown(DataType type) {
        return switch (type) {
            case Scalar scalar ->
                switch (scalar) {
                    case BOOLEAN, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DATE -> true;
                    case FLOAT32, FLOAT64, STRING, BINARY, TIME, TIMESTAMP, LOCAL_TIMESTAMP, INTERVAL, VARIANT, NULL -> false;
                };
            case DataType.Decimal _ -> true;
            case DataType.Array _, DataType.Map _, DataType.Tuple _ -> false;
        };
    }

    /** What {@link #value} wants to have been computed before, in a query within: DuckDB would compute it for each place it stands at. */
    static Optional<String> tried(String text, DataType type) {
        return type == Scalar.BOOLEAN ? Optional.empty() : Optional.of("TRY_CAST(" + text + " AS " + DuckDbTypes.name(type) + ")");
    }

    /**
     * The value of a text.
     *
     * @param text a name
     * @param tried a name, of what {@link #tried} says; the text itself where that says nothing
     * @param type one that is known
     */
    static String value(String text, String tried, DataType type) {
        if (type == Scalar.BOOLEAN) {
            return "CASE " + text + " WHEN 'true' THEN true WHEN 'false' THEN false ELSE stagedoor_boolean(" + text + ") END";
        }
        String other = type == Scalar.DATE
                ? "to_date(" + text + ")"
                : "CAST(stagedoor_number(" + text + ") AS " + DuckDbTypes.name(type) + ")";
        // DuckDB has dates that Databend has not: infinity, and years before the first and of more digits.
        String plain = type == Scalar.DATE ? text + " LIKE '____-__-__' AND " : "";
        return "CASE WHEN " + plain + "CAST(" + tried + " AS VARCHAR) = " + text + " THEN " + tried + " WHEN " + text
                + " IS NULL THEN NULL ELSE " + other + " END";
    }
}
