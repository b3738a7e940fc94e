package dev.stagedoor.query.row;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of one row in the order of their columns, each as its column's {@link DataType} says, null for SQL's NULL. */
public final class Row {
    private final @Nullable Object[] cells;

    private Row(@Nullable Object[] cells) {
        this.cells = cells;
    }

    /** @param cells kept, not copied: nobody changes them any more */
    public static Row of(@Nullable Object... cells) {
        return new Row(cells);
    }

    /** How many cells there are. */
    public int size() {
        return cells.length;
    }

    public @Nullable Object cell(int column) {
        return cells[column];
    }

    /** A cell of a String column. */
    public @Nullable String text(int column) {
        return (@Nullable String) cells[column];
    }

    /** Some of the cells, in another order. */
    public Row select(List<Integer> columns) {
        return new Row(columns.stream().map(column -> cells[column]).toArray());
    }

    /** With one cell more behind the others. */
    public Row and(@Nullable Object cell) {
        @Nullable Object[] longer = Arrays.copyOf(cells, cells.length + 1);
        longer[cells.length] = cell;
        return new Row(longer);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && Arrays.equals(cells, row.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }
}
