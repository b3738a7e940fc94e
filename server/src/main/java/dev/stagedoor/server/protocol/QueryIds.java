package dev.stagedoor.server.protocol;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Names of queries: the client's own ({@code X-DATABEND-QUERY-ID}) when it is fit to stand in a path, else one we make. */
final class QueryIds {
    static final String HEADER = "X-DATABEND-QUERY-ID";

    private static final int MAX_LENGTH = 100;

    private QueryIds() {}

    /** The client's id, or null. */
    static @Nullable String ofClient(Request request) {
        String id = request.getHeaders().get(HEADER);
        return id != null && isSane(id) ? id : null;
    }

    /** 32 hexadecimal digits. Not a secret: an id opens nothing to anybody but the user whose query it is. */
    static String create() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '-' && c != '_' && (c != '.' || i == 0)) {
                return false;
            }
        }
        return true;
    }
}
