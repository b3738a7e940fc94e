package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.storage.PresignTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was revoked, in memory: by its id until it expires, and by watermarks, of each scope in order. A watermark is live while a URL that
 * was issued before it may not have expired; after that it only tells what became of old URLs.
 */
final class Revocations {
    /** Between taking the id of a URL and signing it. */
    private static final Duration ISSUE_MAY_TAKE = Duration.ofHours(1);

    private static final long MAX_EXPIRE_MICROS = PresignTerms.MAX_EXPIRE.toNanos() / 1000;

    private final Map<Long, Long> expiryByKey = new ConcurrentHashMap<>();
    private volatile Map<PresignScope, List<Watermark>> byScope = Map.of();
    private volatile long newestLive;

    void add(long key, long expiresAt) {
        expiryByKey.put(key, expiresAt);
    }

    /** Adds watermarks, which take the place of those of the same scope that concerned nothing. */
    synchronized void add(Collection<Watermark> watermarks) {
        Map<PresignScope, List<Watermark>> changed = new HashMap<>(byScope);
        for (Watermark watermark : watermarks) {
            List<Watermark> ofScope = new ArrayList<>(changed.getOrDefault(watermark.scope(), List.of()));
            if (!ofScope.isEmpty() && !ofScope.getLast().concerned()) {
                ofScope.removeLast();
            }
            ofScope.add(watermark);
            changed.put(watermark.scope(), List.copyOf(ofScope));
            newestLive = Math.max(newestLive, watermark.key());
        }
        byScope = Map.copyOf(changed);
    }

    /** The newest watermark of a scope. */
    Optional<Watermark> newest(PresignScope scope) {
        List<Watermark> ofScope = byScope.getOrDefault(scope, List.of());
        return ofScope.isEmpty() ? Optional.empty() : Optional.of(ofScope.getLast());
    }

    /** Whether a URL was revoked by its id. */
    boolean isRevoked(long key) {
        return expiryByKey.containsKey(key);
    }

    /** Whether a live watermark may concern the key, so that its row must be asked. */
    boolean mayConcern(long key) {
        return key <= newestLive;
    }

    /** Whether a watermark concerns a URL that has not expired. */
    boolean concerns(IssuedPresign presign) {
        return concerns(presign, Long.MAX_VALUE);
    }

    /** Whether a URL was revoked by a watermark before it expired. */
    boolean stopped(IssuedPresign presign) {
        return concerns(presign, LedgerFormat.micros(presign.expiresAt()));
    }

    private boolean concerns(IssuedPresign presign, long setBefore) {
        Map<PresignScope, List<Watermark>> watermarks = byScope;
        if (watermarks.isEmpty()) {
            return false;
        }
        long key = LedgerKey.of(presign.id());
        return Watermark.scopesOf(presign).stream().anyMatch(scope -> {
            Watermark first = firstFrom(watermarks.getOrDefault(scope, List.of()), key);
            return first != null && first.at() < setBefore;
        });
    }

    /** The first watermark at or after a key: what came later was set later, too. */
    private static @Nullable Watermark firstFrom(List<Watermark> ofScope, long key) {
        int low = 0;
        int high = ofScope.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ofScope.get(middle).key() < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < ofScope.size() ? ofScope.get(low) : null;
    }

    /** Whether {@link #forget} would forget something, or let a watermark concern nothing any more. */
    synchronized boolean canForget(Instant now) {
        long nowMicros = LedgerFormat.micros(now);
        return expiryByKey.values().stream().anyMatch(expiresAt -> expiresAt <= nowMicros)
                || byScope.values().stream().flatMap(List::stream)
                .anyMatch(watermark -> watermark.key() <= newestLive && !isLive(watermark, now));
    }

    /** By its key and not by when it was set: keys run ahead of a clock that went back, and no URL before one expires later than this. */
    private static boolean isLive(Watermark watermark, Instant now) {
        return LedgerKey.moment(watermark.key()).plus(PresignTerms.MAX_EXPIRE).plus(ISSUE_MAY_TAKE).isAfter(now);
    }

    /**
     * Forgets what concerns nothing any more.
     *
     * @param keptSince URLs that expired before were pruned
     * @return the keys of watermarks that were forgotten
     */
    synchronized List<Long> forget(Instant now, Instant keptSince) {
        long nowMicros = LedgerFormat.micros(now);
        expiryByKey.values().removeIf(expiresAt -> expiresAt <= nowMicros);
        long oldest = LedgerFormat.micros(keptSince) - MAX_EXPIRE_MICROS;
        List<Long> forgotten = new ArrayList<>();
        Map<PresignScope, List<Watermark>> kept = new HashMap<>();
        long live = 0;
        for (var entry : byScope.entrySet()) {
            List<Watermark> ofScope = new ArrayList<>();
            for (Watermark watermark : entry.getValue()) {
                if (watermark.at() < oldest) {
                    forgotten.add(watermark.key());
                    continue;
                }
                ofScope.add(watermark);
                if (isLive(watermark, now)) {
                    live = Math.max(live, watermark.key());
                }
            }
            if (!ofScope.isEmpty()) {
                kept.put(entry.getKey(), List.copyOf(ofScope));
            }
        }
        newestLive = live;
        byScope = Map.copyOf(kept);
        return forgotten;
    }
}
