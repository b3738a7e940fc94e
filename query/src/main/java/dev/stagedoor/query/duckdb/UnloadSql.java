package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.QueryOutput.Unload;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * DuckDB's COPY TO for an unload. Parquet is written by its own writer. For text its writer of CSV is given whole lines, without
 * delimiters and quotes of its own, so that every option of the format holds; it then writes any text as it is (2.0.0).
 */
final class UnloadSql {
    private static final String LINE = "line";
    private static final String PARTITION = "partition";

    /** What stands before the value in the name of a partition's directory; what stands there without a value. */
    private static final String SOME = "v";

    private static final String NONE = "n";

    private final Unload output;
    private final boolean anyOrder;
    private final String sql;
    private final List<Column> columns;
    private final DataType partition;
    private final List<String> cells;

    /** @param columns of the query, the partition among them */
    private UnloadSql(Unload output, String sql, List<Column> columns, boolean anyOrder) {
        this.output = output;
        this.anyOrder = anyOrder;
        this.sql = sql;
        this.columns = output.partitioned() ? columns.subList(0, columns.size() - 1) : columns;
        this.partition = columns.getLast().type();
        this.cells = IntStream.rangeClosed(1, columns.size()).mapToObj(i -> SqlText.name("c" + i)).toList();
    }

    static String around(Unload output, String sql, List<Column> columns, boolean anyOrder) {
        return new UnloadSql(output, sql, columns, anyOrder).copy();
    }

    /** @throws StagedoorException 1002 for a format that is not written, 1006 for options with which it cannot be */
    static void requireWritable(FileFormat format) {
        switch (format.type()) {
            case CSV -> {
                CsvFiles.requireReadable(format);
                DelimitedSql.of(format);
            }
            case TEXT -> {
                TextFiles.requireReadable(format);
                DelimitedSql.of(format);
            }
            case NDJSON, JSON -> {}
            case PARQUET -> parquetCompression(format);
            case ORC, AVRO, ARROW, ARROW_STREAM, LANCE, XML ->
                throw notWritten(format.type().name());
        }
    }

    static StagedoorException notWritten(String type) {
        return new StagedoorException(
                ErrorCode.UNIMPLEMENTED,
                "files of " + type + " are not written by this version of Stagedoor: unload as PARQUET, CSV, TEXT, NDJSON or JSON");
    }

    private String copy() {
        return switch (output.format().type()) {
            case CSV, TEXT -> delimited(DelimitedSql.of(output.format()));
            case NDJSON -> {
                requireNames();
                yield lines(JsonSql.object(written(), columns), Optional.empty(), endedBy("\n"));
            }
            case JSON -> {
                requireNames();
                yield lines(JsonSql.object(written(), columns), Optional.empty(), "PREFIX '[\n', NEW_LINE ',\n', SUFFIX '\n]\n'");
            }
            case PARQUET -> parquet();
            case ORC, AVRO, ARROW, ARROW_STREAM, LANCE, XML -> throw new IllegalStateException("cannot be written");
        };
    }

    /** The columns that are written. */
    private List<String> written() {
        return cells.subList(0, columns.size());
    }

    private String delimited(DelimitedSql record) {
        FileFormat format = output.format();
        Optional<String> header =
                format.options().get("output_header").equals(true) ? Optional.of(record.header(columns)) : Optional.empty();
        return lines(record.record(written(), columns), header, endedBy((String) format.options().get("record_delimiter")));
    }

    private static String endedBy(String end) {
        return "NEW_LINE " + SqlText.literal(end);
    }

    /** @param header the first line of each file */
    private String lines(String line, Optional<String> header, String ends) {
        return select(line + " AS " + SqlText.name(header.orElse(LINE))) + " (FORMAT csv, HEADER " + header.isPresent()
                + ", DELIM '', QUOTE '', ESCAPE '', " + ends + options() + ", RETURN_FILES)";
    }

    private String parquet() {
        requireNames();
        String selected = IntStream.range(0, columns.size())
                .mapToObj(i -> stored(cells.get(i), columns.get(i)) + " AS " + SqlText.name(columns.get(i).name()))
                .collect(Collectors.joining(", "));
        return select(selected) + " (FORMAT parquet, COMPRESSION " + parquetCompression(output.format()) + options() + ", RETURN_STATS)";
    }

    /** Parquet has no integer of 128 bits: DuckDB would make a Float64 of it. */
    private static String stored(String cell, Column column) {
        return switch (column.type()) {
            case Scalar.STRING -> "CAST(" + cell + " AS VARCHAR)";
            case Decimal(int _, int scale) when scale == 0 -> "CAST(" + cell + " AS DECIMAL(38,0))";
            default -> cell;
        };
    }

    private static String parquetCompression(FileFormat format) {
        String compression = (String) format.options().get("compression");
        return switch (compression) {
            case "Zstd", "Auto" -> "zstd, COMPRESSION_LEVEL 1";
            case "Snappy" -> "snappy";
            case "Gzip" -> "gzip";
            case "Brotli" -> "brotli";
            case "None" -> "uncompressed";
            default ->
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "files of Parquet are not written with COMPRESSION = " + compression.toUpperCase(Locale.ROOT)
                                + ": choose ZSTD, SNAPPY or NONE");
        };
    }

    private String select(String selected) {
        String directory = output.partitioned() ? ", " + directory(cells.getLast(), partition) + " AS " + SqlText.name(PARTITION) : "";
        return "COPY (SELECT " + selected + directory + " FROM (\n" + sql + "\n) AS q(" + String.join(", ", cells) + ")) TO "
                + SqlText.literal(output.path().toString());
    }

    private String options() {
        String size = output.maxFileBytes() > 0 ? ", FILE_SIZE_BYTES " + output.maxFileBytes() : "";
        if (output.partitioned()) {
            return size + ", PARTITION_BY (" + SqlText.name(PARTITION) + ")";
        }
        // Of several files DuckDB takes no order, and keeps none.
        return size.isEmpty() && anyOrder ? ", PRESERVE_ORDER false" : size;
    }

    /** In hex, so that DuckDB has nothing to escape, and no value is another's directory. */
    private static String directory(String cell, DataType type) {
        String value = "(" + CellSql.OF_JSON.text(cell, type) + ")";
        String bytes = "system.main.octet_length(system.main.encode(" + value + "))";
        return "CASE WHEN " + cell + " IS NULL THEN '" + NONE + "' WHEN " + bytes + " > " + Unload.MAX_PARTITION_BYTES
                + " THEN error('a value of PARTITION BY has at most " + Unload.MAX_PARTITION_BYTES + " bytes') ELSE '" + SOME
                + "' || system.main.hex(" + value + ") END";
    }

    /**
     * The value that a directory's name stands for; empty for NULL.
     *
     * @param name of the directory in which DuckDB put a file of a partition
     */
    static Optional<String> partition(String name) {
        String value = name.substring(PARTITION.length() + 1);
        return value.startsWith(SOME)
                ? Optional.of(new String(HexFormat.of().parseHex(value.substring(1)), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** @throws StagedoorException 1006 when two columns have one name */
    private void requireNames() {
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "two columns are called `" + ShownText.of(column.name()) + "`, which " + output.format().type()
                                + " cannot tell apart: give one of them another name with AS");
            }
        }
    }
}
