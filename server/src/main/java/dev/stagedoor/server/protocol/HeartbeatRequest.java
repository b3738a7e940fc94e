package dev.stagedoor.server.protocol;

import dev.stagedoor.server.http.HttpRefusal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The body of a heartbeat: {@code {"node_to_queries":{"<node>":["<query id>", …]}}}. */
final class HeartbeatRequest {
    private static final int MAX_IDS = 10_000;
    private static final JsonFactory JSON = new JsonFactory();

    private HeartbeatRequest() {}

    /** Every query id in it. The only texts in the body that are not keys are ids, so its nesting need not be followed. */
    static List<String> queryIds(byte[] body) {
        var ids = new ArrayList<String>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            JsonToken token;
            while ((token = json.nextToken()) != null) {
                if (token == JsonToken.VALUE_STRING && ids.size() < MAX_IDS) {
                    ids.add(json.getString());
                }
            }
        } catch (JacksonException e) {
            throw HttpRefusal.badRequest("the request body is not JSON");
        }
        return ids;
    }
}
