package dev.stagedoor.server.door;

import dev.stagedoor.signing.s3v4.RequestGrant;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * Headers that stand in the query of a presigned request. SDKs write {@code x-amz-} headers there, so that whoever uses the URL need not
 * send them, and S3 reads them as the headers they are. It passes over checksums there: an SDK that presigns an upload does not know the
 * body and writes the checksum of nothing. That one is passed over here too; any other binds the body.
 */
final class QueryHeaders {
    private static final Map<String, String> CHECKSUMS_OF_NOTHING = Map.of(
            "x-amz-checksum-crc32", "AAAAAA==",
            "x-amz-checksum-crc32c", "AAAAAA==",
            "x-amz-checksum-crc64nvme", "AAAAAAAAAAA=",
            "x-amz-checksum-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
            "x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");

    private QueryHeaders() {}

    /** Whether a query parameter stands for a header. */
    static boolean isHeader(String parameter) {
        return parameter.regionMatches(true, 0, AmazonHeaders.PREFIX, 0, AmazonHeaders.PREFIX.length());
    }

    private static boolean hasHeader(Map<String, String> query) {
        for (String parameter : query.keySet()) {
            if (isHeader(parameter)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The request with the headers of its query beside its own.
     *
     * @throws S3Error when one of them is there twice
     */
    static Request merge(Request request, RequestGrant grant) {
        if (!hasHeader(grant.query())) {
            return request;
        }
        HttpFields.Mutable headers = HttpFields.build(request.getHeaders());
        for (Map.Entry<String, String> parameter : grant.query().entrySet()) {
            if (isHeader(parameter.getKey())) {
                String name = parameter.getKey().toLowerCase(Locale.ROOT);
                if (headers.contains(name)) {
                    throw S3Error.invalidRequest(name + " is given twice.");
                }
                if (!parameter.getValue().equals(CHECKSUMS_OF_NOTHING.get(name))) {
                    headers.put(name, parameter.getValue());
                }
            }
        }
        HttpFields merged = headers.asImmutable();
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return merged;
            }
        };
    }
}
