package dev.stagedoor.sql;

import java.util.Optional;

/**
 * What {@code SHOW DATABASES}, {@code SHOW TABLES} and their like show. Where a database is optional, the session's is meant without it.
 */
public sealed interface Metadata {
    /** {@code [FULL] {DATABASES | SCHEMAS} [FROM catalog]} */
    record Databases(boolean full, Optional<String> catalog) implements Metadata {}

    /**
     * {@code [FULL] TABLES [HISTORY] [FROM [catalog.]database]}
     *
     * @param history whether the time a table was dropped is shown
     */
    record Tables(boolean full, boolean history, Optional<String> catalog, Optional<String> database) implements Metadata {}

    /** {@code [FULL] VIEWS [HISTORY] [FROM [catalog.]database]}; as {@link Tables}. */
    record Views(boolean full, boolean history, Optional<String> catalog, Optional<String> database) implements Metadata {}

    /** {@code [FULL] {COLUMNS | FIELDS} FROM table [FROM database]} */
    record Columns(boolean full, TableName table) implements Metadata {}

    /** {@code TABLE STATUS [FROM [catalog.]database]} */
    record TableStatus(Optional<String> catalog, Optional<String> database) implements Metadata {}

    /** {@code FUNCTIONS} */
    record Functions() implements Metadata {}

    /** {@code TABLE_FUNCTIONS} or {@code TABLE FUNCTIONS} */
    record TableFunctions() implements Metadata {}

    /** {@code CATALOGS} */
    record Catalogs() implements Metadata {}

    /** {@code ENGINES} */
    record Engines() implements Metadata {}

    /** {@code PROCESSLIST}: the statements that run now. */
    record Processes() implements Metadata {}
}
