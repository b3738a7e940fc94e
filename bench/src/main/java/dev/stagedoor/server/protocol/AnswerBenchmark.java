package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.query.ScanProgress;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.server.http.JsonBuffer;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One thread writes the answer to a PRESIGN: as the server does, and with Jackson's generator. In the package of what it measures, which no
 * other package sees.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class AnswerBenchmark {
    private static final String ID = "019dc1a4-7d0e-7c31-9a5e-2f1c86b0d4e7";
    private static final long TIMEOUT_SECONDS = 60;
    private static final long RUNNING_NANOS = 21_340_000;
    private static final int ROOM_BYTES = 2048;

    private final JsonFactory factory = new JsonFactory();
    private final List<Column> schema =
            List.of(Column.string("method"), Column.of("headers", Scalar.VARIANT), Column.string("url"));
    private String url = "";

    @Setup
    public void bothWriteTheSame() {
        url = "http://127.0.0.1:8000/stagedoor/stage/internal/s/books.parquet?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=SD"
                + "%2F20261122%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261122T110456Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
                + "&x-stagedoor-id=" + ID + "&X-Amz-Signature=" + "0123456789abcdef".repeat(4);
        String ours = stagedoor().toString();
        if (!ours.equals(new String(jackson(), StandardCharsets.UTF_8))) {
            throw new IllegalStateException("the two differ: " + ours);
        }
    }

    @Benchmark
    public JsonBuffer stagedoor() {
        var rows = new JsonBuffer(ROOM_BYTES).raw('[');
        new CellWriter(schema, SessionState.DEFAULT).write(Row.of("PUT", "{\"host\":\"127.0.0.1:8000\"}", url), rows);
        var page = new StatementRun.Page(rows.raw(']'), 1, true);
        return new QueryResponse(
                        ID, ID, SessionState.DEFAULT, QueryResponse.State.SUCCEEDED, null, List.of(), true, schema, page, TIMEOUT_SECONDS,
                        1, page.rows().length(), ScanProgress.Seen.NOTHING, new ScanProgress.Written(0, 0), RUNNING_NANOS, null)
                .toJson();
    }

    @Benchmark
    public byte[] jackson() {
        var out = new ByteArrayOutputStream(ROOM_BYTES);
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("id", ID);
            json.writeStringProperty("session_id", ID);
            json.writeStringProperty("node_id", QueryResponse.NODE_ID);
            json.writeStringProperty("state", "Succeeded");
            session(json);
            json.writeNullProperty("error");
            json.writeArrayPropertyStart("warnings");
            json.writeEndArray();
            json.writeBooleanProperty("has_result_set", true);
            long rowBytes = rows(json);
            json.writeNullProperty("affect");
            json.writeNumberProperty("result_timeout_secs", TIMEOUT_SECONDS);
            json.writeObjectPropertyStart("settings");
            json.writeStringProperty("timezone", "UTC");
            json.writeStringProperty("geometry_output_format", "GeoJSON");
            json.writeStringProperty("binary_output_format", "HEX");
            json.writeStringProperty("http_json_result_mode", "display");
            json.writeEndObject();
            stats(json, rowBytes);
            for (String link : List.of("stats_uri", "final_uri", "next_uri", "kill_uri")) {
                json.writeNullProperty(link);
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void session(JsonGenerator json) {
        json.writeObjectPropertyStart("session");
        json.writeStringProperty("catalog", "default");
        json.writeStringProperty("database", "default");
        json.writeNullProperty("role");
        json.writeNullProperty("secondary_roles");
        json.writeObjectPropertyStart("settings");
        json.writeEndObject();
        json.writeStringProperty("txn_state", "AutoCommit");
        json.writeBooleanProperty("need_sticky", false);
        json.writeBooleanProperty("need_keep_alive", false);
        json.writeStringProperty("internal", "{}");
        json.writeEndObject();
    }

    /** @return how many bytes the rows have */
    private long rows(JsonGenerator json) {
        json.writeArrayPropertyStart("schema");
        for (Column column : schema) {
            json.writeStartObject();
            json.writeStringProperty("name", column.name());
            json.writeStringProperty("type", column.typeName());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeName("data");
        long before = json.streamWriteOutputBuffered();
        json.writeStartArray();
        json.writeStartArray();
        json.writeString("PUT");
        json.writeString("{\"host\":\"127.0.0.1:8000\"}");
        json.writeString(url);
        json.writeEndArray();
        json.writeEndArray();
        return json.streamWriteOutputBuffered() - before - 1; // the colon
    }

    private static void stats(JsonGenerator json, long rowBytes) {
        json.writeObjectPropertyStart("stats");
        progress(json, "scan_progress", 0, 0);
        progress(json, "write_progress", 0, 0);
        progress(json, "result_progress", 1, rowBytes);
        progress(json, "total_scan", 0, 0);
        json.writeObjectPropertyStart("spill_progress");
        json.writeNumberProperty("file_nums", 0);
        json.writeNumberProperty("bytes", 0);
        json.writeEndObject();
        json.writeNumberProperty("running_time_ms", BigDecimal.valueOf(RUNNING_NANOS / 10_000, 2));
        json.writeEndObject();
    }

    private static void progress(JsonGenerator json, String name, long rows, long bytes) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("rows", rows);
        json.writeNumberProperty("bytes", bytes);
        json.writeEndObject();
    }
}
