package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.S3Credential;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/** The keys derived for one region in the last days. Safe for any number of threads. */
final class SigningKeys {
    /** One for each access key and day that is asked for; nine days a key, and as many again where expired requests are looked at. */
    private static final int MAX_CACHED_KEYS = 512;

    private final String region;
    private final ConcurrentHashMap<KeyId, SigningKey> keys = new ConcurrentHashMap<>();

    private record KeyId(String accessKeyId, long epochDay) {}

    SigningKeys(String region) {
        this.region = region;
    }

    /** @param signedAt in years 0 to 9999; its day counts */
    SigningKey of(S3Credential credential, Instant signedAt) {
        long epochDay = Math.floorDiv(signedAt.getEpochSecond(), (long) S3V4.SECONDS_PER_DAY);
        var id = new KeyId(credential.accessKeyId(), epochDay);
        SigningKey cached = keys.get(id);
        if (cached != null && cached.isFrom(credential.secretAccessKey())) {
            return cached;
        }
        SigningKey derived = SigningKey.derive(credential, region, epochDay);
        if (keys.size() >= MAX_CACHED_KEYS) {
            keys.clear();
        }
        keys.put(id, derived);
        return derived;
    }
}
