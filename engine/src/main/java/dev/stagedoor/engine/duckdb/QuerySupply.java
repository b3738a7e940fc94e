package dev.stagedoor.engine.duckdb;

import dev.stagedoor.engine.row.RowCursor;
import java.util.List;

/** What a query reads and only the server knows. Asked by one thread at a time, while the query opens. */
public interface QuerySupply {
    /**
     * All rows of a relation or a table of the session, by its name in the {@link QueryTask}.
     *
     * @return to be closed by the caller
     */
    RowCursor rows(String table);

    /** The files of a location, by the name of its view; they stay where they are until the query has ended. */
    List<StagedFile> files(String table);
}
