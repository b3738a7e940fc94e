package dev.stagedoor.signing.s3v4;

import java.time.Duration;
import java.time.Instant;

/**
 * The answer to "may this request pass?". Codes and statuses of refusals are those of "Error responses" in the Amazon S3 API reference,
 * except that whatever may be a tampered URL is answered 403.
 */
public sealed interface Verdict {
    /** The request is what the holder of the credential signed, and it is time for it. */
    record Granted(RequestGrant grant) implements Verdict {}

    /**
     * The request must change nothing. What a refusal tells the client never holds a signature or a secret; texts of the client that it
     * repeats are decoded, bounded by the limits of {@link S3V4Verifier}, and must be escaped for the format they go out in.
     */
    sealed interface Refused extends Verdict {
        /** The HTTP status to answer with. */
        default int status() {
            return 403;
        }

        /** S3's error code. */
        default String code() {
            return "AccessDenied";
        }

        /** A sentence for the client. */
        String message();
    }

    /** There is no signature in the query. */
    record NotPresigned() implements Refused {
        @Override
        public String message() {
            return "Only presigned requests are served here: ask for a URL with PRESIGN.";
        }
    }

    /**
     * Another signature than AWS4-HMAC-SHA256. Version 2 is refused because it does not cover the query; boto3 and the AWS CLI still
     * presign with it for an endpoint that is not Amazon's.
     */
    record UnsupportedSignature(String scheme) implements Refused {
        /** What version 2 is called. */
        static final String VERSION_2 = "AWS Signature Version 2";

        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidRequest";
        }

        @Override
        public String message() {
            String advice = scheme.equals(VERSION_2)
                    ? ": boto3 does with Config(signature_version='s3v4'), the AWS CLI after 'aws configure set"
                            + " default.s3.signature_version s3v4'."
                    : ".";
            return scheme + " is not supported. Please use " + S3V4.ALGORITHM + advice;
        }
    }

    /** The method is none that can be presigned. */
    record UnknownMethod() implements Refused {
        @Override
        public int status() {
            return 405;
        }

        @Override
        public String code() {
            return "MethodNotAllowed";
        }

        @Override
        public String message() {
            return "The specified method is not allowed against this resource.";
        }
    }

    /** The path cannot be decoded, or is longer than any key. */
    record MalformedPath(String problem) implements Refused {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidURI";
        }

        @Override
        public String message() {
            return "Couldn't parse the specified URI: " + problem + ".";
        }
    }

    /** A parameter of the query is missing, cannot be decoded, or has a value it cannot have. */
    record MalformedQuery(String problem) implements Refused {
        @Override
        public String message() {
            return "The query is not that of a presigned URL: " + problem + ".";
        }
    }

    /** The request cannot be what was signed, whatever the signature says: something is doubled, out of order or missing. */
    record Altered(String problem) implements Refused {
        @Override
        public String code() {
            return "SignatureDoesNotMatch";
        }

        @Override
        public String message() {
            return "The request is not the one that was signed: " + problem + ".";
        }
    }

    /** The Authorization header, or another that it needs, is missing or not what Signature V4 has there. */
    record MalformedAuthorization(String problem) implements Refused {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "AuthorizationHeaderMalformed";
        }

        @Override
        public String message() {
            return "The authorization header is malformed: " + problem + ".";
        }
    }

    /** One request with two signatures, in the header and in the query. */
    record TwoSignatures() implements Refused {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidArgument";
        }

        @Override
        public String message() {
            return "Only one auth mechanism allowed: the Authorization header or the query.";
        }
    }

    /** A header that tells the store what to do could have been added by anybody. */
    record UnsignedHeader(String name) implements Refused {
        @Override
        public String message() {
            return "There were headers present in the request which were not signed: " + name
                    + ". Leave it out, or have it signed (X-Amz-SignedHeaders).";
        }
    }

    /**
     * {@code x-amz-content-sha256} says that the body comes in chunks, which is not supported for a presigned request, or signed in another
     * way.
     */
    record StreamingPayload() implements Refused {
        @Override
        public int status() {
            return 501;
        }

        @Override
        public String code() {
            return "NotImplemented";
        }

        @Override
        public String message() {
            return "A payload in such chunks (STREAMING-… in x-amz-content-sha256) is not supported here: send the file as it is, with its"
                    + " SHA-256 or UNSIGNED-PAYLOAD there.";
        }
    }

    /** {@code x-amz-content-sha256} is missing, or neither a SHA-256 nor {@code UNSIGNED-PAYLOAD}. */
    record MalformedPayloadDigest() implements Refused {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidArgument";
        }

        @Override
        public String message() {
            return "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a SHA-256 in lower-case hexadecimal digits.";
        }
    }

    /** Signed too long ago, or too far ahead of our clock, for a request that is sent as soon as it is signed. */
    record Skewed(Instant signedAt, Instant now) implements Refused {
        @Override
        public String code() {
            return "RequestTimeTooSkewed";
        }

        @Override
        public String message() {
            return "The difference between the request time (" + signedAt + ") and the current time (" + now
                    + ") is too large: check the clocks.";
        }
    }

    /** Signed for another day than its own date, another region or another service. */
    record WrongScope(String problem) implements Refused {
        @Override
        public String code() {
            return "SignatureDoesNotMatch";
        }

        @Override
        public String message() {
            return "The credential's scope is wrong: " + problem + ".";
        }
    }

    /** Nobody here has that access key. */
    record UnknownKey(String accessKeyId) implements Refused {
        @Override
        public String code() {
            return "InvalidAccessKeyId";
        }

        @Override
        public String message() {
            return "The AWS Access Key Id you provided does not exist in our records.";
        }
    }

    /** The session token is not the one that belongs to the access key. */
    record WrongToken() implements Refused {
        @Override
        public String code() {
            return "InvalidToken";
        }

        @Override
        public String message() {
            return "The provided token is malformed or otherwise invalid.";
        }
    }

    /** It was valid until then. Found before the signature is looked at, so a tampered URL may get this answer too. */
    record Expired(Instant expiredAt) implements Refused {
        @Override
        public String message() {
            return "Request has expired at " + expiredAt + ".";
        }
    }

    /** The signer's clock is further ahead of ours than {@link S3V4Verifier#MAX_CLOCK_SKEW}. */
    record NotYetValid(Instant signedAt, Duration skew) implements Refused {
        @Override
        public String code() {
            return "RequestTimeTooSkewed";
        }

        @Override
        public String message() {
            return "The request was signed " + skew.toSeconds() + " s in the future: check the clocks.";
        }
    }

    /**
     * Signature does not match. Carries what we computed over, never the signature we expected; both texts may hold the client's session
     * token, so {@link #toString} shows neither.
     */
    record Forged(String canonicalRequest, String stringToSign) implements Refused {
        @Override
        public String code() {
            return "SignatureDoesNotMatch";
        }

        @Override
        public String message() {
            return "The request signature we calculated does not match the signature you provided."
                    + " Send the method, URL and headers exactly as they were signed.";
        }

        @Override
        public String toString() {
            return "Forged[]";
        }
    }
}
