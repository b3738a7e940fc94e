package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statements over the Databend protocol, as user root without a password. */
public final class SqlClient {
    private static final String AUTHORIZATION = "Basic cm9vdDo=";

    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    public SqlClient(URI server) {
        this.server = server;
    }

    /** Runs a statement and gives the answer with its first page. */
    public JsonNode execute(String sql) throws IOException {
        return send(
                HttpRequest.newBuilder(server.resolve("/v1/query"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(sql))),
                sql);
    }

    /** Runs a statement, however long it takes, and gives the cells of all its rows as they are in the answer. */
    public List<List<String>> rows(String sql) throws IOException {
        var rows = new ArrayList<List<String>>();
        var answer = execute(sql);
        while (true) {
            for (JsonNode row : answer.path("data")) {
                rows.add(row.valueStream().map(cell -> cell.isNull() ? "NULL" : cell.asString()).toList());
            }
            String next = answer.path("next_uri").asString("");
            if (next.isEmpty() || next.endsWith("/final")) {
                return rows;
            }
            answer = send(HttpRequest.newBuilder(server.resolve(next)), sql);
        }
    }

    private JsonNode send(HttpRequest.Builder request, String sql) throws IOException {
        try {
            var response = http.send(request.header("Authorization", AUTHORIZATION).build(), HttpResponse.BodyHandlers.ofString());
            var answer = json.readTree(response.body());
            if (!answer.path("error").isNull()) {
                throw new IOException(sql + ": " + answer.path("error"));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * The URL that PRESIGN gives for a path of the stage {@code bench}.
     *
     * @param action {@code UPLOAD} or {@code DOWNLOAD}
     */
    URI presign(String action, String path) throws IOException {
        return URI.create(execute("PRESIGN " + action + " @bench/" + path).path("data").path(0).path(2).asString());
    }

    /** A statement as a complete HTTP request in bytes, ready to be sent again and again. */
    public static ByteBuffer request(URI server, String sql) {
        byte[] body = body(sql).getBytes(StandardCharsets.UTF_8);
        var head = "POST /v1/query HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nAuthorization: " + AUTHORIZATION
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        return direct(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    static ByteBuffer direct(byte[]... pieces) {
        int length = 0;
        for (byte[] piece : pieces) {
            length += piece.length;
        }
        var buffer = ByteBuffer.allocateDirect(length);
        for (byte[] piece : pieces) {
            buffer.put(piece);
        }
        return buffer.flip();
    }

    private static String body(String sql) {
        return "{\"sql\":\"" + sql.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }
}
