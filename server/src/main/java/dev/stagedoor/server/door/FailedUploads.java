package dev.stagedoor.server.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.storage.PresignId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;

/**
 * The URLs whose last PUT was refused or broke off, for a while. Some clients then send the body again from where they have read it: from
 * its end. databend-jdbc 0.2.8 sends an empty body of unknown length, and takes 200 for success. Such a body with such a URL is refused.
 * An empty file is taken with {@code Content-Length: 0}, and with a URL that has not failed.
 */
final class FailedUploads {
    /** How long after a PUT that came to nothing an empty one is refused. */
    static final Duration MEMORY = Duration.ofMinutes(5);

    /** URLs that are remembered; beyond, the oldest are forgotten. Some 100 bytes each. */
    private static final int MAX_URLS = 10_000;

    private final Cache<PresignId, Boolean> urls;

    FailedUploads(Clock clock) {
        urls = Caffeine.newBuilder()
                .maximumSize(MAX_URLS)
                .expireAfterWrite(MEMORY)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /** A PUT with this URL came to nothing. */
    void add(PresignId url) {
        urls.put(url, true);
    }

    /** A PUT with this URL was stored. */
    void remove(PresignId url) {
        urls.invalidate(url);
    }

    /** Whether an empty body of this request would be the rest of one that was refused. */
    boolean isSuspect(Request request, Optional<PresignId> url) {
        return request.getLength() < 0 && url.isPresent() && urls.getIfPresent(url.get()) != null;
    }

    /** What an empty body of such a request is answered. */
    static S3Error refusal() {
        return new S3Error(
                400,
                "IncompleteBody",
                "An upload with this URL was refused or broke off a moment ago, and this attempt sends nothing, as a client does that has"
                        + " read its file already. Send the file from its beginning; an empty file with Content-Length: 0 or a new URL.");
    }
}
