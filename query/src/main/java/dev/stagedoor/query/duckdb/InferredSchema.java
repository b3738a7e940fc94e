package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Which columns files have, as {@code infer_schema} tells. */
final class InferredSchema {
    private InferredSchema() {}

    /** Looks at files of one format, one after the other, for what their columns are. */
    interface Sampler {
        void add(StagedFile local) throws SQLException;

        /** The columns of all files that were added, in the order in which they were found. */
        List<Column> columns();
    }

    /**
     * The rows of {@code infer_schema}: the name of a column, its type, whether it may be NULL, the files, and its number from 0.
     *
     * @throws StagedoorException 1046 for a damaged file; 1006 when no type holds what the files have in a column; 1002 for a format that
     *     cannot be read yet
     */
    static List<Row> rows(FileFormat format, OptionalLong maxRecords, List<StagedFile> files, Reading reading) throws SQLException {
        Sampler sampler = sampler(format, maxRecords, reading);
        try (Statement interrupter = reading.connection().createStatement()) {
            reading.cancellation().onCancel(() -> interrupt(interrupter));
            for (StagedFile local : files) {
                reading.cancellation().check();
                add(sampler, local);
            }
        }
        String names = files.stream().map(local -> local.name()).collect(Collectors.joining(", "));
        List<Row> rows = new ArrayList<>();
        for (Column column : sampler.columns()) {
            rows.add(Row.of(column.name(), text(column.type()), column.nullable(), names, (long) rows.size()));
        }
        return rows;
    }

    private static Sampler sampler(FileFormat format, OptionalLong maxRecords, Reading reading) throws SQLException {
        String limit = maxRecords.isPresent() ? " LIMIT " + maxRecords.getAsLong() : "";
        return switch (FileReader.of(format)) {
            case FieldFiles _ -> new FieldSampler(format, limit, reading);
            case NdjsonFiles ndjson -> new JsonSampler(format, ndjson, limit, reading);
            case ParquetFiles parquet -> new ParquetSampler(parquet, reading);
            case JavaFiles files ->
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "infer_schema looks at CSV, TEXT, NDJSON and PARQUET files, not at " + files.format());
        };
    }

    /** In the user's terms, where it is about the file. */
    private static void add(Sampler sampler, StagedFile local) throws SQLException {
        try {
            sampler.add(local);
        } catch (SQLException e) {
            FileErrors.of(e, List.of(local)).ifPresent(known -> {
                throw known;
            });
            throw e;
        }
    }

    /** Every query of the connection ends, whichever statement is cancelled. */
    private static void interrupt(Statement interrupter) {
        try {
            interrupter.cancel();
        } catch (SQLException _) {
            // It is closed: nothing is left to interrupt.
        }
    }

    /** As Databend prints it: {@code BIGINT}, but {@code ARRAY(INT64)}. */
    static String text(DataType type) {
        return type instanceof Scalar || type instanceof DataType.Decimal ? type.sqlName() : nested(type).toUpperCase(Locale.ROOT);
    }

    private static String nested(DataType type) {
        return switch (type) {
            case Scalar scalar -> scalar.typeName();
            case DataType.Decimal decimal -> decimal.typeName();
            case DataType.Array(DataType element) -> "Array(" + nested(element) + ")";
            case DataType.Map(DataType key, DataType value) -> "Map(" + nested(key) + ", " + nested(value) + ")";
            case DataType.Tuple(List<Column> fields) ->
                fields.stream()
                        .map(field -> field.name() + " " + nested(field.type()))
                        .collect(Collectors.joining(", ", "Tuple(", fields.size() == 1 ? ",)" : ")"));
        };
    }
}
