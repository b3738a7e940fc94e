package dev.stagedoor.client.transfer;

import dev.stagedoor.client.ResultColumn;
import dev.stagedoor.client.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that know whether one of them has been read. */
final class BegunRows implements Rows {
    private final Rows rows;
    private boolean begun;

    BegunRows(Rows rows) {
        this.rows = rows;
    }

    boolean isBegun() {
        return begun;
    }

    @Override
    public List<ResultColumn> columns() {
        return rows.columns();
    }

    @Override
    public @Nullable String @Nullable [] next() {
        @Nullable String[] row = rows.next();
        begun |= row != null;
        return row;
    }
}
