package dev.stagedoor.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A statement's result, read page by page: no more than one page is held. One thread at a time. Must be closed; closing before the last
 * row tells the server to drop the rest.
 */
public final class QueryResult implements Rows, AutoCloseable {
    private final DatabendClient client;
    private final Deque<@Nullable String[]> page = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();
    private List<ResultColumn> columns = List.of();
    private String finalPath = "";
    private String nextPath = "";

    QueryResult(DatabendClient client, JsonNode first) {
        this.client = client;
        accept(first);
        while (columns.isEmpty() && page.isEmpty() && !nextPath.isEmpty()) {
            accept(client.page(nextPath)); // still running: the schema comes with a later page
        }
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    /** What the server said beside the result so far. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public @Nullable String @Nullable [] next() {
        while (page.isEmpty() && !nextPath.isEmpty()) {
            accept(client.page(nextPath));
        }
        return page.poll();
    }

    private void accept(JsonNode answer) {
        client.adoptSession(answer);
        nextPath = "";
        DatabendClient.refuseError(answer);
        answer.path("warnings").values().forEach(warning -> warnings.add(warning.asString()));
        if (columns.isEmpty()) {
            columns = answer.path("schema").valueStream()
                    .map(column -> new ResultColumn(column.path("name").asString(), column.path("type").asString()))
                    .toList();
        }
        for (JsonNode row : answer.path("data").values()) {
            page.add(cells(row));
        }
        finalPath = answer.path("final_uri").asString("");
        nextPath = answer.path("next_uri").asString("");
    }

    private static @Nullable String[] cells(JsonNode row) {
        @Nullable String[] cells = new @Nullable String[row.size()];
        for (int i = 0; i < cells.length; i++) {
            JsonNode cell = row.get(i);
            cells[i] = cell.isNull() ? null : cell.asString();
        }
        return cells;
    }

    @Override
    public void close() {
        if (!nextPath.isEmpty() && !finalPath.isEmpty()) {
            client.abandon(finalPath);
        }
        nextPath = "";
        client.finished();
    }
}
