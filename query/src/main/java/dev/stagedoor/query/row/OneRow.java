package dev.stagedoor.query.row;

import org.jspecify.annotations.Nullable;

/** A cursor over one row, as PRESIGN answers: without a list and its iterator. */
final class OneRow implements RowCursor {
    private @Nullable Row row;

    OneRow(Row row) {
        this.row = row;
    }

    @Override
    public @Nullable Row next() {
        Row given = row;
        row = null;
        return given;
    }

    @Override
    public void close() {}
}
