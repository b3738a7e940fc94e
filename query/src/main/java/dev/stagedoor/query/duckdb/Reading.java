package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.TextInput;
import org.duckdb.DuckDBConnection;

/**
 * What staged files of one query are read through.
 *
 * @param paths of files that DuckDB reads itself
 * @param scans of rows that Java reads; they go with the query
 * @param csvScans what is known of files of CSV
 * @param buffers of text that DuckDB reads
 * @param maxExpandedBytes what one compressed text file may expand to
 */
record Reading(
        DuckDBConnection connection, FilePaths paths, QueryScans scans, CsvScans csvScans, ReadBuffers.Size buffers,
        long maxExpandedBytes, Cancellation cancellation) {
    Reading(
            DuckDBConnection connection,
            QueryScans scans,
            CsvScans csvScans,
            ReadBuffers.Size buffers,
            long maxExpandedBytes,
            Cancellation cancellation) {
        this(connection, new FilePaths(connection, cancellation), scans, csvScans, buffers, maxExpandedBytes, cancellation);
    }

    /** How Java reads text files that are compressed in this way. */
    TextInput text(Compression compression) {
        return new TextInput(compression, maxExpandedBytes, cancellation);
    }

    /** The same with scans of its own, to be closed before the query ends. */
    Reading with(QueryScans own) {
        return new Reading(connection, paths, own, csvScans, buffers, maxExpandedBytes, cancellation);
    }
}
