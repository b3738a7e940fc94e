package dev.stagedoor.engine.statement;

import dev.stagedoor.engine.statement.SessionSetting.Domain;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.Statement.SetSettings;
import dev.stagedoor.sql.Statement.UnsetSettings;
import java.math.BigInteger;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * SET, UNSET, SHOW SETTINGS and {@code system.settings}. The settings are Databend's. One whose other values would change what is answered,
 * and that is not honoured here, takes only the value that is; most have no effect ({@link KeptSettings}). Everything is kept in the
 * session: the server keeps no state of a client, so SET GLOBAL is refused.
 */
public final class SessionSettings {
    static final String TIMEZONE = "timezone";

    private static final String MAX_EXECUTE_TIME = "max_execute_time_in_seconds";

    private static final String COPY_BY_PATH = "copy_dedup_by_path_only";

    private static final String LOAD_EXPIRE = "load_file_metadata_expire_hours";

    private static final String PURGE_LOADED = "purge_duplicated_files_in_copy";

    private static final String SQL_DIALECT = "sql_dialect";
    private static final String POSTGRESQL = "PostgreSQL";

    /** Ten thousand days: longer than any query, and short enough to add to any time. */
    private static final BigInteger LONGEST_SECONDS = BigInteger.valueOf(Duration.ofDays(10_000).toSeconds());

    /** A hundred years: longer than any table, and short enough to subtract from any time. */
    private static final BigInteger LONGEST_HOURS = BigInteger.valueOf(Duration.ofDays(36_525).toHours());

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Domain ALWAYS = new Domain.Whole(1, 1);
    private static final Domain NEVER = new Domain.Whole(0, 0);
    private static final int MAX_TEXT_CHARS = 1000;

    /** What drivers of other databases set, and Databend takes without a word. */
    private static final Set<String> OF_OTHER_DATABASES = Set.of("sql_mode", "autocommit");

    private static final SortedMap<String, SessionSetting> KNOWN = known(
            only("binary_output_format", "HEX", "How Binary values are written in results."),
            only("collation", "utf8", "Character collation."),
            new SessionSetting(
                    COPY_BY_PATH,
                    "0",
                    new Domain.Whole(0, 1),
                    "Whether COPY passes over a file whose path was loaded before, whatever is in it now."),
            only("date_format_style", "Oracle", "In which style functions take date formats."),
            only("default_order_by_null", "nulls_last", "Where ORDER BY puts NULL."),
            new SessionSetting(
                    "enable_experimental_connection_privilege_check", "1", ALWAYS, "Whether using a connection needs a privilege."),
            new SessionSetting("enable_experimental_rbac_check", "1", ALWAYS, "Whether grants are asked."),
            new SessionSetting(
                    "error_on_nondeterministic_update", "1", ALWAYS, "Whether a row that a statement would change twice is refused."),
            new SessionSetting("format_null_as_str", "0", NEVER, "Whether NULL is written as a string."),
            only("geometry_output_format", "GeoJSON", "How Geometry values are written in results."),
            only("http_json_result_mode", "display", "How values are written in results."),
            new SessionSetting(
                    LOAD_EXPIRE,
                    "0",
                    new Domain.Whole(BigInteger.ZERO, SessionSetting.MAX_NUMBER),
                    "Hours after which COPY loads a file again; 0 for never."),
            new SessionSetting(
                    MAX_EXECUTE_TIME,
                    "0",
                    new Domain.Whole(BigInteger.ZERO, SessionSetting.MAX_NUMBER),
                    "Seconds a query may compute, if less than the server allows; 0 for what the server allows."),
            only("numeric_cast_option", "rounding", "How a fraction becomes a whole number in a cast."),
            new SessionSetting(
                    PURGE_LOADED, "0", new Domain.Whole(0, 1), "Whether COPY with PURGE removes files that were loaded before, too."),
            new SessionSetting("query_tag", "", new Domain.FreeText(MAX_TEXT_CHARS), "A name for the client's own use."),
            new SessionSetting("quoted_ident_case_sensitive", "1", ALWAYS, "Whether quoted names keep their case."),
            new SessionSetting(
                    SQL_DIALECT,
                    POSTGRESQL,
                    new Domain.OneOf(List.of(POSTGRESQL, "MySQL", "Experimental", "Hive", "Prql")),
                    "SQL dialect. Others than PostgreSQL are kept for clients: statements are read alike."),
            new SessionSetting(TIMEZONE, "UTC", new Domain.Zone(), "Time zone in which Timestamp values are written."),
            new SessionSetting("unquoted_ident_case_sensitive", "0", NEVER, "Whether unquoted names keep their case."));

    public static final List<Column> SCHEMA = List.of(
            Column.string("name"),
            Column.string("value"),
            Column.string("default"),
            Column.string("range"),
            Column.string("level"),
            Column.string("description"),
            Column.string("type"));

    private SessionSettings() {}

    public static StatementResult set(SetSettings statement, SessionState session) {
        if (statement.global()) {
            throw global("SET", statement.assignments().stream().map(SetSettings.Assignment::name).toList());
        }
        SortedMap<String, String> changed = new TreeMap<>(session.settings());
        List<String> warnings = new ArrayList<>();
        for (SetSettings.Assignment assignment : statement.assignments()) {
            if (OF_OTHER_DATABASES.contains(assignment.name().toLowerCase(Locale.ROOT))) {
                continue;
            }
            SessionSetting setting = find(assignment.name()).orElseThrow(() -> unknown(assignment.name()));
            String value = setting.parse(assignment.value());
            if (value.equals(setting.defaultValue())) {
                changed.remove(setting.name());
            } else {
                changed.put(setting.name(), value);
            }
            if (setting.name().equals(SQL_DIALECT) && !value.equals(POSTGRESQL)) {
                warnings.add("sql_dialect = '" + value + "' is kept for clients, but statements are read in the PostgreSQL dialect.");
            }
        }
        return with(session, changed, warnings);
    }

    /** Puts settings back to their defaults. An unknown name is passed over with a warning, as Databend does. */
    public static StatementResult unset(UnsetSettings statement, SessionState session) {
        if (statement.global()) {
            throw global("UNSET", statement.names());
        }
        SortedMap<String, String> changed = new TreeMap<>(session.settings());
        List<String> warnings = new ArrayList<>();
        for (String name : statement.names()) {
            String known = name.toLowerCase(Locale.ROOT);
            changed.remove(known);
            if (!KNOWN.containsKey(known) && !OF_OTHER_DATABASES.contains(known)) {
                warnings.add(unknownText(name));
            }
        }
        return with(session, changed, warnings);
    }

    /**
     * The session's time zone.
     *
     * @throws StagedoorException 1078 when the client's session holds none we know
     */
    public static ZoneId zone(SessionState session) {
        String zone = session.settings().get(TIMEZONE);
        return zone == null ? UTC : ZoneId.of(KNOWN.get(TIMEZONE).parse(zone));
    }

    /**
     * How long the session lets a query compute; empty where it leaves that to the server.
     *
     * @throws StagedoorException 2803 when the client's session holds what is not a number of seconds
     */
    public static Optional<Duration> maxExecuteTime(SessionState session) {
        return Optional.ofNullable(session.settings().get(MAX_EXECUTE_TIME))
                .map(seconds -> new BigInteger(KNOWN.get(MAX_EXECUTE_TIME).parse(seconds)).min(LONGEST_SECONDS))
                .map(seconds -> Duration.ofSeconds(seconds.longValueExact()))
                .filter(Duration::isPositive);
    }

    /**
     * How long a COPY of the session passes over files that were loaded; empty for as long as the table is there.
     *
     * @throws StagedoorException 2803 when the client's session holds what is not a number of hours
     */
    public static Optional<Duration> loadsKnownFor(SessionState session) {
        return Optional.ofNullable(session.settings().get(LOAD_EXPIRE))
                .map(hours -> new BigInteger(KNOWN.get(LOAD_EXPIRE).parse(hours)).min(LONGEST_HOURS))
                .map(hours -> Duration.ofHours(hours.longValueExact()))
                .filter(Duration::isPositive);
    }

    /**
     * Whether a COPY of the session passes over a file whose path was loaded with another content.
     *
     * @throws StagedoorException 2803 when the client's session holds neither 0 nor 1
     */
    public static boolean loadsKnownByPath(SessionState session) {
        return isOn(COPY_BY_PATH, session);
    }

    /**
     * Whether a COPY of the session that removes what it loads removes what was loaded before, too.
     *
     * @throws StagedoorException 2803 when the client's session holds neither 0 nor 1
     */
    public static boolean purgesKnownLoads(SessionState session) {
        return isOn(PURGE_LOADED, session);
    }

    private static boolean isOn(String name, SessionState session) {
        return Optional.ofNullable(session.settings().get(name))
                .map(KNOWN.get(name)::parse)
                .filter(value -> value.equals("1"))
                .isPresent();
    }

    /** Every setting, by name, with the session's value. */
    public static StatementResult.Rows rows(SessionState session) {
        var rows = KNOWN.values().stream().map(setting -> row(setting, session)).iterator();
        return new StatementResult.Rows(SCHEMA, RowCursor.of(rows), List.of());
    }

    private static Row row(SessionSetting setting, SessionState session) {
        Optional<String> value = Optional.ofNullable(session.settings().get(setting.name()));
        return Row.of(
                setting.name(),
                value.orElse(setting.defaultValue()),
                setting.defaultValue(),
                setting.range(),
                value.isPresent() ? "SESSION" : "DEFAULT",
                setting.description(),
                setting.type().typeName());
    }

    private static StagedoorException global(String verb, List<String> names) {
        String named = ShownText.list(names);
        return new StagedoorException(
                ErrorCode.UNIMPLEMENTED,
                verb + " GLOBAL " + named + " is not supported: each session has settings of its own here. Write " + verb + " " + named
                        + " without GLOBAL in the sessions that need it.");
    }

    private static Optional<SessionSetting> find(String name) {
        return Optional.ofNullable(KNOWN.get(name.toLowerCase(Locale.ROOT)));
    }

    private static StagedoorException unknown(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_VARIABLE, unknownText(name) + "; SHOW SETTINGS lists those there are");
    }

    private static String unknownText(String name) {
        return "Unknown setting: '" + ShownText.of(name) + "'";
    }

    private static StatementResult with(SessionState session, SortedMap<String, String> settings, List<String> warnings) {
        return new StatementResult.Done(Optional.of(session.withSettings(settings)), warnings);
    }

    /** A setting that takes one text only. */
    private static SessionSetting only(String name, String value, String description) {
        return new SessionSetting(name, value, new Domain.OneOf(List.of(value)), description);
    }

    private static SortedMap<String, SessionSetting> known(SessionSetting... ours) {
        SortedMap<String, SessionSetting> byName = new TreeMap<>();
        KeptSettings.all().forEach(setting -> byName.put(setting.name(), setting));
        for (SessionSetting setting : ours) {
            byName.put(setting.name(), setting);
        }
        return Collections.unmodifiableSortedMap(byName);
    }
}
