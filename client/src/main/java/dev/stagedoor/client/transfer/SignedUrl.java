package dev.stagedoor.client.transfer;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request that a server has signed.
 *
 * @param headers that must be sent, as the server lists them
 */
public record SignedUrl(String method, Map<String, String> headers, URI url) {
    /** Those that HTTP clients set by themselves, and some refuse to be told. */
    private static final Set<String> AUTOMATIC = Set.of("host", "content-length");

    public SignedUrl {
        headers = Map.copyOf(headers);
    }

    /** The headers without those that HTTP clients set by themselves. */
    public Map<String, String> headersToSend() {
        Map<String, String> sent = new LinkedHashMap<>(headers);
        sent.keySet().removeIf(name -> AUTOMATIC.contains(name.toLowerCase(Locale.ROOT)));
        return sent;
    }

    /** @param headers a JSON object, as PRESIGN gives it */
    static SignedUrl of(String method, String headers, String url) {
        Map<String, String> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : JsonMapper.shared().readTree(headers).properties()) {
            read.put(header.getKey(), header.getValue().asString());
        }
        return new SignedUrl(method, read, URI.create(url));
    }
}
