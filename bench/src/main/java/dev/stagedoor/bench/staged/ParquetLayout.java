package dev.stagedoor.bench.staged;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Where the bytes of a Parquet file are, by its own footer. */
final class ParquetLayout {
    /** Length of the footer and the magic bytes, at the end of the file. */
    private static final int TAIL_BYTES = 8;

    private ParquetLayout() {}

    /** Bytes of the chunks of two columns, and of the footer with what tells its length. */
    static long bytes(Path file, String column, String other) throws IOException {
        String query = "SELECT sum(total_compressed_size) FROM parquet_metadata('" + file + "') WHERE path_in_schema IN ('" + column
                + "', '" + other + "')";
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1) + footerBytes(file);
        } catch (SQLException e) {
            throw new IOException("DuckDB could not read the footer of " + file.getFileName(), e);
        }
    }

    private static long footerBytes(Path file) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(bytes.length() - TAIL_BYTES);
            return TAIL_BYTES + Integer.toUnsignedLong(Integer.reverseBytes(bytes.readInt()));
        }
    }
}
