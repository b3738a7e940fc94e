package dev.stagedoor.server.authentication;

import dev.stagedoor.catalog.credential.PasswordHashes;
import java.security.Key;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;

/**
 * What takes time in a login. A test that counts it knows that two logins take as long, which a clock could only guess.
 *
 * @param comparison of a password with a hash
 * @param waiting of logins that failed too often
 */
record LoginWork(Comparison comparison, Verification verification, FailedLogins.Waiting waiting) {
    static final LoginWork REAL = new LoginWork(PasswordHashes::matches, LoginWork::verify, Thread::sleep);

    /** Whether a hash is of this password; some 50 ms. */
    @FunctionalInterface
    interface Comparison {
        boolean matches(String password, String hash);
    }

    /** Verifies the signature of a token and then its claims; some 0.1 ms. */
    @FunctionalInterface
    interface Verification {
        /** @param key with which {@code rules} verify */
        JwtClaims verify(String token, Key key, JwtConsumer rules) throws InvalidJwtException;
    }

    private static JwtClaims verify(String token, Key key, JwtConsumer rules) throws InvalidJwtException {
        return rules.processToClaims(token);
    }
}
