package dev.stagedoor.engine.statement;

import java.util.Iterator;
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
        return of(rows.iterator());
    }

    /** A cursor over one row. */
    static RowCursor of(@Nullable String[] row) {
        return of(List.<@Nullable String[]>of(row).iterator());
    }

    /** A cursor over rows that hold nothing open. */
    static RowCursor of(Iterator<@Nullable String[]> rows) {
        return new RowCursor() {
            @Override
            public @Nullable String @Nullable [] next() {
                return rows.hasNext() ? rows.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
