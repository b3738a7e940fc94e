package dev.stagedoor.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the Databend protocol to a server under test. */
final class Client implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    static final String ROOT = basic("root", "");

    final URI base;
    private final String authorization;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

    Client(InetSocketAddress server) {
        this(server, ROOT);
    }

    Client(InetSocketAddress server, String authorization) {
        this.base = URI.create("http://127.0.0.1:" + server.getPort());
        this.authorization = authorization;
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(method, URI.create(base + path), BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> send(String method, URI url, BodyPublisher body, String... headers) {
        try {
            return http.send(request(method, url, body, headers), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> sendForBytes(String method, URI url, BodyPublisher body, String... headers) {
        try {
            return http.send(request(method, url, body, headers), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String method, URI url, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(url).method(method, body).timeout(Duration.ofSeconds(60));
        if (url.getRawPath().startsWith("/v1/")) {
            request.header("Authorization", authorization).header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /** The answer to a statement, whatever it is. */
    JsonNode query(String sql) {
        return query(Map.of("sql", sql));
    }

    JsonNode query(Map<String, ?> body, String... headers) {
        return json(send("POST", "/v1/query", JSON.writeValueAsString(body), headers));
    }

    JsonNode get(String path) {
        return json(send("GET", path, ""));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
