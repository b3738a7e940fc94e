package dev.stagedoor.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result as its reader sees it: columns, then rows one at a time. */
public interface Rows {
    /** Empty for a statement without a result set. */
    List<ResultColumn> columns();

    /**
     * The next row: one text a column, null for SQL's NULL.
     *
     * @return null after the last row
     * @throws ClientException when the statement fails midway
     */
    @Nullable String @Nullable [] next();
}
