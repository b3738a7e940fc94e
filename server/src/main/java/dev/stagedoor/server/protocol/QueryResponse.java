package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.ScanProgress;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.server.http.JsonBuffer;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a query, a page of it, or its end ({@code docs/spec/protocol.md}, "The answer"). Every key is always there. Every cell is a
 * text or null.
 *
 * @param links paths of a result that goes on; null when everything is in this answer
 */
record QueryResponse(
        String id,
        String sessionId,
        SessionState session,
        State state,
        @Nullable StagedoorException error,
        List<String> warnings,
        boolean hasResultSet,
        List<Column> schema,
        StatementRun.Page page,
        long resultTimeoutSeconds,
        long totalRows,
        long totalBytes,
        ScanProgress.Seen scanned,
        ScanProgress.Written written,
        long runningNanos,
        @Nullable Links links) {
    enum State {
        RUNNING("Running"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed");

        private final String text;
        private final byte[] json;

        State(String text) {
            this.text = text;
            json = JsonBuffer.ascii("\"" + text + "\"");
        }

        String text() {
            return text;
        }
    }

    /** @param next the next page, the end, or null */
    record Links(@Nullable String next) {}

    static final String NODE_ID = "stagedoor";

    private static final byte[] ID = JsonBuffer.ascii("{\"id\":");
    private static final byte[] SESSION_ID = JsonBuffer.ascii(",\"session_id\":");
    private static final byte[] NODE_AND_STATE = JsonBuffer.ascii(",\"node_id\":\"" + NODE_ID + "\",\"state\":");
    private static final byte[] SESSION = JsonBuffer.ascii(",\"session\":");
    private static final byte[] DATABASE = JsonBuffer.ascii("{\"catalog\":\"default\",\"database\":");
    private static final byte[] ROLE = JsonBuffer.ascii(",\"role\":");
    private static final byte[] SECONDARY_ROLES = JsonBuffer.ascii(",\"secondary_roles\":");
    private static final byte[] SETTINGS = JsonBuffer.ascii(",\"settings\":");
    private static final byte[] SESSION_END = JsonBuffer.ascii(
            ",\"txn_state\":\"AutoCommit\",\"need_sticky\":false,\"need_keep_alive\":false,\"internal\":\"{}\"}");
    private static final byte[] ERROR = JsonBuffer.ascii(",\"error\":");
    private static final byte[] NULL = JsonBuffer.ascii("null");
    private static final byte[] ERROR_CODE = JsonBuffer.ascii("{\"code\":");
    private static final byte[] ERROR_MESSAGE = JsonBuffer.ascii(",\"message\":");
    private static final byte[] ERROR_END = JsonBuffer.ascii(",\"detail\":\"\"}");
    private static final byte[] WARNINGS = JsonBuffer.ascii(",\"warnings\":");
    private static final byte[] HAS_RESULT_SET = JsonBuffer.ascii(",\"has_result_set\":");
    private static final byte[] SCHEMA = JsonBuffer.ascii(",\"schema\":[");
    private static final byte[] COLUMN_NAME = JsonBuffer.ascii("{\"name\":");
    private static final byte[] COLUMN_TYPE = JsonBuffer.ascii(",\"type\":");
    private static final byte[] DATA = JsonBuffer.ascii("],\"data\":");
    private static final byte[] TIMEOUT = JsonBuffer.ascii(",\"affect\":null,\"result_timeout_secs\":");
    private static final byte[] TIMEZONE = JsonBuffer.ascii(",\"settings\":{\"timezone\":");
    private static final byte[] GEOMETRY = JsonBuffer.ascii(",\"geometry_output_format\":");
    private static final byte[] BINARY = JsonBuffer.ascii(",\"binary_output_format\":");
    private static final byte[] STATS = JsonBuffer.ascii(
            ",\"http_json_result_mode\":\"display\"},\"stats\":");
    private static final byte[] PROGRESS = JsonBuffer.ascii(
            ",\"write_progress\":{\"rows\":");
    private static final byte[] RESULT = JsonBuffer.ascii("},\"result_progress\":{\"rows\":");
    private static final byte[] SCAN = JsonBuffer.ascii("{\"scan_progress\":{\"rows\":");
    private static final byte[] TOTAL_SCAN = JsonBuffer.ascii("},\"total_scan\":{\"rows\":");
    private static final byte[] PROGRESS_BYTES = JsonBuffer.ascii(",\"bytes\":");
    private static final byte[] RUNNING_TIME = JsonBuffer.ascii(
            "},\"spill_progress\":{\"file_nums\":0,\"bytes\":0},\"running_time_ms\":");
    private static final byte[] NO_LINKS =
            JsonBuffer.ascii(",\"stats_uri\":null,\"final_uri\":null,\"next_uri\":null,\"kill_uri\":null}");

    private static final int ROOM_BYTES = 1536;

    /** The text of 1043, as Databend words it. */
    static StagedoorException aborted() {
        return new StagedoorException(
                ErrorCode.ABORTED_QUERY, "Aborted query, because the server is shutting down or the query was killed.");
    }

    JsonBuffer toJson() {
        var json = new JsonBuffer(ROOM_BYTES + page.rows().length());
        json.raw(ID).string(id).raw(SESSION_ID).string(sessionId).raw(NODE_AND_STATE).raw(state.json);
        json.raw(SESSION);
        writeSession(json, session);
        json.raw(ERROR);
        writeError(json);
        json.raw(WARNINGS);
        writeTexts(json, warnings);
        json.raw(HAS_RESULT_SET).bool(hasResultSet).raw(SCHEMA);
        writeSchema(json);
        json.raw(DATA).raw(page.rows()).raw(TIMEOUT).number(resultTimeoutSeconds);
        writeSettings(json);
        json.raw(STATS);
        writeStats(json, totalRows, totalBytes, scanned, written, runningNanos);
        writeLinks(json);
        return json;
    }

    /** A session as clients send it back with their next request. */
    static void writeSession(JsonBuffer json, SessionState session) {
        json.raw(DATABASE).string(session.database());
        json.raw(ROLE).string(session.role().orElse(null));
        json.raw(SECONDARY_ROLES);
        if (session.secondaryRoles().isEmpty()) {
            json.raw(NULL);
        } else {
            writeTexts(json, session.secondaryRoles().get());
        }
        json.raw(SETTINGS).raw('{');
        boolean first = true;
        for (var setting : session.settings().entrySet()) {
            if (!first) {
                json.raw(',');
            }
            first = false;
            json.string(setting.getKey()).raw(':').string(setting.getValue());
        }
        json.raw('}').raw(SESSION_END);
    }

    private void writeError(JsonBuffer json) {
        if (error == null) {
            json.raw(NULL);
            return;
        }
        json.raw(ERROR_CODE).number(error.code().number());
        json.raw(ERROR_MESSAGE).string(error.getMessage()).raw(ERROR_END);
    }

    private static void writeTexts(JsonBuffer json, List<String> texts) {
        json.raw('[');
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            json.string(texts.get(i));
        }
        json.raw(']');
    }

    private void writeSchema(JsonBuffer json) {
        for (int i = 0; i < schema.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            json.raw(COLUMN_NAME).string(schema.get(i).name());
            json.raw(COLUMN_TYPE).string(schema.get(i).typeName()).raw('}');
        }
    }

    /** What a client needs to understand cells; every value a text. */
    private void writeSettings(JsonBuffer json) {
        SortedMap<String, String> set = session.settings();
        json.raw(TIMEZONE).string(set.getOrDefault("timezone", "UTC"));
        json.raw(GEOMETRY).string(set.getOrDefault("geometry_output_format", "GeoJSON"));
        json.raw(BINARY).string(set.getOrDefault("binary_output_format", "HEX"));
    }

    /** Milliseconds with two decimals. */
    static void writeStats(
            JsonBuffer json, long rows, long bytes, ScanProgress.Seen scanned, ScanProgress.Written written, long runningNanos) {
        json.raw(SCAN).number(scanned.rows()).raw(PROGRESS_BYTES).number(scanned.bytes()).raw('}');
        json.raw(PROGRESS).number(written.rows()).raw(PROGRESS_BYTES).number(written.bytes());
        json.raw(RESULT).number(rows).raw(PROGRESS_BYTES).number(bytes);
        json.raw(TOTAL_SCAN).number(scanned.totalRows()).raw(PROGRESS_BYTES).number(scanned.totalBytes()).raw(RUNNING_TIME);
        long hundredths = runningNanos / 10_000;
        json.number(hundredths / 100).raw('.');
        json.raw((char) ('0' + hundredths % 100 / 10)).raw((char) ('0' + hundredths % 10)).raw('}');
    }

    private void writeLinks(JsonBuffer json) {
        if (links == null) {
            json.raw(NO_LINKS);
            return;
        }
        String path = "/v1/query/" + id;
        json.raw(JsonBuffer.ascii(",\"stats_uri\":")).string(path);
        json.raw(JsonBuffer.ascii(",\"final_uri\":")).string(path + "/final");
        json.raw(JsonBuffer.ascii(",\"next_uri\":")).string(links.next());
        json.raw(JsonBuffer.ascii(",\"kill_uri\":")).string(path + "/kill").raw('}');
    }
}
