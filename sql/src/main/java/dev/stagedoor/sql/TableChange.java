package dev.stagedoor.sql;

import java.util.List;
import java.util.Optional;

/** What ALTER TABLE changes. */
public sealed interface TableChange {
    /**
     * {@code ADD [COLUMN] column [FIRST | AFTER other]}
     *
     * @param place empty for behind all others
     */
    record AddColumn(ColumnDefinition column, Optional<Place> place) implements TableChange {}

    /** Where a new column stands. */
    sealed interface Place {
        record First() implements Place {}

        record After(String column) implements Place {}
    }

    /** {@code DROP [COLUMN] column} */
    record DropColumn(String column) implements TableChange {}

    /** {@code RENAME [COLUMN] from TO to} */
    record RenameColumn(String from, String to) implements TableChange {}

    /** {@code MODIFY [COLUMN] column [, [COLUMN] column …]}: at least one, each as it is to be. */
    record ModifyColumns(List<ColumnDefinition> columns) implements TableChange {
        public ModifyColumns {
            columns = List.copyOf(columns);
        }
    }

    /** {@code MODIFY [COLUMN] column COMMENT '…'} */
    record CommentColumn(String column, String comment) implements TableChange {}

    /** {@code COMMENT = '…'} */
    record Comment(String comment) implements TableChange {}
}
