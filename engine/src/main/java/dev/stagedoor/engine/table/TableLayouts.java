package dev.stagedoor.engine.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.FileLayout.Transform;
import dev.stagedoor.sql.TransformedColumn;
import dev.stagedoor.table.PartitionBy;
import java.util.List;

/** PARTITION BY and CLUSTER BY of CREATE TABLE. The functions are those of Iceberg in Spark, and Databend's for the same. */
final class TableLayouts {
    private static final String KNOWN = "years, months, days, hours, bucket(n, column) and truncate(n, column)";

    private TableLayouts() {}

    /** @throws StagedoorException 1006 for what no table is parted by */
    static List<PartitionBy> partitions(List<TransformedColumn> columns) {
        return columns.stream().map(TableLayouts::partition).toList();
    }

    private static PartitionBy partition(TransformedColumn written) {
        Transform transform = written.transform().map(TableLayouts::transform).orElse(Transform.IDENTITY);
        boolean wide = transform == Transform.BUCKET || transform == Transform.TRUNCATE;
        if (wide != written.width().isPresent() || (wide && written.width().getAsInt() < 1)) {
            String name = ShownText.of(written.transform().orElse(""));
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    wide
                            ? "PARTITION BY: " + name + " takes a number above 0 and a column: " + name + "(16, column)"
                            : "PARTITION BY: " + name + " takes a column alone");
        }
        return new PartitionBy(written.column(), transform, written.width().orElse(0));
    }

    private static Transform transform(String name) {
        return switch (name) {
            case "identity" -> Transform.IDENTITY;
            case "year", "years", "to_year", "to_yyyy" -> Transform.YEAR;
            case "month", "months", "to_yyyymm" -> Transform.MONTH;
            case "day", "days", "date", "to_date", "to_yyyymmdd" -> Transform.DAY;
            case "hour", "hours", "date_hour", "to_yyyymmddhh" -> Transform.HOUR;
            case "bucket" -> Transform.BUCKET;
            case "truncate" -> Transform.TRUNCATE;
            default ->
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "PARTITION BY: there is no function " + ShownText.of(name) + " of Iceberg: choose a column alone, or " + KNOWN);
        };
    }

    /** @throws StagedoorException 1002 for more than columns */
    static List<String> columns(List<TransformedColumn> columns) {
        for (TransformedColumn column : columns) {
            if (column.transform().isPresent()) {
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "CLUSTER BY takes columns alone, not " + ShownText.of(column.transform().get()) + "(…) of one");
            }
        }
        return columns.stream().map(TransformedColumn::column).toList();
    }
}
