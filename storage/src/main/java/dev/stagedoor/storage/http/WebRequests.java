package dev.stagedoor.storage.http;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * GET and HEAD, with redirects followed and passing failures tried again. No request carries anything of the user's but the path and the
 * range; each hop is a new request, which the client checks as it did the first.
 *
 * @param store as errors name it
 */
record WebRequests(SdkHttpClient client, String store) {
    /** Redirects followed for one request. */
    static final int MAX_REDIRECTS = 5;

    /** Tries after the first one. */
    static final int MAX_RETRIES = 3;

    /** Pause before the first retry; it doubles each time, with jitter. */
    static final Duration FIRST_RETRY_PAUSE = Duration.ofMillis(200);

    /** When no retry begins any more. */
    static final Duration RETRY_DEADLINE = Duration.ofSeconds(30);

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

    /**
     * Asks until an answer is there that is neither a redirect nor a failure that may pass.
     *
     * @param range of a {@code Range} header
     * @throws StorageException when there is none
     */
    WebAnswer send(SdkHttpMethod method, URI uri, Optional<String> range) {
        long deadline = System.nanoTime() + RETRY_DEADLINE.toNanos();
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == MAX_RETRIES || System.nanoTime() > deadline;
            try {
                WebAnswer answer = followingRedirects(method, uri, range);
                if (last || !PASSING.contains(answer.status())) {
                    return answer;
                }
                answer.close();
            } catch (IOException e) {
                if (last) {
                    throw new StorageException(Kind.UNAVAILABLE, sentence(method, uri, reason(e)));
                }
            }
            pause(attempt);
        }
    }

    private static void pause(int attempt) {
        long longest = FIRST_RETRY_PAUSE.toNanos() << attempt;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    private WebAnswer followingRedirects(SdkHttpMethod method, URI first, Optional<String> range) throws IOException {
        URI uri = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            WebAnswer answer = once(method, uri, range);
            if (!REDIRECTS.contains(answer.status())) {
                return answer;
            }
            answer.close();
            uri = target(method, uri, answer.header("Location"));
        }
        throw new StorageException(Kind.OTHER, sentence(method, first, "it redirects more than " + MAX_REDIRECTS + " times"));
    }

    private URI target(SdkHttpMethod method, URI from, Optional<String> location) {
        try {
            URI to = from.resolve(new URI(location.orElse("")));
            boolean web = "https".equalsIgnoreCase(to.getScheme())
                    || "http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
            if (location.isPresent() && web && to.getHost() != null && to.getUserInfo() == null) {
                return to;
            }
        } catch (URISyntaxException e) {
            throw new StorageException(Kind.OTHER, sentence(method, from, "it redirects to what is no URL"));
        }
        throw new StorageException(Kind.OTHER, sentence(method, from, "it redirects where the server does not follow"));
    }

    private WebAnswer once(SdkHttpMethod method, URI uri, Optional<String> range) throws IOException {
        var request = SdkHttpFullRequest.builder()
                .method(method)
                .uri(uri)
                .putHeader("Host", uri.getAuthority())
                .putHeader("Accept", "*/*")
                .putHeader("Accept-Encoding", "identity");
        range.ifPresent(value -> request.putHeader("Range", value));
        return new WebAnswer(client.prepareRequest(
                        HttpExecuteRequest.builder().request(request.build()).build())
                .call());
    }

    /** An answer that is of no use. */
    StorageException failure(SdkHttpMethod method, URI uri, int status) {
        Kind kind = switch (status) {
            case 401, 403 -> Kind.PERMISSION_DENIED;
            case 404, 410 -> Kind.NOT_FOUND;
            case 416 -> Kind.INVALID_RANGE;
            case 429 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
        };
        return new StorageException(kind, sentence(method, uri, "it answered " + status));
    }

    /** Never a query: those of redirects are often signatures. */
    String sentence(SdkHttpMethod method, URI uri, String why) {
        return store + ": " + method + " of " + uri.getRawPath() + " failed: " + why;
    }

    /** The kind of failure alone: messages of clients may hold whole URLs. */
    private static String reason(IOException failure) {
        return switch (failure) {
            case java.net.UnknownHostException _ -> "its host name cannot be resolved";
            case java.net.SocketTimeoutException _ -> "the connection timed out";
            case java.net.ConnectException _ -> "the connection was refused";
            case javax.net.ssl.SSLException _ -> "no secure connection can be made";
            default -> "the connection broke";
        };
    }
}
