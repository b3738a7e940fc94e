package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statements over the Databend protocol, as user root without a password. */
final class SqlClient {
    private static final String AUTHORIZATION = "Basic cm9vdDo=";

    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    SqlClient(URI server) {
        this.server = server;
    }

    /** Runs a statement and gives the rows of its first page. */
    JsonNode execute(String sql) throws IOException {
        var request = HttpRequest.newBuilder(server.resolve("/v1/query"))
                .header("Authorization", AUTHORIZATION)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(sql)))
                .build();
        try {
            var answer = json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
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
    static ByteBuffer request(URI server, String sql) {
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
