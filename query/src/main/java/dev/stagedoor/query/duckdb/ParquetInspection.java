package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;

/** What the footer of a Parquet file tells, as {@code inspect_parquet} answers it. */
final class ParquetInspection {
    /** For a file that does not say who made it, Databend answers the text NULL. */
    private static final String SQL = """
            WITH row_groups AS (
                SELECT count(*) AS fields, sum(total_compressed_size)::BIGINT AS compressed,
                    sum(total_uncompressed_size)::BIGINT AS uncompressed
                FROM parquet_metadata(${file}) GROUP BY row_group_id)
            SELECT coalesce(created_by, 'NULL'), (SELECT coalesce(max(fields), 0) FROM row_groups), num_rows, num_row_groups,
                (SELECT coalesce(max(compressed), 0) FROM row_groups), (SELECT coalesce(max(uncompressed), 0) FROM row_groups)
            FROM parquet_file_metadata(${file})""";

    private ParquetInspection() {}

    /** A row for each file; of one whose data has no row groups the number of columns is 0, as in Databend. */
    static List<Row> rows(List<StagedFile> files, DuckDBConnection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (StagedFile local : files) {
            String sql = SQL.replace("${file}", SqlText.literal(local.path().toString()));
            rows.add(FileQuery.read(connection, sql, found -> {
                found.next();
                return Row.of(
                        found.getString(1),
                        found.getLong(2),
                        found.getLong(3),
                        found.getLong(4),
                        local.size(),
                        found.getLong(5),
                        found.getLong(6));
            }));
        }
        return rows;
    }
}
