package dev.stagedoor.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they are asked for, in constant memory. One thread at a time. Must be closed; closing early is how a client says it has seen
 * enough.
 */
public interface RowCursor extends AutoCloseable {
    /**
     * The next row: one text a column, encoded as clients expect it for the column's type, null for SQL's NULL.
     *
     * @return null after the last row
     * @throws dev.stagedoor.errors.StagedoorException when the statement fails midway
     */
    @Nullable String @Nullable [] next();

    @Override
    void close();

    /** A cursor over rows that are already there. */
    static RowCursor of(List<@Nullable String[]> rows) {
        var iterator = rows.iterator();
        return new RowCursor() {
            @Override
            public @Nullable String @Nullable [] next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
