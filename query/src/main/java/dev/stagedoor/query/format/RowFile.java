package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.RowCursor;
import java.util.List;

/** A local file that Java reads, open. One thread at a time uses it and its cursor. */
public interface RowFile extends AutoCloseable {
    /**
     * Its columns. All may be NULL. No two names are the same without regard to case, and there is at least one column.
     *
     * @throws UnreadableFileException when they cannot be told
     */
    List<Column> columns();

    /**
     * Its rows from the first on, read as they are asked for. Called once at most.
     *
     * @param columns which of the columns a row has, in which order, counted from 0; no others are read where the format allows that
     * @return must be closed; its {@code next} throws {@link UnreadableFileException} for a damaged file
     */
    RowCursor rows(List<Integer> columns);

    /** After its cursor. */
    @Override
    void close();
}
