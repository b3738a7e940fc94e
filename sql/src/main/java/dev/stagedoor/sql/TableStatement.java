package dev.stagedoor.sql;

import java.util.List;
import java.util.Optional;

/** A statement on databases, tables, or the rows of tables. Queries that change nothing are {@link Statement.Query}. */
public sealed interface TableStatement extends Statement.OnTables {
    /** {@code CREATE {DATABASE | SCHEMA} [IF NOT EXISTS] [catalog.]database} */
    record CreateDatabase(Optional<String> catalog, String database, boolean ifNotExists) implements TableStatement {}

    /** {@code DROP {DATABASE | SCHEMA} [IF EXISTS] [catalog.]database} */
    record DropDatabase(Optional<String> catalog, String database, boolean ifExists) implements TableStatement {}

    /** {@code CREATE [OR REPLACE] TABLE [IF NOT EXISTS] table content [PARTITION BY (…)] [CLUSTER BY (…)] [COMMENT = '…'] [options]} */
    record CreateTable(TableName table, boolean orReplace, boolean ifNotExists, Content content, TableLayout layout)
            implements TableStatement {
        public sealed interface Content {}

        /** {@code (column, …)} */
        public record Columns(List<ColumnDefinition> columns) implements Content {
            public Columns {
                columns = List.copyOf(columns);
            }
        }

        /** {@code LIKE other} */
        public record Like(TableName other) implements Content {}

        /**
         * {@code [(column, …)] AS query}
         *
         * @param columns none for those of the query
         */
        public record Query(List<ColumnDefinition> columns, List<QueryPart> query) implements Content {
            public Query {
                columns = List.copyOf(columns);
                query = List.copyOf(query);
            }
        }
    }

    /**
     * {@code DROP TABLE [IF EXISTS] table [ALL]}
     *
     * @param all whether its data are removed at once, and it cannot come back
     */
    record DropTable(TableName table, boolean ifExists, boolean all) implements TableStatement {}

    /** {@code UNDROP TABLE table} */
    record UndropTable(TableName table) implements TableStatement {}

    /**
     * {@code RENAME TABLE [IF EXISTS] from TO to}, or {@code ALTER TABLE [IF EXISTS] from RENAME TO to}
     *
     * @param to of ALTER TABLE: in the database that {@code from} names, if it names one
     */
    record RenameTable(TableName from, TableName to, boolean ifExists) implements TableStatement {}

    /** {@code ALTER TABLE [IF EXISTS] table change}; its new name is {@link RenameTable}. */
    record AlterTable(TableName table, boolean ifExists, TableChange change) implements TableStatement {}

    /** {@code TRUNCATE TABLE table} */
    record TruncateTable(TableName table) implements TableStatement {}

    /** {@code OPTIMIZE TABLE table {COMPACT | PURGE | ALL}}: at least one is true. */
    record OptimizeTable(TableName table, boolean compact, boolean purge) implements TableStatement {}

    /** {@code ANALYZE TABLE table} */
    record AnalyzeTable(TableName table) implements TableStatement {}

    /**
     * {@code COPY INTO table [(column, …)] FROM source options}
     *
     * @param columns none for all of the table's
     */
    record CopyIntoTable(TableName table, List<String> columns, Source source, CopyOptions options) implements TableStatement {
        public sealed interface Source {
            FileLocation location();
        }

        /** Files as they are. */
        public record Files(FileLocation location) implements Source {}

        /**
         * {@code (SELECT targets FROM location [alias])}
         *
         * @param targets what stands between SELECT and FROM
         */
        public record Selected(List<QueryPart> targets, FileLocation location, Optional<String> alias) implements Source {
            public Selected {
                targets = List.copyOf(targets);
            }
        }

        public CopyIntoTable {
            columns = List.copyOf(columns);
        }
    }

    /** {@code EXPLAIN COPY INTO table …}: what it would load, and why. */
    record ExplainCopy(CopyIntoTable copy) implements TableStatement {}

    /** {@code COPY INTO location FROM {table | (query)} [PARTITION BY (expr)] options} */
    record CopyIntoLocation(FileLocation location, Source source, UnloadOptions options) implements TableStatement {
        public sealed interface Source {}

        /** All rows of a table. */
        public record Table(TableName table) implements Source {}

        public record Query(List<QueryPart> query) implements Source {
            public Query {
                query = List.copyOf(query);
            }
        }
    }

    /**
     * {@code INSERT {INTO | OVERWRITE [INTO]} [TABLE] table [(column, …)] rows}
     *
     * @param columns none for all of the table's
     * @param overwrite whether the rows that were there go
     */
    record Insert(TableName table, List<String> columns, boolean overwrite, Rows rows) implements TableStatement {
        public sealed interface Rows {}

        /**
         * {@code VALUES (…), …}
         *
         * @param batches what follows VALUES, without the commas between batches: each has at least one row, and many rows are several
         *     batches. The word DEFAULT in a value's place is a {@link QueryPart.DefaultValue}
         */
        public record Values(List<List<QueryPart>> batches) implements Rows {
            public Values {
                batches = batches.stream().map(List::copyOf).toList();
            }
        }

        /** Any query. */
        public record Query(List<QueryPart> query) implements Rows {
            public Query {
                query = List.copyOf(query);
            }
        }

        /**
         * {@code [VALUES [(?, expr, …)]] FROM location [FILE_FORMAT = (…)]}, or the same without a location: the request brings the file.
         *
         * @param values one for each column; none where the columns of the file are the columns of the table
         */
        public record File(Optional<FileLocation> location, List<Value> values, Optional<FormatClause> fileFormat) implements Rows {
            public File {
                values = List.copyOf(values);
            }
        }

        /**
         * A file that the request names beside the statement, in the place of a {@link File} without a location. No statement reads so.
         *
         * @param file the one file
         * @param purge whether it is removed once it is loaded
         */
        public record Attached(StagePath file, boolean purge, List<Value> values, Optional<FormatClause> fileFormat) implements Rows {
            public Attached {
                values = List.copyOf(values);
            }
        }

        /**
         * A file that came with the request, in the place of a {@link File} whose location is {@code @_databend_load}. No statement reads
         * so.
         *
         * @param key where it lies in the server's internal storage
         */
        public record Received(String key, List<Value> values, Optional<FormatClause> fileFormat) implements Rows {
            public Received {
                values = List.copyOf(values);
            }
        }

        /** The same with other rows. */
        public Insert withRows(Rows others) {
            return new Insert(table, columns, overwrite, others);
        }

        /** What one column gets from a row of a file. */
        public sealed interface Value {
            /** {@code ?}: the file's next column. */
            record FileColumn() implements Value {}

            /** The same for each row. */
            record Constant(List<QueryPart> expression) implements Value {
                public Constant {
                    expression = List.copyOf(expression);
                }
            }
        }

        public Insert {
            columns = List.copyOf(columns);
        }
    }

    /**
     * {@code DELETE FROM table [[AS] alias] [WHERE condition]}
     *
     * @param condition empty for all rows
     */
    record Delete(TableName table, Optional<String> alias, List<QueryPart> condition) implements TableStatement {
        public Delete {
            condition = List.copyOf(condition);
        }
    }

    /**
     * {@code UPDATE table [[AS] alias] SET column = value, … [FROM source, …] [WHERE condition]}
     *
     * @param from begins with that word; empty without
     * @param condition empty for all rows
     */
    record Update(
            TableName table, Optional<String> alias, List<Assignment> set, List<QueryPart> from, List<QueryPart> condition)
            implements TableStatement {
        public Update {
            set = List.copyOf(set);
            from = List.copyOf(from);
            condition = List.copyOf(condition);
        }
    }

    /**
     * {@code MERGE INTO table [[AS] alias] USING source ON condition WHEN …}
     *
     * @param clauses at least one
     */
    record Merge(TableName table, Optional<String> alias, Source source, List<QueryPart> on, List<MergeClause> clauses)
            implements TableStatement {
        /**
         * A table, files, or a query in parentheses, with its alias.
         *
         * @param name by which its columns can be called; empty where that does not show
         */
        public record Source(List<QueryPart> parts, Optional<String> name) {
            public Source {
                parts = List.copyOf(parts);
            }
        }

        public Merge {
            on = List.copyOf(on);
            clauses = List.copyOf(clauses);
        }
    }
}
