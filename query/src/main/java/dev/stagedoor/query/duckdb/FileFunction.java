package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A function over staged files in a FROM clause, under the name that the query reads its rows by.
 *
 * @param table name of the temporary table that stands for it
 * @param format of the files
 */
public record FileFunction(String table, Kind kind, FileFormat format) {
    /** Files that infer_schema looks at: each row of its answer names all of them. */
    public static final int MAX_INFERRED_FILES = 1_000;

    /** Bytes of a text file that infer_schema reads, as it lies in its store. */
    public static final long MAX_TEXT_BYTES = 100_000_000;

    /** Which function it is. */
    public sealed interface Kind {
        List<Column> schema();
    }

    /**
     * {@code infer_schema}: a row for each column of the files.
     *
     * @param maxRecords of each text file
     */
    public record InferSchema(OptionalLong maxRecords, OptionalLong maxFiles) implements Kind {
        private static final List<Column> SCHEMA = List.of(
                Column.string("column_name"),
                Column.string("type"),
                Column.of("nullable", Scalar.BOOLEAN),
                Column.string("filenames"),
                Column.of("order_id", Scalar.UINT64));

        @Override
        public List<Column> schema() {
            return SCHEMA;
        }
    }

    /** {@code inspect_parquet}: a row for the first file. */
    public record InspectParquet() implements Kind {
        private static final List<Column> SCHEMA = List.of(
                Column.string("created_by"),
                Column.of("num_columns", Scalar.UINT64),
                Column.of("num_rows", Scalar.UINT64),
                Column.of("num_row_groups", Scalar.UINT64),
                Column.of("serialized_size", Scalar.UINT64),
                Column.of("max_row_groups_size_compressed", Scalar.INT64),
                Column.of("max_row_groups_size_uncompressed", Scalar.INT64));

        @Override
        public List<Column> schema() {
            return SCHEMA;
        }
    }

    public List<Column> schema() {
        return kind.schema();
    }

    /** What is read of Parquet files; empty for others. */
    Optional<ParquetNeeds> needs() {
        return format.type() == FileFormatType.PARQUET ? Optional.of(ParquetNeeds.FOOTER) : Optional.empty();
    }

    /** How many files are to be listed, the first ones. */
    public int mostFiles() {
        return switch (kind) {
            case InferSchema(var _, OptionalLong maxFiles) -> (int) Math.min(maxFiles.orElse(Long.MAX_VALUE), MAX_INFERRED_FILES + 1);
            case InspectParquet _ -> 1;
        };
    }

    /** @throws StagedoorException 1006 when there are more files than the function looks at */
    public void requireFew(int files) {
        if (files > MAX_INFERRED_FILES) {
            throw refused("infer_schema looks at no more than " + MAX_INFERRED_FILES
                    + " files: say so with max_file_count, or choose some of them with pattern");
        }
    }

    /** @throws StagedoorException 1006 when a file of so many bytes is too large */
    public void requireReadable(String name, long bytes) {
        if (format.type() != FileFormatType.PARQUET && bytes > MAX_TEXT_BYTES) {
            throw refused("infer_schema reads text files of at most " + MAX_TEXT_BYTES / 1_000_000 + " MB; '" + ShownText.of(name)
                    + "' is larger");
        }
    }

    private static StagedoorException refused(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
