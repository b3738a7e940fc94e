package dev.stagedoor.server.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a short time which passwords were right, so that the slow hash is not computed for every request. Keeps no password: only
 * its HMAC-SHA-256 under a random key of this process.
 */
final class VerifiedPasswords {
    private static final int MAX_REMEMBERED = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Cache<ByteBuffer, Boolean> remembered;

    VerifiedPasswords(Duration memory, SecureRandom random, Ticker ticker) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        key = new SecretKeySpec(secret, ALGORITHM);
        remembered = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(memory)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    boolean knows(BasicCredentials credentials) {
        return remembered.getIfPresent(digest(credentials)) != null;
    }

    void remember(BasicCredentials credentials) {
        remembered.put(digest(credentials), Boolean.TRUE);
    }

    /** A user's name holds no colon, so the two parts cannot run into each other. */
    private ByteBuffer digest(BasicCredentials credentials) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String pair = credentials.user() + ":" + credentials.password();
            return ByteBuffer.wrap(mac.doFinal(pair.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
