package dev.stagedoor.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statements over {@code POST /v1/query}, every page fetched: the protocol with nothing between the test and the wire. */
public final class SqlClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One column of a result. */
    public record Column(String name, String type) {}

    /** A result set, all pages together. A cell is null where the server said {@code null}. */
    public record Result(List<Column> schema, List<List<Optional<String>>> rows) {
        public List<String> names() {
            return schema.stream().map(Column::name).toList();
        }

        /** A column's cells, from the first row to the last; SQL NULL as {@code "NULL"}. */
        public List<String> column(String name) {
            int index = names().indexOf(name);
            return rows.stream().map(row -> row.get(index).orElse("NULL")).toList();
        }

        /** The cell of a one-row result. */
        public String only(String name) {
            List<String> cells = column(name);
            if (cells.size() != 1) {
                throw new AssertionError("expected one row, got " + rows);
            }
            return cells.getFirst();
        }
    }

    /** The server refused the statement. */
    public static final class SqlError extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int code;

        SqlError(int code, String message) {
            super(message);
            this.code = code;
        }

        /** Databend's error code. */
        public int code() {
            return code;
        }
    }

    private final URI address;
    private final String authorization;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

    public SqlClient(URI address, String user, String password) {
        this.address = address;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The value of this client's {@code Authorization} header. */
    public String authorization() {
        return authorization;
    }

    /**
     * Runs a statement to its last row.
     *
     * @throws SqlError when the server answers with an error
     * @throws UncheckedIOException when the connection breaks
     */
    public Result query(String sql) {
        JsonNode page = send(request("/v1/query").POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("sql", sql)))));
        List<Column> schema = schema(page);
        List<List<Optional<String>>> rows = new ArrayList<>();
        addRows(page, rows);
        while (page.path("next_uri").isString()) {
            page = send(request(page.path("next_uri").stringValue()).GET());
            if (schema.isEmpty()) {
                schema = schema(page);
            }
            addRows(page, rows);
        }
        return new Result(schema, rows);
    }

    /** The presigned URL for a file, by the path a user would write between quotes. */
    public Presigned presign(String action, String stage, String path) {
        return presign(action, stage, path, "");
    }

    /** As {@link #presign(String, String, String)}, with clauses such as {@code EXPIRE = 5}. */
    public Presigned presign(String action, String stage, String path, String clauses) {
        Result result = query("PRESIGN " + action + " " + location(stage, path) + " " + clauses);
        return new Presigned(result.only("method"), result.only("headers"), URI.create(result.only("url")));
    }

    /** A row of PRESIGN. */
    public record Presigned(String method, String headers, URI url) {}

    /** A quoted stage location, as PRESIGN takes it. */
    public static String location(String stage, String path) {
        return "'@" + stage + "/" + path.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(LIMIT)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json");
    }

    private JsonNode send(HttpRequest.Builder request) {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
        JsonNode body = JSON.readTree(response.body());
        JsonNode error = body.path("error");
        if (error.isObject()) {
            throw new SqlError(error.path("code").asInt(), error.path("message").asString());
        }
        if (response.statusCode() != 200) {
            throw new AssertionError("status " + response.statusCode() + ": " + response.body());
        }
        return body;
    }

    private static List<Column> schema(JsonNode page) {
        return StreamSupport.stream(page.path("schema").spliterator(), false)
                .map(column -> new Column(column.path("name").stringValue(), column.path("type").stringValue()))
                .toList();
    }

    private static void addRows(JsonNode page, List<List<Optional<String>>> rows) {
        for (JsonNode row : page.path("data")) {
            rows.add(StreamSupport.stream(row.spliterator(), false)
                    .map(cell -> cell.isNull() ? Optional.<String>empty() : Optional.of(cell.stringValue()))
                    .toList());
        }
    }
}
