package dev.stagedoor.engine.account;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Hashes the passwords of statements, few at once: each takes 19 MiB and a core for some 50 ms. */
public final class PasswordHashing {
    /** Longest password, in characters; logins refuse longer ones unread. */
    public static final int MAX_CHARS = 1024;

    private static final int CONCURRENT = 2;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final Semaphore hashing = new Semaphore(CONCURRENT);

    /** @throws StagedoorException 1006 for a password nobody could log in with; 1043, retryable, when too many are being hashed */
    String hash(String password) {
        if (password.isEmpty() || password.length() > MAX_CHARS) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "a password has 1 to " + MAX_CHARS + " characters");
        }
        try {
            if (!hashing.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy("too many passwords are being set at once: try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy("the server is stopping");
        }
        try {
            return PasswordHashes.hash(password);
        } finally {
            hashing.release();
        }
    }

    private static StagedoorException busy(String message) {
        return new StagedoorException(ErrorCode.ABORTED_QUERY, message, true, null);
    }
}
