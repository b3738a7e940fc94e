package dev.stagedoor.server.authentication;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.http.HttpRefusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Compares passwords with their hashes, a few at a time, and as slowly where there is no hash to compare with. */
final class PasswordComparison {
    /** Each takes 19 MiB and a core for some 50 ms: guessing must not take the machine. */
    private static final int CONCURRENT_HASHES = 2;

    private static final Duration MAX_WAIT_FOR_HASH = Duration.ofSeconds(10);

    /** Longer ones are refused before they are hashed. */
    private static final int MAX_PASSWORD_CHARS = 1024;

    /** Compared with when there is no password to compare with: as dear as {@link PasswordHashes#hash} makes them, and of no password. */
    static final String NOBODYS_HASH =
            "$argon2id$v=19$m=19456,t=2,p=1$c3RhZ2Vkb29yIG5vYm9keQ$bm8gcGFzc3dvcmQgaGFzIHRoaXMgaGFzaCwgZXZlciE";

    private final VerifiedPasswords verified;
    private final LoginWork.Comparison comparison;
    private final Semaphore hashing = new Semaphore(CONCURRENT_HASHES);

    PasswordComparison(Duration memory, SecureRandom random, Ticker ticker, LoginWork.Comparison comparison) {
        this.verified = new VerifiedPasswords(memory, random, ticker);
        this.comparison = comparison;
    }

    /**
     * Whether the password is remembered as right.
     *
     * @param hash of the user's password
     */
    boolean recalls(BasicCredentials credentials, String hash) {
        return verified.recall(credentials, hash) == VerifiedPasswords.Memory.RIGHT;
    }

    /**
     * Whether the password is right. A failure is counted before the next attempt is looked at.
     *
     * @param hash of the user's password; empty when there is no such user, or none with a password
     * @throws HttpRefusal 429 as {@link FailedLogins#begin}, 503 when too many passwords are being compared
     */
    boolean check(BasicCredentials credentials, Optional<String> hash, FailedLogins.Attempt attempt) {
        VerifiedPasswords.Memory memory =
                hash.map(known -> verified.recall(credentials, known)).orElse(VerifiedPasswords.Memory.NOTHING);
        if (memory == VerifiedPasswords.Memory.RIGHT) {
            return true;
        }
        boolean counted = memory == VerifiedPasswords.Memory.WRONG;
        if (counted) {
            // Or a burst of guesses would find the right one in the memory before the first wrong one is counted.
            attempt.failed();
        }
        boolean right = compare(credentials.password(), hash, attempt, counted);
        if (right) {
            verified.remember(credentials, hash.orElseThrow());
        }
        return right;
    }

    private boolean compare(String password, Optional<String> hash, FailedLogins.Attempt attempt, boolean counted) {
        while (true) {
            acquire();
            try {
                if (counted || !attempt.isOvertaken()) {
                    boolean right = matches(password, hash) && !counted;
                    if (!right && !counted) {
                        attempt.failed();
                    }
                    return right;
                }
            } finally {
                hashing.release();
            }
            attempt.takeTurn();
        }
    }

    private boolean matches(String password, Optional<String> hash) {
        if (password.length() > MAX_PASSWORD_CHARS) {
            return false;
        }
        return comparison.matches(password, hash.orElse(NOBODYS_HASH)) && hash.isPresent();
    }

    private void acquire() {
        try {
            if (!hashing.tryAcquire(MAX_WAIT_FOR_HASH.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HttpRefusal.busy("too many logins at once: try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpRefusal.busy("the server is stopping");
        }
    }
}
