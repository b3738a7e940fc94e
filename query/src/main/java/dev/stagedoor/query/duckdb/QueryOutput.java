package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.TableField;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the rows of a query go that are not given to whoever asks: files. */
public sealed interface QueryOutput {
    /**
     * A file of Parquet that was written: its path, rows, bytes, bytes of its footer, what is known of each of its columns, by the names on
     * the way to it, each in quotes ({@code "a"."element"}), and how many rows came from each file, where that was asked for.
     */
    List<Column> SCHEMA = List.of(
            Column.string("filename"),
            Column.of("count", Scalar.UINT64),
            Column.of("file_size_bytes", Scalar.UINT64),
            Column.of("footer_size_bytes", Scalar.UINT64),
            Column.of("column_statistics", new DataType.Map(Scalar.STRING, new DataType.Map(Scalar.STRING, Scalar.STRING))),
            Column.of("rows_by_file", new DataType.Map(Scalar.STRING, Scalar.UINT64)));

    /** The same of a file of a table, and its partition: for each transform its value behind a {@code v}, or {@code n} for NULL. */
    List<Column> TABLE_SCHEMA = Stream.concat(
                    SCHEMA.stream(), Stream.of(Column.of("partition", new DataType.Array(Scalar.STRING))))
            .toList();

    /** All files of text that were written: how many rows they have together, their paths, and nothing of the files they came from. */
    List<Column> TEXT_SCHEMA = List.of(
            Column.of("count", Scalar.INT64), Column.of("files", new DataType.Array(Scalar.STRING)), SCHEMA.getLast());

    /** The name of the counter of its rows by file; empty when they are not counted. */
    default Optional<String> counter() {
        return Optional.empty();
    }

    /** What the query tells of the files: {@link #SCHEMA} or {@link #TABLE_SCHEMA} of each, or {@link #TEXT_SCHEMA} of all. */
    List<Column> schema();

    /** Those of these columns, the first ones, that DuckDB fills in. */
    default List<Column> told() {
        return schema().subList(0, schema().size() - 1);
    }

    /**
     * The query as DuckDB runs it, with the statement around it that writes.
     *
     * @param columns of the query
     * @param anyOrder whether rows may be written in another order than the query gives them
     * @throws StagedoorException 1006 when it cannot be written with these columns
     */
    String around(String sql, List<Column> columns, boolean anyOrder);

    /**
     * A file of a table, or one for each partition. The query has as many columns as the table, in its order; each is brought to the type
     * of its column, a text as a cast in a query brings it.
     *
     * @param path does not exist, in the directory that the database may write to; a directory where the table has partitions
     * @param fields of the table
     * @param counted whether the query has one more column, the name of the file that a row comes from, by which rows are counted
     * @param layout by which the rows are parted and sorted
     */
    record TableParquet(Path path, List<TableField> fields, boolean counted, FileLayout layout) implements QueryOutput {
        /** Of what DuckDB offers, what is written and read fastest: fewer bytes than snappy in less time. */
        private static final String COMPRESSION = "COMPRESSION zstd, COMPRESSION_LEVEL 1";

        private static final String FILE = "file";

        private static final String PARTITION = "stagedoor_partition";

        public TableParquet {
            fields = List.copyOf(fields);
        }

        @Override
        public List<Column> schema() {
            return TABLE_SCHEMA;
        }

        @Override
        public List<Column> told() {
            return SCHEMA.subList(0, SCHEMA.size() - 1);
        }

        /** Of the partitions. */
        List<PartitionTransform> transforms() {
            return layout.partitions().stream()
                    .map(part -> new PartitionTransform(part, fields.get(part.column()).type()))
                    .toList();
        }

        /** The number of the partition that a file is of. @param file as the query has told it */
        int partition(String file) {
            String directory = path.relativize(Path.of(file)).getName(0).toString();
            return Integer.parseInt(directory.substring(directory.lastIndexOf('=') + 1));
        }

        @Override
        public Optional<String> counter() {
            return counted ? Optional.of(path.toString()) : Optional.empty();
        }

        /** DuckDB would leave away columns that have no place. */
        @Override
        public String around(String sql, List<Column> columns, boolean anyOrder) {
            int place = counted ? 1 : 0;
            if (columns.size() != fields.size() + place) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "Number of columns in select list (" + (columns.size() - place)
                                + ") does not match that of the corresponding table (" + fields.size() + ")");
            }
            List<String> given = new ArrayList<>();
            List<String> tried = new ArrayList<>(List.of("*"));
            List<String> written = new ArrayList<>();
            for (TableField field : fields) {
                String column = SqlText.name("c" + (given.size() + 1));
                String value = column;
                if (columns.get(given.size()).type() == Scalar.STRING && TextColumns.isKnown(field.type())) {
                    String before = SqlText.name("t" + (given.size() + 1));
                    TextColumns.tried(column, field.type()).ifPresent(expression -> tried.add(expression + " AS " + before));
                    value = TextColumns.value(column, before, field.type());
                }
                given.add(column);
                written.add(StoredTypes.written(present(column, value, field), field.type()) + " AS " + SqlText.name(field.name()));
            }
            String rows = "SELECT " + String.join(", ", tried) + " FROM (\n" + sql + "\n) AS q(" + String.join(", ", given)
                    + (counted ? ", " + FILE : "") + ")";
            String typed = "SELECT " + String.join(", ", written) + " FROM (" + rows + ") AS q" + (counted ? " WHERE " + condition() : "");
            boolean ordered = !anyOrder || !layout.sortedBy().isEmpty();
            return "COPY (" + laidOut(typed) + ") TO " + SqlText.literal(path.toString()) + " (FORMAT parquet, " + COMPRESSION
                    + (layout.partitions().isEmpty() ? ", PRESERVE_ORDER " + ordered : ", PARTITION_BY (" + partitionName() + ")")
                    + ", FIELD_IDS " + ids(fields) + shredding() + ", RETURN_STATS)";
        }

        /** The rows with the number of their partition, and sorted. */
        private String laidOut(String rows) {
            if (layout.equals(FileLayout.NONE)) {
                return rows;
            }
            String number = layout.partitions().isEmpty() ? "" : ", " + number() + " AS " + partitionName();
            String order = layout.sortedBy().stream()
                    .map(sort -> "s." + name(sort.column()) + (sort.ascending() ? " ASC" : " DESC")
                            + (sort.nullsFirst() ? " NULLS FIRST" : " NULLS LAST"))
                    .collect(Collectors.joining(", "));
            return "SELECT s.*" + number + " FROM (" + rows + ") AS s" + (order.isEmpty() ? "" : " ORDER BY " + order);
        }

        private String name(int column) {
            return SqlText.name(fields.get(column).name());
        }

        private String number() {
            List<String> texts = layout.partitions().stream()
                    .map(part -> PartitionTransform.text("s." + name(part.column()), fields.get(part.column()).type()))
                    .toList();
            return RowPartitions.number(path.toString(), texts);
        }

        /** One that no column has. */
        private String partitionName() {
            String name = PARTITION;
            while (isColumn(name)) {
                name += "_";
            }
            return SqlText.name(name);
        }

        private boolean isColumn(String name) {
            return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
        }

        /** Iceberg's readers take it for granted that a column without NULLs has none. */
        private static String present(String column, String value, TableField field) {
            String missing = SqlText.literal("column '" + field.name() + "' must have a value in every row");
            return field.nullable() ? value : "CASE WHEN " + column + " IS NULL THEN error(" + missing + ") ELSE " + value + " END";
        }

        private String condition() {
            return RowCounts.condition(path.toString(), "q." + FILE);
        }

        private static String ids(List<TableField> fields) {
            return fields.stream()
                    .map(field -> SqlText.name(field.name()) + ": "
                            + (field.children().isEmpty()
                                    ? Integer.toString(field.id())
                                    : "{__duckdb_field_id: " + field.id() + ", " + ids(field.children()).substring(1)))
                    .collect(Collectors.joining(", ", "{", "}"));
        }

        /** Spark's vectorized reader fails on a file with a variant in parts (Spark 4.1). */
        private String shredding() {
            String variants = fields.stream()
                    .filter(field -> field.type() == Scalar.VARIANT)
                    .map(field -> SqlText.name(field.name()) + ": 'VARIANT'")
                    .collect(Collectors.joining(", "));
            return variants.isEmpty() ? "" : ", SHREDDING {" + variants + "}";
        }
    }

    /**
     * Files of any format that is written, text in UTF-8 and not compressed. No rows give one file of text without a record, or of Parquet
     * without a row.
     *
     * @param path does not exist, in the directory that the database may write to; a file, or a directory when there may be several files
     * @param format one that {@link #requireWritable} lets pass
     * @param maxFileBytes at which another file is begun; 0 for one file
     * @param partitioned whether the last column is no part of the files, but tells which directory in {@code path} a row goes to
     */
    record Unload(Path path, FileFormat format, long maxFileBytes, boolean partitioned) implements QueryOutput {
        /** Longest value of the last column; the name of a directory holds it twice as long. */
        public static final int MAX_PARTITION_BYTES = 100;

        /** @throws StagedoorException 1002 for a format that is not written, 1006 for options with which it cannot be */
        public static void requireWritable(FileFormat format) {
            UnloadSql.requireWritable(format);
        }

        /** Says that files of a type are not written. */
        public static StagedoorException notWritten(String type) {
            return UnloadSql.notWritten(type);
        }

        /**
         * The value of the partition that a file belongs to; empty for NULL.
         *
         * @param file as the query has told it
         */
        public Optional<String> partition(Path file) {
            return UnloadSql.partition(path.relativize(file).getName(0).toString());
        }

        @Override
        public List<Column> schema() {
            return format.type() == FileFormatType.PARQUET ? SCHEMA : TEXT_SCHEMA;
        }

        @Override
        public String around(String sql, List<Column> columns, boolean anyOrder) {
            return UnloadSql.around(this, sql, columns, anyOrder);
        }
    }
}
