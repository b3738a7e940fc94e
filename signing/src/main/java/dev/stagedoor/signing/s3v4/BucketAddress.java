package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import java.net.URI;
import java.util.Locale;

/**
 * Where a bucket is reached: the origin, the {@code Host} that goes with it, and the path before the key.
 *
 * @param origin scheme and authority, no path: {@code http://127.0.0.1:8000}
 * @param host as a client sends it in {@code Host}: lower case, without the scheme's default port
 * @param path percent-encoded, beginning and ending in {@code /}; the key follows
 */
public record BucketAddress(String origin, String host, String path) {
    /** @throws IllegalArgumentException when a part is not printable ASCII, or the path does not begin and end in {@code /} */
    public BucketAddress {
        if (!isPrintableAscii(origin) || !isPrintableAscii(host) || !isPrintableAscii(path)) {
            throw new IllegalArgumentException("an address is printable ASCII: write an international host name in its xn-- form");
        }
        if (!path.startsWith("/") || !path.endsWith("/")) {
            throw new IllegalArgumentException("the path before a key begins and ends in '/'");
        }
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /** {@code endpoint/bucket/key}: what every S3-compatible server understands. */
    public static BucketAddress pathStyle(URI endpoint, String bucket) {
        return at(endpoint, "", PercentEncoding.encode(requireBucket(bucket)) + "/");
    }

    /** {@code bucket.endpoint/key}: what Amazon S3 prefers. The bucket must be a legal host name label or several. */
    public static BucketAddress virtualHosted(URI endpoint, String bucket) {
        for (char c : requireBucket(bucket).toCharArray()) {
            boolean legal = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.';
            if (!legal) {
                throw new IllegalArgumentException("bucket '" + bucket + "' cannot stand in a host name: use path style");
            }
        }
        return at(endpoint, bucket + ".", "");
    }

    private static String requireBucket(String bucket) {
        if (bucket.isEmpty() || bucket.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a bucket's name must not be empty or hold '/'");
        }
        return bucket;
    }

    private static BucketAddress at(URI endpoint, String hostPrefix, String pathSuffix) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        String authority = endpoint.getRawAuthority();
        if (authority == null || !(scheme.equals("http") || scheme.equals("https")) || authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("an endpoint is http(s)://host[:port][/path], without a user: " + scheme + ":…");
        }
        if (endpoint.getRawQuery() != null || endpoint.getRawFragment() != null) {
            throw new IllegalArgumentException("an endpoint has no query and no fragment");
        }
        String host = hostPrefix + withoutDefaultPort(scheme, authority.toLowerCase(Locale.ROOT));
        return new BucketAddress(scheme + "://" + host, host, canonicalPrefix(endpoint.getRawPath()) + pathSuffix);
    }

    private static String canonicalPrefix(String rawPath) {
        if (rawPath.isEmpty() || rawPath.equals("/")) {
            return "/";
        }
        String path = PercentEncoding.decode(rawPath, 0, rawPath.length())
                .orElseThrow(() -> new IllegalArgumentException("the endpoint's path is not percent-encoded UTF-8"));
        var encoded = new AsciiBuffer(rawPath.length() + 1);
        PercentEncoding.encodePath(path, encoded);
        return path.endsWith("/") ? encoded.toString() : encoded.append('/').toString();
    }

    /** Clients leave the default port out of {@code Host}, so a signature over it would never verify. */
    private static String withoutDefaultPort(String scheme, String authority) {
        String port = scheme.equals("http") ? ":80" : ":443";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
