package dev.stagedoor.signing.s3v4;

import java.time.Duration;
import java.util.Set;

/** The words and limits that presigner and verifiers have in common. */
final class S3V4 {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String SERVICE = "s3";
    static final String TERMINATOR = "aws4_request";
    static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    /** What every {@code x-amz-content-sha256} begins with that announces a body in chunks. */
    static final String STREAMING = "STREAMING-";

    static final String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    static final String SIGNED_CHUNKS_AND_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    static final String UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    static final String X_AMZ_ALGORITHM = "X-Amz-Algorithm";
    static final String X_AMZ_CREDENTIAL = "X-Amz-Credential";
    static final String X_AMZ_DATE = "X-Amz-Date";
    static final String X_AMZ_EXPIRES = "X-Amz-Expires";
    static final String X_AMZ_SECURITY_TOKEN = "X-Amz-Security-Token";
    static final String X_AMZ_SIGNED_HEADERS = "X-Amz-SignedHeaders";
    static final String X_AMZ_SIGNATURE = "X-Amz-Signature";

    static final String AUTHORIZATION = "authorization";
    static final String HEADER_PREFIX = "x-amz-";
    static final String DATE_HEADER = "x-amz-date";
    static final String CONTENT_SHA256_HEADER = "x-amz-content-sha256";
    static final String SECURITY_TOKEN_HEADER = "x-amz-security-token";
    static final int SHA256_HEX_CHARS = 64;

    /** Query parameters of Signature Version 2, whose signature does not cover the rest of the query. */
    static final Set<String> SIGNATURE_V2 = Set.of("AWSAccessKeyId", "Signature");

    /** Signature V4's own bounds on {@code X-Amz-Expires}. */
    static final Duration MIN_EXPIRES = Duration.ofSeconds(1);

    static final Duration MAX_EXPIRES = Duration.ofDays(7);

    static final int SECONDS_PER_DAY = 86_400;

    private S3V4() {}

    /** Whether the parameter belongs to the signature itself. */
    static boolean isAuthentication(String parameter) {
        return switch (parameter) {
            case X_AMZ_ALGORITHM,
                    X_AMZ_CREDENTIAL,
                    X_AMZ_DATE,
                    X_AMZ_EXPIRES,
                    X_AMZ_SECURITY_TOKEN,
                    X_AMZ_SIGNED_HEADERS,
                    X_AMZ_SIGNATURE -> true;
            default -> false;
        };
    }

    /** Whether this is a field name in lower case (RFC 9110, section 5.1: {@code token}). */
    static boolean isLowerCaseFieldName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether this is a SHA-256 as the canonical request has it: 64 hexadecimal digits in lower case. */
    static boolean isPayloadDigest(String digest) {
        if (digest.length() != SHA256_HEX_CHARS) {
            return false;
        }
        for (int i = 0; i < SHA256_HEX_CHARS; i++) {
            char c = digest.charAt(i);
            boolean hexadecimal = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (!hexadecimal) {
                return false;
            }
        }
        return true;
    }

    /** Whether text holds a control character, which could split a header it ends up in. */
    static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7F) {
                return true;
            }
        }
        return false;
    }
}
