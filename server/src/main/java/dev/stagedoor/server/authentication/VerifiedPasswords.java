package dev.stagedoor.server.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a short time which password of a user was right, so that the slow hash is not computed for every request. Keeps no
 * password: only its HMAC-SHA-256 under a random key of this process, and the hash it was compared with: a password that was changed is
 * forgotten.
 */
final class VerifiedPasswords {
    private static final int MAX_REMEMBERED = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    /** What the memory knows of a password. */
    enum Memory {
        RIGHT,
        /** Another one was right a moment ago. */
        WRONG,
        NOTHING
    }

    private record Remembered(String hash, byte[] digest) {}

    private final SecretKeySpec key;
    private final Cache<String, Remembered> byUser;

    VerifiedPasswords(Duration memory, SecureRandom random, Ticker ticker) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        key = new SecretKeySpec(secret, ALGORITHM);
        byUser = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(memory)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** @param hash what the password must have now */
    Memory recall(BasicCredentials credentials, String hash) {
        Remembered remembered = byUser.getIfPresent(credentials.user());
        if (remembered == null || !remembered.hash.equals(hash)) {
            return Memory.NOTHING;
        }
        return MessageDigest.isEqual(remembered.digest, digest(credentials)) ? Memory.RIGHT : Memory.WRONG;
    }

    /** @param hash what the password was found to have */
    void remember(BasicCredentials credentials, String hash) {
        byUser.put(credentials.user(), new Remembered(hash, digest(credentials)));
    }

    private byte[] digest(BasicCredentials credentials) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(credentials.password().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
