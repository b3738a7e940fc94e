package dev.stagedoor.server.door;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Checksum.Algorithm;
import dev.stagedoor.storage.PutConditions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What the headers of a PUT say about its body (Amazon S3 API reference, PutObject), read before the body is. */
record PutHeaders(OptionalLong length, PutConditions conditions) {
    private static final Map<String, Algorithm> CHECKSUMS = Map.of(
            "content-md5", Algorithm.MD5,
            "x-amz-checksum-crc32", Algorithm.CRC32,
            "x-amz-checksum-crc32c", Algorithm.CRC32C,
            "x-amz-checksum-crc64nvme", Algorithm.CRC64NVME,
            "x-amz-checksum-sha1", Algorithm.SHA1,
            "x-amz-checksum-sha256", Algorithm.SHA256);

    private static final int SHA256_HEX_CHARS = 64;

    /**
     * @param signedHeaders names in lower case
     * @throws S3Error for anything that would be stored differently from what the client means
     */
    static PutHeaders parse(Request request, List<String> signedHeaders) {
        HttpFields headers = request.getHeaders();
        refuseEncodings(headers);
        refuseForms(headers, signedHeaders);
        refuseOtherOperations(headers);
        requireBody(request, headers);
        long length = request.getLength();
        var conditions = new PutConditions(isOnlyIfAbsent(headers), checksums(headers), AttributeHeaders.parse(headers));
        return new PutHeaders(length < 0 ? OptionalLong.empty() : OptionalLong.of(length), conditions);
    }

    /**
     * Chunks with signatures between the bytes would be stored as they came. Those that can be decoded were taken out of the headers
     * before.
     */
    private static void refuseEncodings(HttpFields headers) {
        boolean chunks = headers.contains(HttpHeader.CONTENT_ENCODING, "aws-chunked");
        String sha256 = headers.get("x-amz-content-sha256");
        if (chunks || sha256 != null && sha256.startsWith("STREAMING-") || headers.contains("x-amz-trailer")) {
            throw S3Error.notImplemented(
                    "The aws-chunked encoding is for requests signed in the Authorization header: send the file as it is, and a checksum"
                            + " of it in a header.");
        }
    }

    /** A form sent to a PUT URL would be stored with its boundaries around the file: a common mistake, and never meant. */
    private static void refuseForms(HttpFields headers, List<String> signedHeaders) {
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        if (type != null
                && type.regionMatches(true, 0, "multipart/form-data", 0, "multipart/form-data".length())
                && !signedHeaders.contains("content-type")) {
            throw S3Error.invalidRequest("The body is a form (multipart/form-data): send the file itself, as 'curl -T file' does.");
        }
    }

    private static void refuseOtherOperations(HttpFields headers) {
        if (headers.contains("x-amz-copy-source")) {
            throw S3Error.notImplemented(
                    "Copying an object with a presigned URL is not supported: sign the request in its Authorization header.");
        }
        if (headers.contains(HttpHeader.CONTENT_RANGE)) {
            throw S3Error.invalidRequest("A PUT writes a whole object: Content-Range is not allowed.");
        }
        if (headers.contains(HttpHeader.IF_MATCH)) {
            throw S3Error.notImplemented("If-Match is not supported for PUT.");
        }
    }

    /** HTTP takes a PUT without either for an empty one; {@code curl -X PUT} without a file would empty the object it names. */
    private static void requireBody(Request request, HttpFields headers) {
        // HTTP/2 ends a body of unknown length by itself (RFC 9113, section 8.1), and has no chunks to announce.
        boolean framed = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
        if (!framed && !headers.contains(HttpHeader.CONTENT_LENGTH) && !headers.contains(HttpHeader.TRANSFER_ENCODING)) {
            throw new S3Error(411, "MissingContentLength", "A PUT needs a body: give its length in Content-Length, or send it in chunks.");
        }
    }

    /** @throws S3Error for a condition of another tag */
    static boolean isOnlyIfAbsent(HttpFields headers) {
        String condition = headers.get(HttpHeader.IF_NONE_MATCH);
        if (condition == null) {
            return false;
        }
        if (!condition.equals("*")) {
            throw S3Error.notImplemented("If-None-Match of a PUT can only be '*'.");
        }
        return true;
    }

    /** Every digest the headers announce, that of Signature V4 included. */
    static List<Checksum> checksums(HttpFields headers) {
        var checksums = new ArrayList<Checksum>();
        CHECKSUMS.forEach((name, algorithm) -> {
            String value = headers.get(name);
            if (value != null) {
                checksums.add(decode(name, algorithm, value));
            }
        });
        String sha256 = headers.get("x-amz-content-sha256");
        if (sha256 != null && sha256.length() == SHA256_HEX_CHARS) {
            checksums.add(new Checksum(Algorithm.SHA256, hex(sha256)));
        }
        return checksums;
    }

    /** What a header or trailer of that name is a checksum by; null when it is none. {@code Content-MD5} is no trailer. */
    static @Nullable Algorithm checksumAlgorithm(String name) {
        return name.startsWith(AmazonHeaders.PREFIX) ? CHECKSUMS.get(name) : null;
    }

    /** @throws S3Error {@code InvalidDigest} */
    static Checksum decode(String name, Algorithm algorithm, String base64) {
        byte[] digest = base64(base64);
        if (digest == null || digest.length != algorithm.bytes()) {
            throw name.equals("content-md5")
                    ? new S3Error(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
                    : new S3Error(400, "InvalidDigest", "Value for " + name + " header is invalid.");
        }
        return new Checksum(algorithm, digest);
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw S3Error.invalidRequest("x-amz-content-sha256 is neither UNSIGNED-PAYLOAD nor a SHA-256 in hexadecimal.");
        }
    }
}
