package dev.stagedoor.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Talks to one server as one user, and carries the session (USE, SET) from statement to statement. One statement at a time;
 * {@link #cancel} may be called from any thread.
 */
public final class DatabendClient implements AutoCloseable {
    /** How long the server may hold an answer back while a statement runs. */
    private static final int WAIT_SECONDS = 10;
    /** An answer is due by then; what takes longer is answered with "still running". */
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);
    private static final int ROWS_PER_PAGE = 10_000;

    private final Dsn dsn;
    private final HttpClient http;
    private final boolean ownsHttp;
    private final JsonMapper json = JsonMapper.shared();
    private final String authorization;
    private ObjectNode session;
    private volatile @Nullable String running;
    private volatile boolean cancelled;

    public DatabendClient(Dsn dsn) {
        this(dsn, OutboundNetwork.direct().open(), true);
    }

    /** @throws IllegalArgumentException with a sentence for the user, when the network cannot be used */
    public static DatabendClient open(Dsn dsn, OutboundNetwork network) {
        return new DatabendClient(dsn, network.open(), true);
    }

    /** @param http may serve others as well; {@link #close} leaves it open */
    public DatabendClient(Dsn dsn, HttpClient http) {
        this(dsn, http, false);
    }

    private DatabendClient(Dsn dsn, HttpClient http, boolean ownsHttp) {
        this.dsn = dsn;
        this.http = http;
        this.ownsHttp = ownsHttp;
        byte[] credentials = (dsn.user() + ":" + dsn.password().reveal()).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
        this.session = json.createObjectNode().put("database", dsn.database());
    }

    /**
     * Runs one statement and waits for its first rows.
     *
     * @throws ClientException when it fails, when the server cannot be reached, or after {@link #cancel}
     */
    public QueryResult execute(String sql) {
        String id = UUID.randomUUID().toString().replace("-", "");
        cancelled = false;
        running = id;
        boolean started = false;
        try {
            ObjectNode body = json.createObjectNode().put("sql", sql);
            body.putObject("pagination").put("wait_time_secs", WAIT_SECONDS).put("max_rows_per_page", ROWS_PER_PAGE);
            body.set("session", session);
            HttpRequest request = request("/v1/query")
                    .header("X-DATABEND-QUERY-ID", id)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                    .build();
            var result = new QueryResult(this, send(request));
            started = true;
            return result;
        } finally {
            if (!started) {
                if (cancelled) {
                    kill(id); // again: the first time may have been before the server had heard of the statement
                }
                finished();
            }
        }
    }

    /** Whether a statement is running or its rows are being fetched, so that {@link #cancel} has something to stop. */
    public boolean isRunning() {
        return running != null;
    }

    /** How far the running statement has come; empty when none runs, or the server does not say. May be called from any thread. */
    public Optional<StatementProgress> progress() {
        String id = running;
        if (id == null) {
            return Optional.empty();
        }
        try {
            JsonNode stats = send(request("/v1/query/" + id).GET().build()).path("stats");
            JsonNode scanned = stats.path("scan_progress");
            JsonNode total = stats.path("total_scan");
            return Optional.of(new StatementProgress(
                    scanned.path("rows").asLong(0),
                    total.path("rows").asLong(0),
                    scanned.path("bytes").asLong(0),
                    total.path("bytes").asLong(0),
                    Duration.ofMillis((long) stats.path("running_time_ms").asDouble(0))));
        } catch (ClientException e) {
            return Optional.empty(); // whoever waits for the statement is told what is wrong
        }
    }

    /** Asks the server to stop the running statement; whoever waits for it gets {@link ClientException.Cancelled}. */
    public void cancel() {
        String id = running;
        if (id == null || cancelled) {
            return;
        }
        cancelled = true;
        kill(id);
    }

    private void kill(String id) {
        HttpRequest kill = request("/v1/query/" + id + "/kill").POST(HttpRequest.BodyPublishers.noBody()).build();
        http.sendAsync(kill, HttpResponse.BodyHandlers.discarding()); // best effort: the waiting side gives up by itself
    }

    /** The database statements run in now. */
    public String database() {
        return session.path("database").asString(dsn.database());
    }

    @Override
    public void close() {
        if (ownsHttp) {
            http.shutdownNow();
            http.close();
        }
    }

    JsonNode page(String path) {
        return send(request(path).GET().build());
    }

    void abandon(String finalPath) {
        HttpRequest request = request(finalPath).POST(HttpRequest.BodyPublishers.noBody()).build();
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding()); // the server drops it after its own time limit otherwise
    }

    void finished() {
        running = null;
    }

    void adoptSession(JsonNode answer) {
        if (answer.path("session") instanceof ObjectNode changed) {
            session = changed;
        }
    }

    static void refuseError(JsonNode answer) {
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            String detail = error.path("detail").asString("");
            String message = error.path("message").asString("");
            throw new ClientException.ServerError(error.path("code").asInt(0), detail.isBlank() ? message : message + "\n" + detail);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(dsn.server() + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", authorization)
                .header("Accept", "application/json");
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                JsonNode answer = json.readTree(body);
                refuseCancelled();
                if (response.statusCode() != 200) {
                    refuseError(answer);
                    throw notDatabend(response.statusCode(), null);
                }
                return answer;
            } catch (JacksonException e) {
                refuseCancelled();
                throw notDatabend(response.statusCode(), e);
            }
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw new ClientException.Unreachable(
                    "no server answers at " + dsn.server() + "; start one with 'stagedoor serve', or name another with --dsn", e);
        } catch (HttpTimeoutException e) {
            throw new ClientException.Unreachable(dsn.server() + " has not answered for " + REQUEST_TIMEOUT.toSeconds() + " s", e);
        } catch (IOException e) {
            refuseCancelled();
            throw new ClientException.Unreachable("the connection to " + dsn.server() + " broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException.Cancelled();
        }
    }

    private void refuseCancelled() {
        if (cancelled) {
            throw new ClientException.Cancelled();
        }
    }

    private ClientException notDatabend(int status, @Nullable Throwable cause) {
        return new ClientException.Unreachable(
                "what answers at " + dsn.server() + " is no Stagedoor server (HTTP status " + status + ")", cause);
    }
}
