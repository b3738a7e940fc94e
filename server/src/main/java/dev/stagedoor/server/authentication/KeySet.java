package dev.stagedoor.server.authentication;

import dev.stagedoor.server.authentication.AuthenticationOptions.KeySetLocation;
import dev.stagedoor.server.http.HttpRefusal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys, kept for a while and renewed when they are old, or when a token names one that is not among them. While the
 * issuer cannot be reached the keys known stay in force. One request at a time renews; the others go on with what is there.
 */
final class KeySet {
    /** After which a key the issuer withdrew is gone here as well, as long as the issuer can be reached. */
    static final Duration MAX_AGE = Duration.ofMinutes(15);

    /** Tokens with made-up keys must not make this server ask the issuer again and again. */
    static final Duration MIN_INTERVAL = Duration.ofMinutes(1);

    /** As long as no keys are known at all. */
    static final Duration FIRST_INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);

    /** @param version as {@link KeySetSource#version} was before the keys were read */
    private record Keys(List<JsonWebKey> keys, String version, long readMillis) {}

    private final KeySetSource source;
    private final Clock clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Keys known;
    private volatile long triedMillis = Long.MIN_VALUE;

    KeySet(KeySetLocation location, Clock clock) {
        this.source = switch (location) {
            case KeySetLocation.Url(var url) -> new KeySetUrl(url);
            case KeySetLocation.File(var path) -> new KeySetFile(path);
        };
        this.clock = clock;
    }

    /**
     * The keys, as new as they have to be.
     *
     * @throws HttpRefusal 503 when none are known, and none can be read
     */
    List<JsonWebKey> current() {
        Keys keys = known;
        if (keys == null) {
            renewWaiting();
        } else if (isOld(keys) && renewing.tryLock()) {
            try {
                renew();
            } finally {
                renewing.unlock();
            }
        }
        return require();
    }

    /** The keys after trying to find one that is not among {@code tried}; the same when there are no others, or none yet. */
    List<JsonWebKey> otherThan(List<JsonWebKey> tried) {
        Keys keys = known;
        if (keys != null && keys.keys == tried) {
            renewWaiting();
        }
        return require();
    }

    private List<JsonWebKey> require() {
        Keys keys = known;
        if (keys == null) {
            throw HttpRefusal.busy("the keys of the tokens' issuer cannot be read at the moment: try again");
        }
        return keys.keys;
    }

    private boolean isOld(Keys keys) {
        return clock.millis() - keys.readMillis >= MAX_AGE.toMillis() || !source.version().equals(keys.version);
    }

    private void renewWaiting() {
        Keys before = known;
        try {
            if (!renewing.tryLock(KeySetUrl.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpRefusal.busy("the server is stopping");
        }
        try {
            if (known == before) {
                renew();
            }
        } finally {
            renewing.unlock();
        }
    }

    private void renew() {
        Keys before = known;
        long now = clock.millis();
        Duration interval = before == null ? FIRST_INTERVAL : MIN_INTERVAL;
        String version = source.version();
        boolean changed = before != null && !version.equals(before.version);
        if (triedMillis != Long.MIN_VALUE && now - triedMillis < interval.toMillis() && !changed) {
            return;
        }
        triedMillis = now;
        try {
            List<JsonWebKey> keys = List.copyOf(new JsonWebKeySet(source.read()).getJsonWebKeys());
            known = new Keys(keys, version, now);
        } catch (IOException | JoseException e) {
            // What the issuer answered instead of keys is not repeated: it may be anything.
            LOG.warn("The keys of the tokens' issuer cannot be read from {}: {}", source, e instanceof JoseException
                    ? "not a JSON Web Key Set" : e.toString());
            if (before != null) {
                known = new Keys(before.keys, version, before.readMillis);
            }
        }
    }
}
