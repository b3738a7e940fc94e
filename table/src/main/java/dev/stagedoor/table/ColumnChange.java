package dev.stagedoor.table;

import java.util.Optional;

/** What {@link Warehouse#alter} changes. The case of letters does not count in the names of columns that are there. */
public sealed interface ColumnChange {
    /**
     * Another column.
     *
     * @param fill the value of its default, which rows have that are there already: a cell of the column's type; empty for NULL
     * @param place empty for behind all others
     */
    record Add(NewColumn column, Optional<Object> fill, Optional<Place> place) implements ColumnChange {}

    /** Where a new column stands. */
    sealed interface Place {}

    /** Before all others. */
    record First() implements Place {}

    /** Behind another one. */
    record After(String column) implements Place {}

    /** A column less. Its values stay in the files, and in older snapshots. */
    record Drop(String column) implements ColumnChange {}

    /** Another name. */
    record Rename(String from, String to) implements ColumnChange {}

    /**
     * Another type, default, or comment, or whether it may be NULL.
     *
     * @param column as it is to be; without a comment it keeps the one it has
     * @param fill the value of its default; empty for NULL. Rows that are there keep what they have
     */
    record Modify(NewColumn column, Optional<Object> fill) implements ColumnChange {}

    /** Another comment of a column; empty for none. */
    record CommentColumn(String column, String comment) implements ColumnChange {}

    /** Another comment of the table; empty for none. */
    record Comment(String comment) implements ColumnChange {}
}
