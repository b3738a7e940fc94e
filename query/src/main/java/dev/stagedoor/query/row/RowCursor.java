package dev.stagedoor.query.row;

import java.util.Iterator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they are asked for, in constant memory. One thread at a time. Must be closed; closing early is how a client says it has seen
 * enough.
 */
public interface RowCursor extends AutoCloseable {
    /**
     * The next row.
     *
     * @return null after the last row
     * @throws dev.stagedoor.errors.StagedoorException when the statement fails midway
     */
    @Nullable Row next();

    @Override
    void close();

    /** Reads a cursor for a client that fetches at its leisure. */
    @FunctionalInterface
    interface Reader {
        /**
         * Another query needs the cursor's place. Called on any thread, and answers at once.
         *
         * @return whether the place comes free in a moment
         */
        boolean makeRoom();
    }

    /**
     * Names who reads. A cursor that holds one of the few places for queries, until its last row was read, asks the reader when another
     * query needs the place.
     *
     * @return whether it holds one
     */
    default boolean readBy(Reader reader) {
        return false;
    }

    /** A cursor over rows that are already there. */
    static RowCursor of(Iterable<Row> rows) {
        return of(rows.iterator());
    }

    /** A cursor over one row. */
    static RowCursor of(Row row) {
        return new OneRow(row);
    }

    /** A cursor over rows that hold nothing open. */
    static RowCursor of(Iterator<Row> rows) {
        return new RowCursor() {
            @Override
            public @Nullable Row next() {
                return rows.hasNext() ? rows.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    /** Another row for each of these. */
    default RowCursor map(UnaryOperator<Row> change) {
        return new DerivedCursor(this) {
            @Override
            public @Nullable Row next() {
                Row row = from.next();
                return row == null ? null : change.apply(row);
            }
        };
    }

    /** The rows for which something holds. */
    default RowCursor filter(Predicate<Row> kept) {
        return new DerivedCursor(this) {
            @Override
            public @Nullable Row next() {
                Row row = from.next();
                while (row != null && !kept.test(row)) {
                    row = from.next();
                }
                return row;
            }
        };
    }

    /** The first rows, at most so many. */
    default RowCursor limit(long rows) {
        return new DerivedCursor(this) {
            private long left = rows;

            @Override
            public @Nullable Row next() {
                return left-- > 0 ? from.next() : null;
            }
        };
    }
}
