package dev.stagedoor.sql;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** One statement, as written; nothing in it has been looked up or checked against what exists. */
public sealed interface Statement {
    /** {@code CREATE [OR REPLACE] STAGE [IF NOT EXISTS] name [[URL =] '…' [CONNECTION = (…)]] [FILE_FORMAT = (…)] [COMMENT = '…']} */
    record CreateStage(
            String name,
            boolean orReplace,
            boolean ifNotExists,
            Optional<UriLocation> location,
            Optional<FormatClause> fileFormat,
            Optional<String> comment)
            implements Statement {}

    /** {@code ALTER STAGE [IF EXISTS] name SET … | UNSET …} */
    record AlterStage(String name, boolean ifExists, Change change) implements Statement {
        public sealed interface Change {}

        /** At least one is present. */
        public record Set(Optional<UriLocation> location, Optional<FormatClause> fileFormat, Optional<String> comment)
                implements Change {}

        /** At least one is true. */
        public record Unset(boolean fileFormat, boolean comment) implements Change {}
    }

    record DropStage(String name, boolean ifExists) implements Statement {}

    record DescribeStage(String name) implements Statement {}

    record ShowStages(Optional<Filter> filter, OptionalLong limit) implements Statement {}

    /** {@code LIST @s/p [PATTERN = '…']} */
    record ListFiles(StagePath location, Optional<String> pattern) implements Statement {}

    /** {@code REMOVE @s/p [PATTERN = '…']} */
    record RemoveFiles(StagePath location, Optional<String> pattern) implements Statement {}

    /**
     * {@code PRESIGN [DOWNLOAD | UPLOAD] location [EXPIRE = seconds] [CONTENT_TYPE = '…']}
     *
     * @param expireSeconds any non-negative number as written; its bounds are not a matter of syntax
     */
    record Presign(Action action, StagePath location, Optional<BigDecimal> expireSeconds, Optional<String> contentType)
            implements Statement {
        public enum Action {
            DOWNLOAD,
            UPLOAD
        }
    }

    /** {@code CREATE [OR REPLACE] FILE FORMAT [IF NOT EXISTS] name options} */
    record CreateFileFormat(String name, boolean orReplace, boolean ifNotExists, FormatClause options) implements Statement {}

    record DropFileFormat(String name, boolean ifExists) implements Statement {}

    record ShowFileFormats() implements Statement {}

    /**
     * {@code CREATE [OR REPLACE] CONNECTION [IF NOT EXISTS] name STORAGE_TYPE = '…' key = '…' …}. Any value may be a secret, so
     * {@link #toString} names the keys alone.
     *
     * @param storageType as written
     * @param parameters by key in lower case, sorted; of a key given twice the last
     */
    record CreateConnection(
            String name, boolean orReplace, boolean ifNotExists, String storageType, SortedMap<String, String> parameters)
            implements Statement {
        public CreateConnection {
            parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        }

        @Override
        public String toString() {
            return "CreateConnection[" + name + ", " + storageType + ", " + parameters.keySet() + "]";
        }
    }

    record DropConnection(String name, boolean ifExists) implements Statement {}

    record DescribeConnection(String name) implements Statement {}

    record ShowConnections() implements Statement {}

    /** {@code USE database} or {@code USE catalog.database}: the last name. */
    record UseDatabase(String database) implements Statement {}

    /** {@code SET [GLOBAL | SESSION] name = value, …} or {@code SET (a, b) = (1, 2)}; values as text, without quotes. */
    record SetSettings(List<Assignment> assignments) implements Statement {
        public record Assignment(String name, String value) {}

        public SetSettings {
            assignments = List.copyOf(assignments);
        }
    }

    /** {@code UNSET name} or {@code UNSET (a, b)} */
    record UnsetSettings(List<String> names) implements Statement {
        public UnsetSettings {
            names = List.copyOf(names);
        }
    }

    record ShowSettings(Optional<Filter> filter, OptionalLong limit) implements Statement {}

    /** {@code BEGIN}, {@code COMMIT}, {@code ROLLBACK} and their longer spellings. */
    record Transaction(Kind kind) implements Statement {
        public enum Kind {
            BEGIN,
            COMMIT,
            ROLLBACK
        }
    }

    /**
     * Read-only SQL for the query engine: {@code SELECT}, {@code WITH}, {@code VALUES}, {@code EXPLAIN} … Exactly one statement, without its
     * closing semicolon.
     */
    record Query(List<QueryPart> parts) implements Statement {
        public Query {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A statement of the dialect that is recognised but not built.
     *
     * @param what names it as a user would: {@code "COPY INTO"}, {@code "CREATE TABLE"}, {@code "ALTER STAGE … SET TAG"}
     */
    record NotBuilt(String what) implements Statement {}

    /** What a SHOW statement lets through. */
    sealed interface Filter {
        /** SQL LIKE, not case-sensitive. */
        record Like(String pattern) implements Filter {}

        /** A condition over the columns, as written. */
        record Where(List<QueryPart> condition) implements Filter {
            public Where {
                condition = List.copyOf(condition);
            }
        }
    }
}
