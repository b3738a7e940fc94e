package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.TableField;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the rows of a query go that are not given to whoever asks: a file. The query then gives one row, {@link #SCHEMA}. */
public sealed interface QueryOutput {
    /**
     * The file that was written: its path, rows, bytes, bytes of its footer, what is known of each of its columns, by the names on the way
     * to it, each in quotes ({@code "a"."element"}), and how many rows came from each file, where that was asked for.
     */
    List<Column> SCHEMA = List.of(
            Column.string("filename"),
            Column.of("count", Scalar.UINT64),
            Column.of("file_size_bytes", Scalar.UINT64),
            Column.of("footer_size_bytes", Scalar.UINT64),
            Column.of("column_statistics", new DataType.Map(Scalar.STRING, new DataType.Map(Scalar.STRING, Scalar.STRING))),
            Column.of("rows_by_file", new DataType.Map(Scalar.STRING, Scalar.UINT64)));

    /** How many columns the query has. */
    int columns();

    /** The name of the counter of its rows by file; empty when they are not counted. */
    default Optional<String> counter() {
        return Optional.empty();
    }

    /** The query as DuckDB runs it, with the statement around it that writes. */
    String around(String sql);

    /**
     * A file of a table. The query has as many columns as the table, in its order; each is brought to the type of its column.
     *
     * @param path does not exist, in the directory that the database may write to
     * @param fields of the table
     * @param counted whether the query has one more column, the name of the file that a row comes from, by which rows are counted
     */
    record TableParquet(Path path, List<TableField> fields, boolean counted) implements QueryOutput {
        /** Of what DuckDB offers, what is written and read fastest: fewer bytes than snappy in less time. */
        private static final String COMPRESSION = "COMPRESSION zstd, COMPRESSION_LEVEL 1";

        private static final String FILE = "file";

        public TableParquet {
            fields = List.copyOf(fields);
        }

        @Override
        public int columns() {
            return fields.size() + (counted ? 1 : 0);
        }

        @Override
        public Optional<String> counter() {
            return counted ? Optional.of(path.toString()) : Optional.empty();
        }

        @Override
        public String around(String sql) {
            List<String> given = new ArrayList<>();
            List<String> written = new ArrayList<>();
            for (TableField field : fields) {
                String column = SqlText.name("c" + (given.size() + 1));
                given.add(column);
                written.add(StoredTypes.written(present(column, field), field.type()) + " AS " + SqlText.name(field.name()));
            }
            String rows = "\n) AS q(" + String.join(", ", given) + (counted ? ", " + FILE + ") WHERE " + condition() : ")");
            return "COPY (SELECT " + String.join(", ", written) + " FROM (\n" + sql + rows + ") TO "
                    + SqlText.literal(path.toString()) + " (FORMAT parquet, " + COMPRESSION + ", FIELD_IDS " + ids(fields)
                    + shredding() + ", RETURN_STATS)";
        }

        /** Iceberg's readers take it for granted that a column without NULLs has none. */
        private static String present(String column, TableField field) {
            String missing = SqlText.literal("column '" + field.name() + "' must have a value in every row");
            return field.nullable() ? column : "CASE WHEN " + column + " IS NULL THEN error(" + missing + ") ELSE " + column + " END";
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
}
