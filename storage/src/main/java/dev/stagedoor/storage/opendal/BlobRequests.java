package dev.stagedoor.storage.opendal;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * Makes requests of Azure that OpenDAL has no operation for, each with a signature of its own. They may be repeated, and are, where the
 * failure may pass. Signatures stand in their URLs, so no URL is in an error.
 *
 * @param client asks the endpoint policy before each request and of each address
 * @param store as errors name it
 */
record BlobRequests(SdkHttpClient client, String store) {
    /** Of an answer; a list of 50,000 blocks has less. */
    static final int MAX_ANSWER_BYTES = 16 << 20;

    /** Tries after the first one. */
    static final int MAX_RETRIES = 3;

    /** Pause before the first retry; it doubles each time, with jitter. */
    static final Duration FIRST_RETRY_PAUSE = Duration.ofMillis(200);

    /** When no retry begins any more. */
    static final Duration RETRY_DEADLINE = Duration.ofSeconds(60);

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    /**
     * An answer of any status.
     *
     * @param code of the store's own for an error; empty where it gives none
     */
    record Answer(int status, String code, Optional<String> etag, byte[] body) {
        boolean succeeded() {
            return status / 100 == 2;
        }
    }

    /**
     * Sends a request until it has an answer that will not be another the next time.
     *
     * @param signed whose method counts, and whose headers are sent but those that {@code headers} replace
     * @param query beside the signature, encoded: {@code comp=block}
     * @throws StorageException {@code UNAVAILABLE} when there is none
     */
    Answer send(String operation, PresignedRequest signed, String query, Map<String, String> headers, byte[] body) {
        URI uri = URI.create(signed.url() + (signed.url().contains("?") ? "&" : "?") + query);
        long deadline = System.nanoTime() + RETRY_DEADLINE.toNanos();
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == MAX_RETRIES || System.nanoTime() > deadline;
            try {
                Answer answer = once(signed, uri, headers, body);
                if (last || !PASSING.contains(answer.status())) {
                    return answer;
                }
            } catch (IOException e) {
                if (last) {
                    // No cause: its message may hold the URL.
                    throw new StorageException(Kind.UNAVAILABLE, sentence(operation, "the connection broke: try again later"));
                }
            }
            long longest = FIRST_RETRY_PAUSE.toNanos() << attempt;
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
        }
    }

    private Answer once(PresignedRequest signed, URI uri, Map<String, String> headers, byte[] body) throws IOException {
        var request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(signed.method().name()))
                .uri(uri)
                .putHeader("Host", uri.getAuthority());
        headers.forEach(request::putHeader);
        var call = HttpExecuteRequest.builder().request(request.build());
        if (signed.method() == HttpMethod.PUT) {
            request.putHeader("Content-Length", Integer.toString(body.length));
            call = HttpExecuteRequest.builder().request(request.build()).contentStreamProvider(() -> new ByteArrayInputStream(body));
        }
        HttpExecuteResponse response = client.prepareRequest(call.build()).call();
        var head = response.httpResponse();
        return new Answer(
                head.statusCode(),
                head.firstMatchingHeader("x-ms-error-code").orElse(""),
                head.firstMatchingHeader("ETag"),
                content(response));
    }

    private static byte[] content(HttpExecuteResponse response) throws IOException {
        Optional<AbortableInputStream> body = response.responseBody();
        if (body.isEmpty()) {
            return new byte[0];
        }
        try (InputStream bytes = body.get()) {
            byte[] answer = bytes.readNBytes(MAX_ANSWER_BYTES + 1);
            if (answer.length > MAX_ANSWER_BYTES) {
                throw new StorageException(Kind.OTHER, "the store answered with more than " + MAX_ANSWER_BYTES + " bytes");
            }
            return answer;
        }
    }

    /** What an answer that is no success means. */
    StorageException failure(String operation, Answer answer) {
        Kind kind = switch (answer.code()) {
            case "BlobAlreadyExists" -> Kind.PRECONDITION_FAILED;
            case "InvalidBlockList" -> Kind.INVALID_PART;
            case "Md5Mismatch" -> Kind.BAD_DIGEST;
            default -> kind(answer.status());
        };
        String code = answer.code().matches("[A-Za-z]{1,60}") ? " " + answer.code() : "";
        return new StorageException(kind, sentence(operation, "it answered " + answer.status() + code));
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> Kind.PERMISSION_DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 408, 429 -> Kind.UNAVAILABLE;
            case 412 -> Kind.PRECONDITION_FAILED;
            case 413 -> Kind.ENTITY_TOO_LARGE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
        };
    }

    private String sentence(String operation, String why) {
        return store + ": " + operation + " failed: " + why;
    }
}
