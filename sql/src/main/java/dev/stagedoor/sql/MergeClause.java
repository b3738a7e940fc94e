package dev.stagedoor.sql;

import java.util.List;

/** {@code WHEN [NOT] MATCHED [AND condition] THEN …} of a MERGE. */
public sealed interface MergeClause {
    /** What must hold too; empty for nothing. */
    List<QueryPart> condition();

    /** What becomes of a row of the table that has a match. */
    sealed interface Matched extends MergeClause {}

    /** {@code UPDATE SET column = value, …} */
    record Update(List<QueryPart> condition, List<Assignment> set) implements Matched {
        public Update {
            condition = List.copyOf(condition);
            set = List.copyOf(set);
        }
    }

    /** {@code UPDATE *}: every column gets the source's column of the same name. */
    record UpdateAll(List<QueryPart> condition) implements Matched {
        public UpdateAll {
            condition = List.copyOf(condition);
        }
    }

    /** {@code DELETE} */
    record Delete(List<QueryPart> condition) implements Matched {
        public Delete {
            condition = List.copyOf(condition);
        }
    }

    /** What becomes of a row of the source that has no match. */
    sealed interface NotMatched extends MergeClause {}

    /**
     * {@code INSERT [(column, …)] VALUES (value, …)}
     *
     * @param columns none for all of the table's
     * @param values as many; the word DEFAULT is a {@link QueryPart.DefaultValue}
     */
    record Insert(List<QueryPart> condition, List<String> columns, List<List<QueryPart>> values) implements NotMatched {
        public Insert {
            condition = List.copyOf(condition);
            columns = List.copyOf(columns);
            values = values.stream().map(List::copyOf).toList();
        }
    }

    /** {@code INSERT *}: every column gets the source's column of the same name. */
    record InsertAll(List<QueryPart> condition) implements NotMatched {
        public InsertAll {
            condition = List.copyOf(condition);
        }
    }
}
