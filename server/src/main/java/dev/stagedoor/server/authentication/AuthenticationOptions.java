package dev.stagedoor.server.authentication;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How logins are checked.
 *
 * @param passwordMemory how long a password that was right is remembered as a keyed digest, so that the slow hash is not computed for every
 *     request; a password that is changed is forgotten at once
 * @param issuer whose tokens users identified with JWT log in with; without one they cannot
 */
public record AuthenticationOptions(Duration passwordMemory, Slowdown slowdown, Optional<Issuer> issuer) {
    public static final AuthenticationOptions DEFAULT =
            new AuthenticationOptions(Duration.ofMinutes(5), Slowdown.DEFAULT, Optional.empty());

    /**
     * What failed logins lead to, counted for each user at each address.
     *
     * @param failures after this many, each further attempt waits
     * @param memory without a failure for this long, all are forgotten; a success does the same at once
     * @param firstDelay the first wait; each failure doubles it
     * @param maxDelay the longest wait, and the longest queue of waits: an attempt that would wait longer is refused
     * @param maxWaiting attempts that wait at once, of all users together; further ones are refused
     */
    public record Slowdown(int failures, Duration memory, Duration firstDelay, Duration maxDelay, int maxWaiting) {
        public static final Slowdown DEFAULT =
                new Slowdown(5, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(30), 64);
    }

    /**
     * An issuer of JSON Web Tokens (RFC 7519), such as an OpenID provider.
     *
     * @param name what {@code iss} must be
     * @param audience what {@code aud} must be, or hold
     * @param keys the public keys its tokens are signed with
     * @param userClaim the claim that holds the user's name
     * @param clockSkew by how much its clock may be ahead or behind
     */
    public record Issuer(String name, String audience, KeySetLocation keys, String userClaim, Duration clockSkew) {}

    /** Where a JSON Web Key Set (RFC 7517, section 5) is. */
    public sealed interface KeySetLocation {
        /** @param url fetched at the first login and then now and then */
        record Url(URI url) implements KeySetLocation {}

        /** @param path read again when it has changed */
        record File(Path path) implements KeySetLocation {}
    }
}
