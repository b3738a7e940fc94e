package dev.stagedoor.app.config;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Every key of the configuration, once. Parsing, error messages, {@code stagedoor config}, and docs/configuration.md are made from
 * this table.
 */
public final class Settings {
    private static final DataSize ONE_KIB = DataSize.ofKibibytes(1);
    private static final DataSize ONE_GIB = DataSize.ofGibibytes(1);
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration ONE_HOUR = Duration.ofHours(1);
    private static final Duration ONE_DAY = Duration.ofDays(1);

    public static final Setting<String> BIND = new Setting<>("server", "bind",
            ValueType.text("a host name or IP address to listen on, such as 127.0.0.1, ::1 or 0.0.0.0",
                    text -> !text.isBlank() && text.chars().noneMatch(c -> c <= ' ' || c == '/')),
            "127.0.0.1",
            "Address to listen on. On anything but a loopback address every user needs a password.");
    public static final Setting<Integer> PORT = new Setting<>("server", "port",
            ValueType.integer(0, 65_535), 8000,
            "TCP port to listen on; 0 takes a free one, which the ready line names.");
    public static final Setting<Optional<URI>> PUBLIC_URL = new Setting<>("server", "public_url",
            ValueType.origin(), Optional.empty(),
            "Address under which clients reach the server, used in presigned URLs. Empty: the host each client used. With any but"
                    + " localhost every user needs a password.");
    public static final Setting<List<String>> TRUSTED_PROXIES = new Setting<>("server", "trusted_proxies",
            ValueType.networks(), List.of(),
            "Proxies whose X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Port and X-Forwarded-For headers are believed. With any, every"
                    + " user needs a password.");
    public static final Setting<List<String>> CORS_ORIGINS = new Setting<>("server", "cors_origins",
            ValueType.webOrigins(), List.of("*"),
            "Web origins whose pages may use presigned URLs. All is safe: the URL is the only authority there is.");
    public static final Setting<Duration> STOP_TIMEOUT = new Setting<>("server", "stop_timeout",
            ValueType.duration(Duration.ZERO, ONE_HOUR), Duration.ofSeconds(30),
            "How long uploads and downloads in flight may take to finish after Ctrl-C or SIGTERM.");
    public static final Setting<Duration> PASSWORD_MEMORY = new Setting<>("server", "password_memory",
            ValueType.duration(Duration.ZERO, ONE_HOUR), Duration.ofMinutes(5),
            "How long a password that was right is remembered, as a keyed digest in memory, so that not every request costs a slow hash.");

    public static final Setting<Optional<Path>> TLS_CERTIFICATE = new Setting<>("tls", "certificate",
            ValueType.file(), Optional.empty(),
            "PEM file with the certificate, then those of its issuers. With it the port speaks HTTPS (HTTP/2 and HTTP/1.1) and nothing"
                    + " else. Files that change are read again.");
    public static final Setting<Optional<Path>> TLS_PRIVATE_KEY = new Setting<>("tls", "private_key",
            ValueType.file(), Optional.empty(),
            "PEM file with the private key of tls.certificate, not encrypted.");
    public static final Setting<Optional<Path>> TLS_KEYSTORE = new Setting<>("tls", "keystore",
            ValueType.file(), Optional.empty(),
            "PKCS#12 file with one private key and its certificates, instead of the two PEM files.");
    public static final Setting<Optional<Secret>> TLS_KEYSTORE_PASSWORD = new Setting<>("tls", "keystore_password",
            ValueType.secret("text", text -> true), Optional.empty(),
            "Password of tls.keystore.");

    public static final Setting<Path> DATA = new Setting<>("storage", "data",
            ValueType.path(), Path.of("stagedoor-data"),
            "Directory that holds everything: files, index, definitions and the signing key. Made when missing.");
    public static final Setting<String> BUCKET = new Setting<>("storage", "bucket",
            ValueType.text(
                    "a legal S3 bucket name: 3 to 63 lower-case letters, digits, '-' and '.', and none of v1, health, metrics, console",
                    text -> text.matches("[a-z0-9](?:[a-z0-9-]|\\.(?!\\.)){1,61}[a-z0-9]")
                            && !List.of("v1", "health", "metrics", "console").contains(text) && !text.matches("\\d+(\\.\\d+){3}")),
            "stagedoor",
            "First segment of the path of every presigned URL. Changing it ends the URLs given out before.");
    public static final Setting<String> REGION = new Setting<>("storage", "region",
            ValueType.text("1 to 64 lower-case letters, digits and '-'", text -> text.matches("[a-z0-9-]{1,64}")),
            "us-east-1",
            "Region that stands in every signature. Changing it ends the URLs given out before.");
    public static final Setting<DataSize> MAX_OBJECT_SIZE = new Setting<>("storage", "max_object_size",
            ValueType.size(new DataSize(1), DataSize.ofGibibytes(5 << 10)), DataSize.ofGibibytes(5 << 10),
            "Largest file an upload may make; a larger one is refused before its body is read. One of more than 5 GiB comes in parts.");
    public static final Setting<Duration> ABANDONED_UPLOAD_AGE = new Setting<>("storage", "abandoned_upload_age",
            ValueType.duration(ONE_SECOND, Duration.ofDays(3650)), Duration.ofDays(7),
            "How long after its beginning an upload in parts is ended that nobody has completed, and its parts deleted. In a bucket of"
                    + " storage.url that goes for every upload below that URL.");

    public static final Setting<String> STORAGE_URL = new Setting<>("storage", "url",
            ValueType.anyText("the URL of a bucket, such as s3://bucket/prefix/ or azblob://container/"), "",
            "Where user stages and internal stages keep their files. Empty: in the data directory. [storage.connection] says how to reach"
                    + " it.");
    public static final Setting<List<Path>> FS_ROOTS = new Setting<>("storage", "fs_roots",
            ValueType.directories(), List.of(),
            "Directories that stages with fs:// URLs may lie in. Empty: such stages are refused.");
    public static final Setting<Boolean> ALLOW_INSECURE = new Setting<>("storage", "allow_insecure",
            ValueType.flag(), false,
            "Whether URLs in queries may lead to stores without HTTPS, or into fs_roots. Stages may in any case.");
    public static final Setting<EndpointPolicyName> ENDPOINT_POLICY = new Setting<>("storage", "endpoint_policy",
            ValueType.oneOf(EndpointPolicyName.class), EndpointPolicyName.PERMISSIVE,
            "Which endpoints stages may name: permissive, all; strict, https to public addresses only; allowlist, those of"
                    + " endpoint_allowlist. Link-local and cloud metadata addresses are refused always.");
    public static final Setting<List<String>> ENDPOINT_ALLOWLIST = new Setting<>("storage", "endpoint_allowlist",
            ValueType.hosts(), List.of(),
            "Hosts and networks that endpoint_policy = \"allowlist\" lets through.");

    /** How {@link #STORAGE_URL} is reached. */
    public static final List<Setting<?>> STORAGE_CONNECTION = connection("storage.connection");

    public static final Setting<String> WAREHOUSE_URL = new Setting<>("warehouse", "url",
            ValueType.anyText("the URL of a bucket, such as s3://bucket/prefix/ or azblob://container/"), "",
            "Where tables keep their files. Empty: beside the files of internal stages. Tables that lie elsewhere cannot be read.");

    public static final Setting<Duration> WAREHOUSE_RETENTION = new Setting<>("warehouse", "retention",
            ValueType.duration(Duration.ZERO, Duration.ofDays(3650)), ONE_DAY,
            "How long a dropped table can be brought back, and how long OPTIMIZE TABLE … PURGE keeps the content that a commit has"
                    + " replaced.");
    public static final Setting<Duration> WAREHOUSE_ORPHAN_AGE = new Setting<>("warehouse", "orphan_age",
            ValueType.duration(Duration.ZERO, Duration.ofDays(3650)), ONE_DAY,
            "How old a file of a table must be that nothing refers to before it is removed. Longer than any COPY, INSERT or CREATE TABLE"
                    + " AS runs, here or in another engine over the same tables.");
    public static final Setting<Duration> WAREHOUSE_SWEEP_INTERVAL = new Setting<>("warehouse", "sweep_interval",
            ValueType.duration(ONE_SECOND, Duration.ofDays(365)), ONE_DAY,
            "How often files of dropped tables, and files left by servers that were killed, are looked for and removed; the first time"
                    + " when the server starts.");

    /** How {@link #WAREHOUSE_URL} is reached. */
    public static final List<Setting<?>> WAREHOUSE_CONNECTION = connection("warehouse.connection");

    public static final Setting<String> DOOR_ACCESS_KEY_ID = new Setting<>("door", "access_key_id",
            ValueType.text("1 to 128 letters, digits, '-', '.' and '_'", text -> text.matches("[A-Za-z0-9._-]{0,128}")), "",
            "Access key with which S3 clients (AWS CLI, SDKs, another Stagedoor's stages) may list, read, write and delete all files of"
                    + " the bucket. Empty: the door opens to presigned URLs only.");
    public static final Setting<Optional<Secret>> DOOR_SECRET_ACCESS_KEY = new Setting<>("door", "secret_access_key",
            ValueType.secret("8 to 128 characters", text -> text.length() >= 8 && text.length() <= 128), Optional.empty(),
            "Secret of access_key_id.");

    public static final Setting<Integer> FAILURES_BEFORE_DELAY = new Setting<>("authentication", "failures_before_delay",
            ValueType.integer(1, 1000), 5,
            "Failed logins of a user from an address after which each further attempt waits. An address may fail ten times as often,"
                    + " whoever the users.");
    public static final Setting<Duration> FAILURE_MEMORY = new Setting<>("authentication", "failure_memory",
            ValueType.duration(ONE_SECOND, ONE_DAY), Duration.ofMinutes(5),
            "Without a failure for this long, those before are forgotten; a login that succeeds does the same at once.");
    public static final Setting<Duration> FIRST_DELAY = new Setting<>("authentication", "first_delay",
            ValueType.duration(Duration.ofMillis(1), ONE_HOUR), ONE_SECOND,
            "How long the first attempt after too many failures waits; each failure doubles it.");
    public static final Setting<Duration> MAX_DELAY = new Setting<>("authentication", "max_delay",
            ValueType.duration(Duration.ofMillis(1), ONE_HOUR), Duration.ofSeconds(30),
            "The longest time between two attempts. An attempt waits 5 seconds for its turn at most; one whose turn is "
                    + "later is answered 429 at once, with the time of it.");
    public static final Setting<Integer> MAX_DELAYED_LOGINS = new Setting<>("authentication", "max_delayed_logins",
            ValueType.integer(0, 100_000), 64,
            "Attempts that wait at once, of all users together; further ones are answered 429.");
    public static final Setting<String> JWT_ISSUER = new Setting<>("authentication.jwt", "issuer",
            ValueType.anyText("the issuer's name, as its tokens have it in iss"), "",
            "Issuer of the tokens (Authorization: Bearer) that users IDENTIFIED WITH JWT log in with. Empty: nobody can.");
    public static final Setting<String> JWT_AUDIENCE = new Setting<>("authentication.jwt", "audience",
            ValueType.anyText("a name, as the tokens have it in aud"), "",
            "Audience the tokens must be made out to, so that a token for another service opens nothing here.");
    public static final Setting<Optional<URI>> JWT_KEY_SET_URL = new Setting<>("authentication.jwt", "key_set_url",
            ValueType.keySetUrl(), Optional.empty(),
            "Where the issuer publishes its keys, as a JSON Web Key Set. Fetched at the first login, every 15 minutes, and, at most once a "
                    + "minute, when a token names a key that is not known.");
    public static final Setting<String> JWT_KEY_SET_FILE = new Setting<>("authentication.jwt", "key_set_file",
            ValueType.anyText("a path; relative ones are relative to the working directory"), "",
            "File with the issuer's keys, instead of key_set_url. Read again when it has changed.");
    public static final Setting<String> JWT_USER_CLAIM = new Setting<>("authentication.jwt", "user_claim",
            ValueType.text("the name of a claim, such as sub or preferred_username", text -> text.matches("[!-~]{1,64}")), "sub",
            "Claim that holds the user's name.");
    public static final Setting<Duration> JWT_CLOCK_SKEW = new Setting<>("authentication.jwt", "clock_skew",
            ValueType.duration(Duration.ZERO, Duration.ofMinutes(5)), Duration.ofSeconds(30),
            "By how much the issuer's clock may differ from this one.");

    public static final Setting<Optional<Secret>> CATALOG_KEY = new Setting<>("catalog", "key",
            ValueType.secret("32 bytes in base64, as 'openssl rand -base64 32' prints them", Settings::isCatalogKey), Optional.empty(),
            "Key that encrypts the connection parameters of stages and connections. Empty: one made at the first start and kept in the"
                    + " data directory.");

    public static final Setting<Duration> LEDGER_KEEP = new Setting<>("ledger", "keep",
            ValueType.duration(Duration.ofMinutes(1), Duration.ofDays(3650)), Duration.ofDays(30),
            "How long a presigned URL stays in system.presigns after it has expired.");

    public static final Setting<Integer> MAX_CONNECTIONS = new Setting<>("limits", "max_connections",
            ValueType.integer(1, 1_000_000), 4096,
            "Connections open at once; further ones wait to be accepted.");
    public static final Setting<DataSize> MAX_HEADER_SIZE = new Setting<>("limits", "max_header_size",
            ValueType.size(DataSize.ofKibibytes(8), DataSize.ofMebibytes(1)), DataSize.ofKibibytes(16),
            "Request line and headers of a request; a key of 1,024 bytes takes 3 KiB when all of it is percent-encoded.");
    public static final Setting<DataSize> MAX_BODY_SIZE = new Setting<>("limits", "max_body_size",
            ValueType.size(ONE_KIB, ONE_GIB), DataSize.ofMebibytes(2),
            "JSON body of a request.");
    public static final Setting<DataSize> MAX_SQL_SIZE = new Setting<>("limits", "max_sql_size",
            ValueType.size(ONE_KIB, ONE_GIB), DataSize.ofMebibytes(1),
            "Text of one statement, in UTF-8.");
    public static final Setting<DataSize> MAX_LOAD_SIZE = new Setting<>("limits", "max_load_size",
            ValueType.size(ONE_KIB, DataSize.ofGibibytes(64 << 10)), DataSize.ofGibibytes(4),
            "File of a streaming load; it lies in the internal storage until it is loaded.");
    public static final Setting<Duration> IDLE_TIMEOUT = new Setting<>("limits", "idle_timeout",
            ValueType.duration(ONE_SECOND, ONE_HOUR), Duration.ofSeconds(60),
            "How long a connection may be without a byte in either direction.");
    public static final Setting<DataSize> MIN_RATE = new Setting<>("limits", "min_rate",
            ValueType.size(new DataSize(0), ONE_GIB), ONE_KIB,
            "Least bytes a second while a body is on its way; 0 for no minimum.");
    public static final Setting<Duration> MIN_RATE_WINDOW = new Setting<>("limits", "min_rate_window",
            ValueType.duration(ONE_SECOND, ONE_HOUR), Duration.ofSeconds(30),
            "How long a client may be slower than min_rate before it is cut off.");
    public static final Setting<Integer> MAX_STATEMENTS_PER_USER = new Setting<>("limits", "max_statements_per_user",
            ValueType.integer(1, 100_000), 32,
            "Statements of one user that run at once; further ones are answered 429.");
    public static final Setting<Integer> MAX_UPLOADS_PER_USER = new Setting<>("limits", "max_uploads_per_user",
            ValueType.integer(1, 100_000), 16,
            "Uploads of one user through the server (not by presigned URL) at once; further ones are answered 429.");
    public static final Setting<Integer> MAX_DOOR_REQUESTS_PER_ADDRESS = new Setting<>("limits", "max_door_requests_per_address",
            ValueType.integer(1, 1_000_000), 256,
            "Requests with presigned URLs under way at once from one client address (of IPv6, one /64 network); further ones are answered"
                    + " 429. Clients behind a proxy that is not in trusted_proxies count as one.");

    public static final Setting<Integer> PAGE_ROWS = new Setting<>("results", "page_rows",
            ValueType.integer(1, 1_000_000), 10_000,
            "Rows of a page when the client does not say.");
    public static final Setting<Integer> MAX_PAGE_ROWS = new Setting<>("results", "max_page_rows",
            ValueType.integer(1, 1_000_000), 100_000,
            "The most rows of a page a client may ask for.");
    public static final Setting<DataSize> MAX_PAGE_SIZE = new Setting<>("results", "max_page_size",
            ValueType.size(ONE_KIB, DataSize.ofMebibytes(64)), DataSize.ofMebibytes(1),
            "A page ends after the row that reaches this much JSON.");
    public static final Setting<Duration> RESULT_TIMEOUT = new Setting<>("results", "idle_timeout",
            ValueType.duration(ONE_SECOND, ONE_HOUR), Duration.ofSeconds(60),
            "A result nobody asks about for this long is closed.");
    public static final Setting<Integer> MAX_OPEN_QUERIES = new Setting<>("results", "max_open_queries",
            ValueType.integer(1, 100_000), 64,
            "Statements running, and results open, at once; each open result holds up to two pages.");
    public static final Setting<Duration> WAIT = new Setting<>("results", "wait",
            ValueType.duration(Duration.ZERO, Duration.ofMinutes(5)), Duration.ofSeconds(10),
            "How long a request waits for a slow statement before it is answered \"still running\", when the client does not say.");
    public static final Setting<Duration> MAX_WAIT = new Setting<>("results", "max_wait",
            ValueType.duration(Duration.ZERO, Duration.ofMinutes(5)), Duration.ofSeconds(30),
            "The longest wait a client may ask for.");
    public static final Setting<DataSize> MAX_SPILL_SIZE = new Setting<>("results", "max_spill_size",
            ValueType.size(DataSize.ofKibibytes(0), DataSize.ofGibibytes(1024)), DataSize.ofMebibytes(256),
            "How much of a SELECT's result that nobody fetches is read on into a file in the data directory, so that it holds no place"
                    + " among the queries. 0 for none.");
    public static final Setting<DataSize> MAX_SPILL_TOTAL = new Setting<>("results", "max_spill_total",
            ValueType.size(DataSize.ofKibibytes(0), DataSize.ofGibibytes(1024)), DataSize.ofGibibytes(1),
            "How much all such files may hold; those of one user half of it.");

    public static final Setting<DataSize> QUERY_MEMORY = new Setting<>("query", "memory",
            ValueType.size(DataSize.ofMebibytes(16), DataSize.ofGibibytes(1024)), DataSize.ofMebibytes(256),
            "Memory the queries of one worker process may take together. A worker that has 640 MiB more than that is ended.");
    public static final Setting<Integer> QUERY_THREADS = new Setting<>("query", "threads",
            ValueType.integer(1, 256), 2,
            "Threads the queries of one worker process share.");
    public static final Setting<Integer> QUERY_WORKERS = new Setting<>("query", "workers",
            ValueType.integer(1, 16), 2,
            "Worker processes that run queries at the same time. None runs until there is a query; queries of different users run in"
                    + " different ones while there are enough.");
    public static final Setting<Duration> QUERY_TIMEOUT = new Setting<>("query", "timeout",
            ValueType.duration(ONE_SECOND, ONE_DAY), Duration.ofMinutes(5),
            "How long one query may compute; fetching its rows does not count. The session setting max_execute_time_in_seconds shortens"
                    + " it.");

    public static final Setting<Integer> QUERY_MAX_PER_USER = new Setting<>("query", "max_per_user",
            ValueType.integer(1, 8), 8,
            "Queries of one user that run, or hold a result open, at once; 16 of all users do.");
    public static final Setting<Duration> QUERY_MAX_WAIT = new Setting<>("query", "max_wait",
            ValueType.duration(Duration.ZERO, Duration.ofHours(1)), Duration.ofMinutes(1),
            "How long a query waits for others to end when as many run as may. After that it is refused, to be tried again.");
    public static final Setting<DataSize> QUERY_MAX_MIRROR_SIZE = new Setting<>("query", "max_mirror_size",
            ValueType.size(DataSize.ofMebibytes(1), DataSize.ofGibibytes(64 << 10)), DataSize.ofGibibytes(4),
            "How much room copies of staged files for queries may take in the data directory. Files of this machine are not copied.");
    public static final Setting<DataSize> QUERY_MAX_SPILL_SIZE = new Setting<>("query", "max_spill_size",
            ValueType.size(DataSize.ofMebibytes(0), DataSize.ofGibibytes(64 << 10)), DataSize.ofGibibytes(4),
            "How much room queries that outgrow query.memory may take in the data directory, each worker an equal part of it. 0: they fail"
                    + " instead.");
    public static final Setting<DataSize> QUERY_MAX_EXPANDED_SIZE = new Setting<>("query", "max_expanded_size",
            ValueType.size(DataSize.ofMebibytes(1), DataSize.ofGibibytes(64 << 10)), DataSize.ofGibibytes(16),
            "What one compressed CSV, TEXT or NDJSON file that a query reads may expand to. It is expanded as it is read, and takes no"
                    + " room.");

    public static final Setting<Optional<Path>> AUDIT_PATH = new Setting<>("audit", "path",
            ValueType.file(), Optional.empty(),
            "File that gets a line of JSON for every statement, door request, upload and failed login; - for standard output. Empty: no"
                    + " audit log.");
    public static final Setting<DataSize> AUDIT_MAX_SIZE = new Setting<>("audit", "max_size",
            ValueType.size(ONE_KIB, DataSize.ofGibibytes(1024)), DataSize.ofMebibytes(100),
            "A file that would grow larger is renamed, with .1 after its name; the one before it then ends in .2, and so on.");
    public static final Setting<Integer> AUDIT_KEEP = new Setting<>("audit", "keep",
            ValueType.integer(0, 1_000), 10,
            "How many renamed files are kept.");

    public static final Setting<LogLevel> LOG_LEVEL = new Setting<>("log", "level",
            ValueType.oneOf(LogLevel.class), LogLevel.WARN,
            "How much is logged to standard error.");

    /** In the order of the documentation. */
    public static final List<Setting<?>> ALL = join(
            List.of(
                    BIND, PORT, PUBLIC_URL, TRUSTED_PROXIES, CORS_ORIGINS, STOP_TIMEOUT, PASSWORD_MEMORY,
                    TLS_CERTIFICATE, TLS_PRIVATE_KEY, TLS_KEYSTORE, TLS_KEYSTORE_PASSWORD,
                    DATA, BUCKET, REGION, MAX_OBJECT_SIZE, ABANDONED_UPLOAD_AGE, STORAGE_URL, FS_ROOTS,
                    ALLOW_INSECURE, ENDPOINT_POLICY, ENDPOINT_ALLOWLIST),
            STORAGE_CONNECTION,
            List.of(WAREHOUSE_URL, WAREHOUSE_RETENTION, WAREHOUSE_ORPHAN_AGE, WAREHOUSE_SWEEP_INTERVAL),
            WAREHOUSE_CONNECTION,
            List.of(
                    DOOR_ACCESS_KEY_ID, DOOR_SECRET_ACCESS_KEY,
                    FAILURES_BEFORE_DELAY, FAILURE_MEMORY, FIRST_DELAY, MAX_DELAY, MAX_DELAYED_LOGINS,
                    JWT_ISSUER, JWT_AUDIENCE, JWT_KEY_SET_URL, JWT_KEY_SET_FILE, JWT_USER_CLAIM, JWT_CLOCK_SKEW,
                    CATALOG_KEY, LEDGER_KEEP,
                    MAX_CONNECTIONS, MAX_HEADER_SIZE, MAX_BODY_SIZE, MAX_SQL_SIZE, MAX_LOAD_SIZE,
                    IDLE_TIMEOUT, MIN_RATE, MIN_RATE_WINDOW,
                    MAX_STATEMENTS_PER_USER, MAX_UPLOADS_PER_USER, MAX_DOOR_REQUESTS_PER_ADDRESS,
                    PAGE_ROWS, MAX_PAGE_ROWS, MAX_PAGE_SIZE, RESULT_TIMEOUT, MAX_OPEN_QUERIES, WAIT, MAX_WAIT,
                    MAX_SPILL_SIZE, MAX_SPILL_TOTAL,
                    QUERY_MEMORY, QUERY_THREADS, QUERY_WORKERS, QUERY_TIMEOUT, QUERY_MAX_PER_USER, QUERY_MAX_WAIT,
                    QUERY_MAX_MIRROR_SIZE, QUERY_MAX_SPILL_SIZE, QUERY_MAX_EXPANDED_SIZE,
                    AUDIT_PATH, AUDIT_MAX_SIZE, AUDIT_KEEP,
                    LOG_LEVEL));

    private Settings() {}

    /** The keys of CONNECTION = (…) in SQL. */
    private static List<Setting<?>> connection(String section) {
        return List.of(
                connectionText(section, "endpoint_url", "Scheme, host and port of the store. Empty: the provider's own."),
                connectionText(section, "region", "Region of the bucket. Empty: it is found out at the start."),
                connectionText(section, "access_key_id", "Access key of s3, oss and obs. Empty for s3: the server's own credentials, from"
                        + " the environment, profile or instance."),
                connectionSecret(section, "secret_access_key", "Secret of access_key_id, for s3 and obs."),
                connectionSecret(section, "access_key_secret", "Secret of access_key_id, for oss."),
                connectionSecret(section, "session_token", "Session token of temporary s3 credentials."),
                connectionSecret(section, "master_key", "Customer's key of s3's server-side encryption (SSE-C)."),
                connectionText(section, "enable_virtual_host_style", "true: the bucket is a part of the host name, not of the path."),
                connectionText(section, "role_arn", "Role of AWS to assume."),
                connectionText(section, "external_id", "External id for assuming role_arn."),
                connectionText(section, "account_name", "Storage account of azblob."),
                connectionSecret(section, "account_key", "Key of account_name, in base64."),
                connectionSecret(section, "credential", "Service account of gcs: its JSON key, in base64."),
                connectionText(section, "secret_id", "Access key of cos."),
                connectionSecret(section, "secret_key", "Secret of secret_id."));
    }

    private static Setting<String> connectionText(String section, String key, String meaning) {
        return new Setting<>(section, key, ValueType.anyText("text of one line"), "", meaning);
    }

    private static Setting<Optional<Secret>> connectionSecret(String section, String key, String meaning) {
        return new Setting<>(section, key, ValueType.secret("text", text -> true), Optional.empty(), meaning);
    }

    @SafeVarargs
    private static List<Setting<?>> join(List<Setting<?>>... parts) {
        return java.util.Arrays.stream(parts).flatMap(List::stream).toList();
    }

    private static boolean isCatalogKey(String text) {
        try {
            return Base64.getDecoder().decode(text.strip()).length == 32;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Optional<Setting<?>> byName(String name) {
        return ALL.stream().<Setting<?>>map(setting -> setting).filter(setting -> setting.name().equals(name)).findFirst();
    }

    static List<String> sections() {
        return ALL.stream().map(Setting::section).distinct().toList();
    }

    /** What a table of the file is about, for the sample and the documentation. */
    static String sectionMeaning(String section) {
        return switch (section) {
            case "server" -> "Where the server listens, and how clients reach it.";
            case "tls" -> "HTTPS.";
            case "storage" -> "Where files are kept, and how presigned URLs name them.";
            case "storage.connection" -> "How to reach storage.url: the keys of CONNECTION = (…) in SQL.";
            case "warehouse" -> "Where tables are kept, and for how long what they do not need any more.";
            case "warehouse.connection" -> "How to reach warehouse.url: the keys of CONNECTION = (…) in SQL.";
            case "door" -> "S3 access to the files in the data directory.";
            case "authentication" -> "What failed logins lead to.";
            case "authentication.jwt" -> "Logging in with tokens of an OpenID provider or another issuer of JSON Web Tokens, signed with"
                    + " RS256, ES256, ES384 or EdDSA.";
            case "catalog" -> "What is defined: stages, connections, file formats.";
            case "ledger" -> "The record of every presigned URL: system.presigns.";
            case "limits" -> "What a client may send, how slowly, and how much of it at once.";
            case "results" -> "Results, which clients fetch page by page.";
            case "query" -> "The engine that runs SELECT.";
            case "audit" -> "The audit log: who did what, where, and how it ended.";
            case "log" -> "Logging.";
            default -> throw new AssertionError(section);
        };
    }
}
