package dev.stagedoor.sql;

import dev.stagedoor.signing.term.TermName;

/** How each statement of the grammar is written, as a syntax error in it reminds the user. */
enum Usage {
    CREATE_STAGE("CREATE [OR REPLACE] STAGE [IF NOT EXISTS] <stage_name> [URL = '<url>' [CONNECTION = (<key> = '<value>' ...)]]"
            + " [FILE_FORMAT = (<options>)] [PRESIGN = (<rules>)] [COMMENT = '<comment>']"),
    CREATE_CONNECTION(
            "CREATE [OR REPLACE] CONNECTION [IF NOT EXISTS] <connection_name> STORAGE_TYPE = '<type>' [<key> = '<value>' ...]"),
    CREATE_FILE_FORMAT("CREATE [OR REPLACE] FILE FORMAT [IF NOT EXISTS] <format_name> <options>"),
    CREATE_USER(
            "CREATE [OR REPLACE] USER [IF NOT EXISTS] <user> IDENTIFIED [WITH {NO_PASSWORD | SHA256_PASSWORD | DOUBLE_SHA1_PASSWORD | JWT"
            + " | KEY_PAIR}] [BY '<password>'] [WITH {DEFAULT_ROLE = <role> | DEFAULT_WAREHOUSE = '<warehouse>' | DISABLED = {TRUE |"
            + " FALSE}} ...]"),
    CREATE_ROLE("CREATE ROLE [IF NOT EXISTS] <role> [COMMENT = '<comment>']"),
    ALTER_ROLE("ALTER ROLE [IF EXISTS] <role> {SET COMMENT = '<comment>' | UNSET COMMENT}"),
    ALTER_STAGE(
            "ALTER STAGE [IF EXISTS] <stage_name> {SET {URL = '<url>' [CONNECTION = (<key> = '<value>' ...)] | FILE_FORMAT = (<options>)"
                    + " | PRESIGN = (<rules>) | COMMENT = '<comment>'} | UNSET {FILE_FORMAT | PRESIGN | COMMENT}}"),
    ALTER_USER("ALTER USER [IF EXISTS] <user> [IDENTIFIED [WITH <method>] [BY '<password>']]"
            + " [WITH {DEFAULT_ROLE = <role> | DEFAULT_WAREHOUSE = '<warehouse>' | DISABLED = {TRUE | FALSE} | ADD PUBLIC_KEY = '<key>'"
            + " [LABEL = '<label>'] | REMOVE PUBLIC_KEY {LABEL | FINGERPRINT} = '<text>'} ...]"),
    DROP_STAGE("DROP STAGE [IF EXISTS] <stage_name>"),
    DROP_FILE_FORMAT("DROP FILE FORMAT [IF EXISTS] <format_name>"),
    DROP_CONNECTION("DROP CONNECTION [IF EXISTS] <connection_name>"),
    DROP_USER("DROP USER [IF EXISTS] <user>"),
    DROP_ROLE("DROP ROLE [IF EXISTS] <role>"),
    DESCRIBE_STAGE("{DESC | DESCRIBE} STAGE <stage_name>"),
    DESCRIBE_CONNECTION("{DESC | DESCRIBE} CONNECTION <connection_name>"),
    DESCRIBE_USER("{DESC | DESCRIBE} USER <user>"),
    DESCRIBE_TABLE("{DESC | DESCRIBE} [TABLE] [<database>.]<table>"),
    SHOW_DATABASES("SHOW [FULL] {DATABASES | SCHEMAS} [FROM <catalog>] [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_TABLES("SHOW [FULL] TABLES [HISTORY] [FROM <database>] [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_VIEWS("SHOW [FULL] VIEWS [HISTORY] [FROM <database>] [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_COLUMNS("SHOW [FULL] {COLUMNS | FIELDS} FROM <table> [FROM <database>] [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_TABLE_STATUS("SHOW TABLE STATUS [FROM <database>] [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_LIST("SHOW {FUNCTIONS | TABLE_FUNCTIONS | CATALOGS | ENGINES | PROCESSLIST} [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_CREATE("SHOW CREATE {TABLE [<database>.]<table> | DATABASE <database>}"),
    SHOW_STAGES("SHOW STAGES [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_FILE_FORMATS("SHOW FILE FORMATS"),
    SHOW_CONNECTIONS("SHOW CONNECTIONS"),
    SHOW_SETTINGS("SHOW SETTINGS [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_USERS("SHOW USERS [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_PUBLIC_KEYS("SHOW PUBLIC KEYS FOR USER <user>"),
    SHOW_ROLES("SHOW ROLES [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    SHOW_GRANTS("SHOW GRANTS [FOR {[USER] <user> | ROLE <role>} | OF ROLE <role>"
            + " | ON {STAGE <stage_name> | CONNECTION <connection_name> | DATABASE <database> | TABLE <table>}]"
            + " [LIKE '<pattern>' | WHERE <expr>] [LIMIT <limit>]"),
    LIST("LIST @<stage_name>[/<path>] [PATTERN = '<regex>']"),
    REMOVE("REMOVE @<stage_name>[/<path>] [PATTERN = '<regex>']"),
    PRESIGN("PRESIGN [{DOWNLOAD | UPLOAD}] <location> [{FILES = ('<file>', ...) | PATTERN = '<regex>' | SIZE = <bytes>"
            + " [PART_SIZE = <bytes>] [SOURCE = '<text>']}] " + TermName.usage()),
    PRESIGN_PARTS("PRESIGN UPLOAD PARTS [(<number>, ...)] OF '<upload_id>' [EXPIRE = 3600]"),
    CONFIRM_UPLOAD("CONFIRM UPLOAD '<upload_id>'"),
    ABORT_UPLOAD("ABORT UPLOAD '<upload_id>'"),
    GRANT_ROLE("GRANT ROLE <role> TO {[USER] <user> | ROLE <role>}"),
    GRANT("GRANT <privilege> [, ...] ON {STAGE <stage_name> [PATH '<directory>'] | CONNECTION <connection_name>"
            + " | DATABASE <database> | [TABLE] [<database>.]<table> | <database>.* | *.*}"
            + " TO {[USER] <user> | ROLE <role>}"),
    REVOKE_ROLE("REVOKE ROLE <role> FROM {[USER] <user> | ROLE <role>}"),
    REVOKE("REVOKE <privilege> [, ...] ON {STAGE <stage_name> [PATH '<directory>'] | CONNECTION <connection_name>"
            + " | DATABASE <database> | [TABLE] [<database>.]<table> | <database>.* | *.*}"
            + " FROM {[USER] <user> | ROLE <role>}"),
    REVOKE_PRESIGN("REVOKE PRESIGN {'<id>' | ON STAGE <stage_name> | ON USER <user>}"),
    USE("USE [<catalog>.]<database>"),
    SET("SET [GLOBAL | SESSION] <setting> = <value> [, ...]"),
    SET_ROLE("SET ROLE {<role> | DEFAULT}"),
    SET_SECONDARY_ROLES("SET SECONDARY ROLES {ALL | NONE | <role> [, ...]}"),
    UNSET("UNSET [GLOBAL | SESSION] {<setting> | (<setting>, ...)}"),
    BEGIN("{BEGIN [TRANSACTION] | START TRANSACTION}"),
    COMMIT("COMMIT [TRANSACTION]"),
    ROLLBACK("ROLLBACK [TRANSACTION]"),
    CREATE_DATABASE("CREATE DATABASE [IF NOT EXISTS] <database>"),
    DROP_DATABASE("DROP DATABASE [IF EXISTS] <database>"),
    CREATE_TABLE("CREATE [OR REPLACE] TABLE [IF NOT EXISTS] [<database>.]<table> {(<column> <type> [NULL | NOT NULL] [DEFAULT <expr>]"
            + " [COMMENT '<comment>'], ...) | LIKE <table> | AS <query>} [PARTITION BY (<column> | <transform>(<column>), ...)]"
            + " [CLUSTER BY (<column>, ...)] [COMMENT = '<comment>']"),
    DROP_TABLE("DROP TABLE [IF EXISTS] [<database>.]<table> [ALL]"),
    UNDROP_TABLE("UNDROP TABLE [<database>.]<table>"),
    RENAME_TABLE("RENAME TABLE [IF EXISTS] [<database>.]<table> TO [<database>.]<table>"),
    ALTER_TABLE("ALTER TABLE [IF EXISTS] [<database>.]<table> {RENAME TO <table> | ADD [COLUMN] <column> <type> [FIRST | AFTER <column>]"
            + " | DROP [COLUMN] <column> | RENAME [COLUMN] <column> TO <column> | MODIFY [COLUMN] <column> <type> [, ...]"
            + " | COMMENT = '<comment>'}"),
    TRUNCATE_TABLE("TRUNCATE TABLE [<database>.]<table>"),
    OPTIMIZE_TABLE("OPTIMIZE TABLE [<database>.]<table> {COMPACT | PURGE | ALL}"),
    ANALYZE_TABLE("ANALYZE TABLE [<database>.]<table>"),
    COPY_INTO("COPY INTO {[<database>.]<table> [(<column>, ...)] FROM {<location> | (SELECT <expr>, ... FROM <location> [<alias>])}"
            + " [FILES = ('<file>', ...)] [PATTERN = '<regex>'] [FILE_FORMAT = (<options>)] [<copy_option> ...]"
            + " | <location> FROM {<table> | (<query>)} [PARTITION BY (<expr>)] [FILE_FORMAT = (<options>)] [<copy_option> ...]}"),
    INSERT("INSERT {INTO | OVERWRITE [INTO]} [TABLE] [<database>.]<table> [(<column>, ...)] {VALUES (<expr>, ...), ... | <query>"
            + " | [VALUES (? | <expr>, ...)] FROM <location> FILE_FORMAT = (<options>)}"),
    DELETE("DELETE FROM [<database>.]<table> [[AS] <alias>] [WHERE <condition>]"),
    UPDATE("UPDATE [<database>.]<table> [[AS] <alias>] SET <column> = <expr>, ... [FROM <source>, ...] [WHERE <condition>]"),
    MERGE("MERGE INTO [<database>.]<table> [[AS] <alias>] USING {<table> | (<query>) | <location>} [[AS] <alias>] ON <condition>"
            + " {WHEN MATCHED [AND <condition>] THEN {UPDATE {* | SET <column> = <expr>, ...} | DELETE}"
            + " | WHEN NOT MATCHED [AND <condition>] THEN INSERT {* | [(<column>, ...)] VALUES (<expr>, ...)}} ...");

    private final String syntax;

    Usage(String syntax) {
        this.syntax = syntax;
    }

    String syntax() {
        return syntax;
    }
}
