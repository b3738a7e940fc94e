package dev.stagedoor.server.door;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/**
 * What the signer of a GET wants some headers of its answer to be (Amazon S3 API reference, GetObject: "Overriding response header values
 * through the request"). The bytes and what is stored beside them stay as they are.
 *
 * @param headers by name
 */
record ResponseOverrides(Map<String, String> headers) {
    static final ResponseOverrides NONE = new ResponseOverrides(Map.of());

    static final String PREFIX = "response-";

    private static final Map<String, String> HEADERS = Map.of(
            "response-content-type", "Content-Type",
            "response-content-language", "Content-Language",
            "response-expires", "Expires",
            "response-cache-control", "Cache-Control",
            "response-content-disposition", "Content-Disposition",
            "response-content-encoding", "Content-Encoding");

    ResponseOverrides {
        headers = Map.copyOf(headers);
    }

    /**
     * The same with one more.
     *
     * @throws S3Error when no header goes by that parameter, or none can have the value
     */
    ResponseOverrides with(String parameter, String value) {
        String name = HEADERS.get(parameter);
        if (name == null) {
            throw S3Error.unknownParameter(parameter);
        }
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7F || c >= 0xA0 && c <= 0xFF)) {
            throw new S3Error(400, "InvalidArgument", "Header value cannot be represented using ISO-8859-1: " + parameter + ".");
        }
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ResponseOverrides(more);
    }

    void put(HttpFields.Mutable answer) {
        headers.forEach(answer::put);
    }
}
