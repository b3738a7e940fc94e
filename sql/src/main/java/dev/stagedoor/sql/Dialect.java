package dev.stagedoor.sql;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The words by which Databend's statements begin that Stagedoor does not run, so that they are told from typing errors. All in upper case.
 */
final class Dialect {
    /** First words of what the query engine reads, beside those that are tokens of their own. */
    static final Set<String> QUERIES = Set.of("SELECT", "WITH", "FROM", "VALUES", "EXPLAIN", "TABLE", "DESC", "DESCRIBE");

    /** First words of statements that are not built, and what to call them. */
    static final Map<String, String> STATEMENTS = Map.ofEntries(
            Map.entry("ATTACH", "ATTACH TABLE"), Map.entry("CALL", "CALL"), Map.entry("COMMENT", "COMMENT ON"),
            Map.entry("DELETE", "DELETE"), Map.entry("EXECUTE", "EXECUTE"), Map.entry("EXISTS", "EXISTS TABLE"),
            Map.entry("GET", "GET"), Map.entry("KILL", "KILL"), Map.entry("MERGE", "MERGE INTO"), Map.entry("PUT", "PUT"),
            Map.entry("REFRESH", "REFRESH"), Map.entry("RENAME", "RENAME"), Map.entry("REPLACE", "REPLACE INTO"),
            Map.entry("SYSTEM", "SYSTEM"), Map.entry("UNDROP", "UNDROP"), Map.entry("UPDATE", "UPDATE"), Map.entry("VACUUM", "VACUUM"));

    /** What CREATE, ALTER and DROP are about, by the first word after the verb. */
    static final Map<String, String> OBJECTS = sorted(Map.ofEntries(
            Map.entry("AGGREGATE", "AGGREGATE FUNCTION"), Map.entry("AGGREGATING", "AGGREGATING INDEX"), Map.entry("CATALOG", "CATALOG"),
            Map.entry("CONNECTION", "CONNECTION"), Map.entry("DATABASE", "DATABASE"), Map.entry("DICTIONARY", "DICTIONARY"),
            Map.entry("DYNAMIC", "DYNAMIC TABLE"), Map.entry("EXTERNAL", "TABLE"), Map.entry("FILE", "FILE FORMAT"),
            Map.entry("FUNCTION", "FUNCTION"), Map.entry("INDEX", "INDEX"), Map.entry("INVERTED", "INVERTED INDEX"),
            Map.entry("MASKING", "MASKING POLICY"), Map.entry("MATERIALIZED", "MATERIALIZED VIEW"), Map.entry("NETWORK", "NETWORK POLICY"),
            Map.entry("NGRAM", "NGRAM INDEX"), Map.entry("NOTIFICATION", "NOTIFICATION INTEGRATION"),
            Map.entry("PASSWORD", "PASSWORD POLICY"), Map.entry("PIPE", "PIPE"), Map.entry("PROCEDURE", "PROCEDURE"),
            Map.entry("ROLE", "ROLE"), Map.entry("ROW", "ROW ACCESS POLICY"), Map.entry("SCHEMA", "DATABASE"),
            Map.entry("SEQUENCE", "SEQUENCE"), Map.entry("SHARE", "SHARE"), Map.entry("STAGE", "STAGE"), Map.entry("STREAM", "STREAM"),
            Map.entry("TABLE", "TABLE"), Map.entry("TAG", "TAG"), Map.entry("TASK", "TASK"), Map.entry("TEMP", "TABLE"),
            Map.entry("TEMPORARY", "TABLE"), Map.entry("TRANSIENT", "TABLE"), Map.entry("USER", "USER"),
            Map.entry("VECTOR", "VECTOR INDEX"),
            Map.entry("VIEW", "VIEW"), Map.entry("WAREHOUSE", "WAREHOUSE"), Map.entry("WORKLOAD", "WORKLOAD GROUP")));

    /** What DESC is about when it is not a table. */
    static final Map<String, String> DESCRIBED = Map.of(
            "FILE", "FILE FORMAT", "FUNCTION", "FUNCTION", "MASKING", "MASKING POLICY", "NETWORK",
            "NETWORK POLICY", "NOTIFICATION", "NOTIFICATION INTEGRATION", "PASSWORD", "PASSWORD POLICY", "ROLE", "ROLE");

    /** What SHOW is about. */
    static final SortedSet<String> SHOWN = new TreeSet<>(Set.of(
            "CATALOGS", "COLUMNS", "CONNECTIONS", "CREATE", "DATABASES", "DICTIONARIES", "DROP", "ENGINES", "FIELDS", "FILE", "FULL",
            "FUNCTIONS", "GRANTS", "INDEXES", "LOCKS", "MATERIALIZED", "METRICS", "NETWORK", "ONLINE", "PASSWORD", "PIPES", "PROCEDURES",
            "PROCESSLIST", "ROLES", "SCHEMAS", "SEQUENCES", "SETTINGS", "SHARES", "STAGES", "STATISTICS", "STREAMS", "TABLE", "TABLES",
            "TABLE_FUNCTIONS", "TAGS", "TASKS", "USER", "USERS", "VARIABLES", "VIEWS", "VIRTUAL", "WAREHOUSES", "WORKERS", "WORKLOAD"));

    /** Words that cannot be names and that the grammar never mentions; the other reserved words are tokens of their own. */
    static final Set<String> RESERVED = Set.of(
            "ANALYZE", "AND", "ANTI", "ANY", "ARRAY", "ASC", "ASOF", "ATTACH", "BETWEEN", "BLOCK", "BOTH", "CASE", "CAST", "CROSS",
            "CURRENT_TIMESTAMP", "DO", "ELSE", "END", "FETCH", "FUNCTION", "IDENTIFIER", "IGNORE_RESULT", "INNER", "INTO", "IS",
            "LEADING", "LEFT", "MASKING", "NATURAL", "OVER", "PARTITION", "PIPE", "PIVOT", "POLICY", "PROCEDURE", "RIGHT", "ROW",
            "ROWS", "SAMPLE", "SEMI", "SEQUENCE", "SHARE", "SHARES", "SOME", "STREAM", "TASK", "THEN", "TRAILING", "UDF", "UNPIVOT",
            "WHEN");

    /** The keys of {@code CONNECTION = (…)} ({@code docs/sql.md}, "External stages"), for completion. The grammar takes any. */
    static final Set<String> CONNECTION_KEYS = Set.of(
            "ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "ACCOUNT_KEY", "ACCOUNT_NAME", "AWS_EXTERNAL_ID", "AWS_KEY_ID", "AWS_ROLE_ARN",
            "AWS_SECRET_KEY", "AWS_TOKEN", "CONNECTION_NAME", "CREDENTIAL", "DELEGATION", "DISABLE_LIST_BATCH", "ENABLE_VIRTUAL_HOST_STYLE",
            "ENDPOINT_URL", "EXTERNAL_ID", "MASTER_KEY", "REGION", "REPO_TYPE", "REVISION", "ROLE_ARN", "SECRET_ACCESS_KEY", "SECRET_ID",
            "SECRET_KEY", "SECURITY_TOKEN", "SESSION_TOKEN", "TOKEN", "USER_NAME");

    /** The words of the statements on tables that are none of the lexer's, for completion. */
    static final Set<String> TABLE_WORDS = Set.of(
            "AFTER", "CLUSTER", "COLUMN", "COLUMN_MATCH_MODE", "COMPACT", "CONTINUE", "DETAILED_OUTPUT", "DISABLE_VARIANT_CHECK",
            "FIRST", "FORCE", "INCLUDE_QUERY_ID", "INTO", "MATCHED", "MAX_FILES", "MAX_FILE_SIZE", "MODIFY", "ON_ERROR",
            "PARTITION", "PURGE", "RETURN_FAILED_ONLY", "SCHEMA_EVOLUTION", "SINGLE", "SIZE_LIMIT", "SKIP_FILE", "SNAPSHOT", "SPLIT_SIZE",
            "USE_RAW_PATH", "VALUES");

    static final Set<String> SHOWN_WITH_ONE_MORE_WORD = Set.of(
            "CREATE", "DROP", "FULL", "MATERIALIZED", "NETWORK", "PASSWORD", "TABLE", "USER", "VIRTUAL", "WORKLOAD");

    /** What USE is about when it is not a database. */
    static final Set<String> USED = Set.of("CATALOG", "NETWORK", "ROLE", "WAREHOUSE");

    /** What SET is about when it is not a setting. */
    static final Set<String> SET = Set.of("DEFAULT", "PASSWORD", "VARIABLE");

    /** Privileges that are not built, by their first word. */
    static final Set<String> UNBUILT_PRIVILEGES = Set.of("APPLY", "GRANT", "SET", "USAGE");

    private static final Set<String> OWN = Set.of(
            "ABORT", "ALTER", "ANALYZE", "BEGIN", "COMMIT", "CONFIRM", "COPY", "CREATE", "DROP", "GRANT", "INSERT", "LIST", "OPTIMIZE",
            "PRESIGN", "REMOVE", "REVOKE", "ROLLBACK", "SET", "SHOW", "START", "TRUNCATE", "UNSET", "USE");

    /** What a statement that runs begins with, in the order in which one learns it; for errors, which name no more. */
    static final List<String> BUILT = List.of(
            "CREATE", "ALTER", "DROP", "DESC", "SHOW", "PRESIGN", "LIST", "REMOVE", "COPY", "INSERT", "GRANT", "REVOKE", "SELECT", "SET",
            "USE");

    /** Longer words are not compared: nothing of the dialect is near them. */
    private static final int MAX_COMPARED_CHARS = 32;

    private static final int MAX_TYPING_ERRORS = 2;

    private Dialect() {}

    /** Every word a statement begins with. */
    static SortedSet<String> firstWords() {
        SortedSet<String> words = new TreeSet<>(OWN);
        words.addAll(QUERIES);
        words.addAll(STATEMENTS.keySet());
        return words;
    }

    /** What a privilege is on that is not built, by its first word; empty for what is, and for what is nothing. */
    static Optional<String> grantedObject(String word) {
        return switch (word) {
            case "STAGE", "CONNECTION", "DATABASE", "TABLE" -> Optional.empty();
            case "UDF" -> Optional.of("UDF");
            default -> Optional.ofNullable(OBJECTS.get(word));
        };
    }

    /** The known word a mistyped one is nearest to, when at most two letters are wrong and most are right. */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() < 3 || word.length() > MAX_COMPARED_CHARS) {
            return Optional.empty();
        }
        String nearest = null;
        int fewest = Math.min(MAX_TYPING_ERRORS, (word.length() - 1) / 2) + 1;
        for (String candidate : known) {
            boolean near = Math.abs(word.length() - candidate.length()) < fewest;
            int errors = near ? distance(word, candidate) : fewest;
            if (errors < fewest) {
                fewest = errors;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Letters added, removed, changed, or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }
}
