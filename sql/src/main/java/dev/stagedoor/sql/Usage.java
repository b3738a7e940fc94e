package dev.stagedoor.sql;

/** How each statement of the grammar is written, as a syntax error in it reminds the user. */
enum Usage {
    CREATE_STAGE("CREATE [OR REPLACE] STAGE [IF NOT EXISTS] <stage_name> [URL = '<url>' [CONNECTION = (<key> = '<value>' ...)]]"
            + " [FILE_FORMAT = (<options>)] [COMMENT = '<comment>']"),
    CREATE_CONNECTION(
            "CREATE [OR REPLACE] CONNECTION [IF NOT EXISTS] <connection_name> STORAGE_TYPE = '<type>' [<key> = '<value>' ...]"),
    CREATE_FILE_FORMAT("CREATE [OR REPLACE] FILE FORMAT [IF NOT EXISTS] <format_name> <options>"),
    ALTER_STAGE(
            "ALTER STAGE [IF EXISTS] <stage_name> {SET {URL = '<url>' [CONNECTION = (<key> = '<value>' ...)] | FILE_FORMAT = (<options>)"
                    + " | COMMENT = '<comment>'} | UNSET {FILE_FORMAT | COMMENT}}"),
    DROP_STAGE("DROP STAGE [IF EXISTS] <stage_name>"),
    DROP_FILE_FORMAT("DROP FILE FORMAT [IF EXISTS] <format_name>"),
    DROP_CONNECTION("DROP CONNECTION [IF EXISTS] <connection_name>"),
    DESCRIBE_STAGE("{DESC | DESCRIBE} STAGE <stage_name>"),
    DESCRIBE_CONNECTION("{DESC | DESCRIBE} CONNECTION <connection_name>"),
    SHOW_STAGES("SHOW STAGES [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_FILE_FORMATS("SHOW FILE FORMATS"),
    SHOW_CONNECTIONS("SHOW CONNECTIONS"),
    SHOW_SETTINGS("SHOW SETTINGS [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    LIST("LIST @<stage_name>[/<path>] [PATTERN = '<regex>']"),
    REMOVE("REMOVE @<stage_name>[/<path>] [PATTERN = '<regex>']"),
    PRESIGN("PRESIGN [{DOWNLOAD | UPLOAD}] <location> [EXPIRE = 3600]"),
    USE("USE [<catalog>.]<database>"),
    SET("SET [GLOBAL | SESSION] <setting> = <value> [, ...]"),
    UNSET("UNSET [GLOBAL | SESSION] {<setting> | (<setting>, ...)}"),
    BEGIN("{BEGIN [TRANSACTION] | START TRANSACTION}"),
    COMMIT("COMMIT [TRANSACTION]"),
    ROLLBACK("ROLLBACK [TRANSACTION]");

    private final String syntax;

    Usage(String syntax) {
        this.syntax = syntax;
    }

    String syntax() {
        return syntax;
    }
}
