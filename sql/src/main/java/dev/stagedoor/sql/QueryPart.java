package dev.stagedoor.sql;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A piece of read-only SQL: either text that goes to the query engine as it is, or one of the things only Stagedoor knows. The pieces in
 * order make up the whole statement.
 */
public sealed interface QueryPart {
    /** Passed on as written, white space and comments included. */
    record Text(String sql) implements QueryPart {}

    /** {@code list_stage(location => '@s/p' [, pattern => '…'] [, connection_name => '…'])} in a FROM clause. */
    record ListStage(FileLocation location, Optional<String> pattern) implements QueryPart {}

    /**
     * Files in a FROM clause: {@code @s/in/ (FILE_FORMAT => 'csv', PATTERN => '.*[.]csv')}, or
     * {@code 's3://bucket/in/' (CONNECTION => (CONNECTION_NAME = 'c'))}.
     *
     * @param files relative to the location's path; empty for every file whose path begins with it
     * @param pattern that of LIST; not looked at when files are named
     * @param fileFormat name of a built-in type or of a format; else the stage's
     */
    record StagedFiles(FileLocation location, List<String> files, Optional<String> pattern, Optional<String> fileFormat)
            implements QueryPart {
        /** How many files one location may name. */
        public static final int MAX_FILES = 10_000;

        public StagedFiles {
            files = List.copyOf(files);
        }
    }

    /**
     * {@code infer_schema(location => '@s/p', …)} in a FROM clause: which columns files have.
     *
     * @param maxRecordsPerFile how many records of a text file are looked at; empty for all
     * @param maxFileCount how many files are looked at, the first ones; empty for all
     */
    record InferSchema(StagedFiles files, OptionalLong maxRecordsPerFile, OptionalLong maxFileCount) implements QueryPart {}

    /** {@code inspect_parquet('@s/p')} in a FROM clause: what the first file of a location tells of itself. */
    record InspectParquet(FileLocation location) implements QueryPart {}

    /** A column that staged files have without being asked: {@code $1} and {@code metadata$filename} and their like. */
    sealed interface FileColumn extends QueryPart {
        /** The name that clients see: {@code _$1}, {@code metadata$filename}. */
        String label();
    }

    /** {@code $1}: a column of a file by its place, the first is 1. */
    record ColumnPosition(int position) implements FileColumn {
        /** The last column of a file that can be asked for. */
        public static final int MAX_POSITION = 1_000;

        @Override
        public String label() {
            return "_$" + position;
        }
    }

    /** {@code metadata$filename} and other columns that tell of the file a row is in. */
    enum FileMetadata implements FileColumn {
        FILENAME,
        FILE_ROW_NUMBER,
        FILE_PATH,
        FILE_BASENAME,
        FILE_CONTENT_KEY,
        FILE_LAST_MODIFIED;

        private final String label = "metadata$" + name().toLowerCase(Locale.ROOT);

        @Override
        public String label() {
            return label;
        }
    }

    /** Columns that tell of a record of a file of text. The server's own queries ask for them; no query of a user names them. */
    enum RecordColumn implements FileColumn {
        /**
         * What is wrong with the record; NULL when it can be read. Where this is asked for, a record that cannot be read fails no query:
         * its other columns are NULL.
         */
        FAULT,
        /** Which of its fields are empty and not in quotes, as {@code ,1,4,}; NULL when none is, and in formats without quotes. */
        EMPTY_FIELDS;

        private final String label = "record$" + name().toLowerCase(Locale.ROOT);

        @Override
        public String label() {
            return label;
        }
    }

    /**
     * {@code show_roles()} or {@code show_grants('role', 'r')} in a FROM clause.
     *
     * @param function in lower case
     */
    record AccountFunction(String function, List<String> arguments) implements QueryPart {
        public AccountFunction {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code system.stages} and other tables of the databases {@code system} and {@code information_schema}; both names in lower case. */
    record SystemTable(String database, String name) implements QueryPart {}

    /**
     * A name where a table's stands: a table, or a common table expression of the query. Functions, and the tables of {@link SystemTable},
     * are none. Both names are in lower case unless they are quoted.
     *
     * @param database empty for the session's, or where the name is one of the query's own
     * @param at the moment of which the rows are asked
     * @param sql the same as the query engine reads it
     */
    record TableRef(Optional<String> database, String name, Optional<Moment> at, String sql) implements QueryPart {
        /** A state of a table that may be past. */
        public sealed interface Moment {}

        /** {@code AT (SNAPSHOT => '…')} */
        public record Snapshot(String id) implements Moment {}

        /** {@code AT (TIMESTAMP => expr)}: an expression that reads no table. */
        public record Timestamp(List<QueryPart> expression) implements Moment {
            public Timestamp {
                expression = List.copyOf(expression);
            }
        }
    }

    /**
     * What stands before the name of a column, or {@code *}, when it is a database and a table of the query: {@code d.t} in {@code d.t.a}.
     * Else it is a table and a column of it, with a field. Both names are as in {@link TableRef}.
     *
     * @param sql the same as the query engine reads it
     */
    record TableQualifier(String database, String table, String sql) implements QueryPart {}

    /**
     * The word DEFAULT in the place of a value of INSERT.
     *
     * @param column the value's place in its row, from 0
     */
    record DefaultValue(int column) implements QueryPart {}

    /**
     * A call without arguments that depends on the session: {@code version()}, {@code current_user()}, {@code database()} …; lower case.
     */
    record SessionFunction(String name) implements QueryPart {}

    /** The operator REGEXP, or RLIKE, between a text and a regular expression; NOT stands in the text before it. */
    record RegexpOperator() implements QueryPart {}

    /**
     * An item of the outermost select list that is a bare integer: Databend gives it the smallest unsigned type.
     *
     * @param aliased whether an alias follows; otherwise the column is named as the literal
     */
    record SelectedInteger(BigInteger value, boolean aliased) implements QueryPart {}
}
