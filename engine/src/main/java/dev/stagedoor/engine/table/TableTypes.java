package dev.stagedoor.engine.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.sql.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The types that statements name as those that cells have. */
final class TableTypes {
    private static final int MAX_PRECISION = 38;

    private TableTypes() {}

    /** @throws StagedoorException 1002 for a type that tables cannot hold; 1006 for a decimal that cannot be */
    static DataType of(ColumnType type) {
        return switch (type) {
            case ColumnType.Simple simple -> scalar(simple);
            case ColumnType.Decimal(int precision, int scale) -> decimal(precision, scale);
            case ColumnType.Vector _ -> throw unsupported("VECTOR");
            case ColumnType.Array(var element) -> new DataType.Array(of(element.type()));
            case ColumnType.Map(var key, var value) -> new DataType.Map(of(key.type()), of(value.type()));
            case ColumnType.Tuple(var fields) -> tuple(fields);
        };
    }

    private static DataType scalar(ColumnType.Simple type) {
        return switch (type) {
            case BOOLEAN -> Scalar.BOOLEAN;
            case INT8 -> Scalar.INT8;
            case INT16 -> Scalar.INT16;
            case INT32 -> Scalar.INT32;
            case INT64 -> Scalar.INT64;
            case UINT8 -> Scalar.UINT8;
            case UINT16 -> Scalar.UINT16;
            case UINT32 -> Scalar.UINT32;
            case UINT64 -> Scalar.UINT64;
            case FLOAT32 -> Scalar.FLOAT32;
            case FLOAT64 -> Scalar.FLOAT64;
            case DATE -> Scalar.DATE;
            case TIMESTAMP -> Scalar.TIMESTAMP;
            case STRING -> Scalar.STRING;
            case BINARY -> Scalar.BINARY;
            case VARIANT -> Scalar.VARIANT;
            case TIMESTAMP_TZ, INTERVAL, BITMAP, GEOMETRY, GEOGRAPHY -> throw unsupported(type.name());
        };
    }

    private static DataType decimal(int precision, int scale) {
        if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "a DECIMAL of a table has a precision of 1 to " + MAX_PRECISION + " and a scale of 0 to the precision, not ("
                            + precision + ", " + scale + ")");
        }
        return new DataType.Decimal(precision, scale);
    }

    /** Fields without names are called by their numbers, as Databend shows them. */
    private static DataType tuple(List<ColumnType.Field> fields) {
        List<Column> columns = new ArrayList<>();
        for (ColumnType.Field field : fields) {
            String name = field.name().orElse(Integer.toString(columns.size() + 1));
            columns.add(new Column(name, of(field.element().type()), field.element().nullable()));
        }
        return new DataType.Tuple(columns);
    }

    private static StagedoorException unsupported(String type) {
        return new StagedoorException(
                ErrorCode.UNIMPLEMENTED,
                "a table cannot hold " + type.toUpperCase(Locale.ROOT) + ": it is stored as Iceberg, which has no such type;"
                        + " use VARCHAR or VARIANT");
    }
}
