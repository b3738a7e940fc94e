package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What a query reads and only the server knows. Asked by one thread at a time. */
public interface QuerySupply {
    /**
     * All rows of a relation or a table of the session.
     *
     * @param table its name in the {@link QueryTask}
     * @param columns which of its columns, in which order, counted from 0
     * @return to be closed by the caller
     */
    RowCursor rows(String table, List<Integer> columns);

    /**
     * The files of a location, by the name of its view; they stay where they are until the query has ended.
     *
     * @param needs what is read of them, when they are Parquet files; the rest of them need not be there
     */
    SuppliedFiles files(String table, Optional<ParquetNeeds> needs);

    /** Told now and then how many rows of how many the query engine has read, as it estimates. By any thread. */
    void scanned(long rows, long ofRows);

    /** The content of each file, in their order. Whatever is wrong with one is thrown when it is its turn, or before. */
    Iterator<byte[]> contents(List<NamedFile> files);
}
