package dev.stagedoor.bench.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads results page by page as a client does, every row parsed and none kept. */
final class PagedResultReader {
    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonFactory json = new JsonFactory();

    PagedResultReader(URI server) {
        this.server = server;
    }

    /** Runs a statement without quotes in it, follows the pages, and gives how many rows came. */
    long rows(String sql) throws IOException, InterruptedException {
        var first = HttpRequest.newBuilder(server.resolve("/v1/query"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"sql\":\"" + sql + "\"}"));
        var page = read(first);
        long rows = page.rows;
        while (page.next != null) {
            page = read(HttpRequest.newBuilder(server.resolve(page.next)));
            rows += page.rows;
        }
        return rows;
    }

    private record Page(long rows, @Nullable String next) {}

    private Page read(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.header("Authorization", "Basic cm9vdDo=").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body();
                var parser = json.createParser(ObjectReadContext.empty(), body)) {
            long rows = 0;
            String next = null;
            int depth = 0;
            String field = "";
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && depth == 1) {
                    field = parser.currentName();
                } else if (token == JsonToken.START_ARRAY && depth == 2 && field.equals("data")) {
                    rows++;
                } else if (token == JsonToken.VALUE_STRING && depth == 1 && field.equals("next_uri")) {
                    next = parser.getString();
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return new Page(rows, next != null && next.endsWith("/final") ? null : next);
        }
    }
}
