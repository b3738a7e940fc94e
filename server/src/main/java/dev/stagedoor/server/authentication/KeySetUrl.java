package dev.stagedoor.server.authentication;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What an issuer publishes over HTTPS. Redirects are not followed: the address is the configured one. */
final class KeySetUrl implements KeySetSource {
    /** From the connection to the last byte. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;

    KeySetUrl(URI url) {
        this.url = url;
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public String read() throws IOException {
        // Seldom used, so none is kept: it would hold threads and a connection for nothing.
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            var request = HttpRequest.newBuilder(url).header("Accept", "application/json").timeout(TIMEOUT).build();
            var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
            try {
                return body(answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
            } finally {
                answer.cancel(true);
                http.shutdownNow();
            }
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String body(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException("the answer is " + answer.statusCode());
        }
        return answer.body();
    }

    /** Without the query, which may hold a secret. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }
}
