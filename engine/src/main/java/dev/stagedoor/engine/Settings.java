package dev.stagedoor.engine;

import dev.stagedoor.engine.Setting.Domain;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Statement.SetSettings;
import dev.stagedoor.sql.Statement.UnsetSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * SET, UNSET, SHOW SETTINGS and {@code system.settings}. The settings are those of Databend that its clients are known to send; one whose
 * other values would change what we answer, and that we do not honour, takes only the value we do. Everything is kept in the session, also
 * what was SET GLOBAL: the server keeps no state of a client.
 */
final class Settings {
    static final String TIMEZONE = "timezone";

    private static final String MAX_EXECUTE_TIME = "max_execute_time_in_seconds";

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Domain SWITCH = new Domain.Whole(0, 1);
    private static final Domain ALWAYS = new Domain.Whole(1, 1);
    private static final Domain COUNT = new Domain.Whole(0, Long.MAX_VALUE);
    private static final Domain NAME = new Domain.FreeText(1000);

    private static final SortedMap<String, Setting> KNOWN = known(
            new Setting("binary_output_format", "HEX", new Domain.OneOf(List.of("HEX")), "How Binary values are written in results."),
            new Setting("collation", "utf8", new Domain.OneOf(List.of("utf8")), "Character collation."),
            new Setting("copy_dedup_full_path_by_default", "0", SWITCH, "Kept for clients; COPY is not supported."),
            new Setting("enable_experimental_connection_privilege_check", "1", ALWAYS, "Whether using a connection needs a privilege."),
            new Setting("enable_experimental_rbac_check", "1", ALWAYS, "Whether grants are asked."),
            new Setting("enable_query_result_cache", "0", SWITCH, "Kept for clients; there is no result cache."),
            new Setting("format_null_as_str", "0", new Domain.Whole(0, 0), "Whether NULL is written as a string."),
            new Setting("geometry_output_format", "GeoJSON", new Domain.OneOf(List.of("GeoJSON")), "How Geometry values are written in results."),
            new Setting("http_handler_result_timeout_secs", "60", COUNT, "Kept for clients; the server's configuration decides."),
            new Setting("http_json_result_mode", "display", new Domain.OneOf(List.of("display")), "How values are written in results."),
            new Setting("load_file_metadata_expire_hours", "24", COUNT, "Kept for clients; COPY is not supported."),
            new Setting("max_block_size", "65536", COUNT, "Kept for clients; the query engine decides."),
            new Setting(MAX_EXECUTE_TIME, "0", COUNT, "Seconds a query may compute, if less than the server allows; 0 for what the server allows."),
            new Setting("max_memory_usage", "0", COUNT, "Kept for clients; the server's configuration decides."),
            new Setting("max_result_rows", "0", COUNT, "Kept for clients; results are not cut."),
            new Setting("max_threads", "2", COUNT, "Kept for clients; the server's configuration decides."),
            new Setting("query_tag", "", NAME, "A name for the client's own use."),
            new Setting("sql_dialect", "PostgreSQL", new Domain.OneOf(List.of("PostgreSQL")), "SQL dialect."),
            new Setting("statement_queued_timeout_in_seconds", "0", COUNT, "Kept for clients; statements do not queue."),
            new Setting("storage_io_min_bytes_for_seek", "48", COUNT, "Kept for clients."),
            new Setting(TIMEZONE, "UTC", new Domain.Zone(), "Time zone in which Timestamp values are written."),
            new Setting("unquoted_ident_case_sensitive", "0", new Domain.Whole(0, 0), "Whether unquoted names keep their case."),
            new Setting("week_start", "1", new Domain.Whole(0, 1), "Kept for clients."),
            new Setting("purge_duplicated_files_in_copy", "0", SWITCH, "Kept for clients; COPY is not supported."));

    static final List<Column> SCHEMA = List.of(
            Column.string("name"),
            Column.string("value"),
            Column.string("default"),
            Column.string("range"),
            Column.string("level"),
            Column.string("description"),
            Column.string("type"));

    private Settings() {}

    static StatementResult set(SetSettings statement, SessionState session) {
        SortedMap<String, String> changed = new TreeMap<>(session.settings());
        for (SetSettings.Assignment assignment : statement.assignments()) {
            Setting setting = setting(assignment.name());
            String value = setting.parse(assignment.value());
            if (value.equals(setting.defaultValue())) {
                changed.remove(setting.name());
            } else {
                changed.put(setting.name(), value);
            }
        }
        return with(session, changed);
    }

    static StatementResult unset(UnsetSettings statement, SessionState session) {
        SortedMap<String, String> changed = new TreeMap<>(session.settings());
        statement.names().forEach(name -> changed.remove(setting(name).name()));
        return with(session, changed);
    }

    /**
     * The session's time zone.
     *
     * @throws StagedoorException 1006 when the client's session holds none we know
     */
    static ZoneId zone(SessionState session) {
        String zone = session.settings().get(TIMEZONE);
        return zone == null ? UTC : ZoneId.of(setting(TIMEZONE).parse(zone));
    }

    /**
     * How long the session lets a query compute; empty where it leaves that to the server.
     *
     * @throws StagedoorException 1006 when the client's session holds what is not a number of seconds
     */
    static Optional<Duration> maxExecuteTime(SessionState session) {
        return Optional.ofNullable(session.settings().get(MAX_EXECUTE_TIME))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(setting(MAX_EXECUTE_TIME).parse(seconds))))
                .filter(Duration::isPositive);
    }

    /** Every setting, by name, with the session's value. */
    static StatementResult.Rows rows(SessionState session) {
        var rows = KNOWN.values().stream().map(setting -> row(setting, session)).iterator();
        return new StatementResult.Rows(SCHEMA, RowCursor.of(rows), List.of());
    }

    private static @Nullable String[] row(Setting setting, SessionState session) {
        Optional<String> value = Optional.ofNullable(session.settings().get(setting.name()));
        return new @Nullable String[] {
            setting.name(),
            value.orElse(setting.defaultValue()),
            setting.defaultValue(),
            setting.range(),
            value.isPresent() ? "SESSION" : "DEFAULT",
            setting.description(),
            setting.type()
        };
    }

    private static Setting setting(String name) {
        Setting setting = KNOWN.get(name.toLowerCase(Locale.ROOT));
        if (setting == null) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_VARIABLE, "Unknown setting: '" + StageResolver.shown(name) + "'; SHOW SETTINGS lists those there are");
        }
        return setting;
    }

    private static StatementResult with(SessionState session, SortedMap<String, String> settings) {
        return new StatementResult.Done(Optional.of(session.withSettings(settings)), List.of());
    }

    private static SortedMap<String, Setting> known(Setting... settings) {
        Map<String, Setting> byName = List.of(settings).stream().collect(Collectors.toMap(Setting::name, Function.identity()));
        return Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    }
}
