package dev.stagedoor.server.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.catalog.credential.PublicKeys;
import dev.stagedoor.server.http.HttpRefusal;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.JwtConsumer;

/**
 * Verifies JSON Web Tokens that users sign themselves, with the claims {@code sub}, {@code iat} and {@code exp}. The algorithm follows from
 * the type of the user's key. What the token says of it is only compared.
 */
final class KeyPairTokens {
    /** The longest from {@code iat} to {@code exp}; databend-driver signs for one minute. */
    static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

    /** By how much a client's clock may be ahead or behind. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    static final String USER_CLAIM = "sub";

    /** Made at the first token: most servers never see one. */
    private static final class Nobodys {
        static final NobodysKeys KEYS = new NobodysKeys();
    }

    private static final int MAX_KEYS = 1000;
    private static final int P256_BITS = 256;

    private final Clock clock;
    private final LoginWork.Verification verification;
    private final Cache<String, PublicKey> keys = Caffeine.newBuilder().maximumSize(MAX_KEYS).executor(Runnable::run).build();

    KeyPairTokens(Clock clock, LoginWork.Verification verification) {
        this.clock = clock;
        this.verification = verification;
    }

    /**
     * Whether the token's signature is the user's. Without a key that fits, as much is computed with nobody's.
     *
     * @param own the user's keys; none when there is no such user, or none with a key
     * @throws HttpRefusal 401 with code 5100 and a sentence: for what is no token that anybody could have signed, and, once the signature
     *     is known to be right, for claims that are not
     */
    boolean verify(String token, String user, List<UserKey> own) {
        String algorithm = Tokens.algorithm(token);
        PublicKey nobodys = Nobodys.KEYS.of(algorithm)
                .orElseThrow(() -> Credentials.refused("a token is signed with one of " + NobodysKeys.ALGORITHMS));
        List<PublicKey> fitting = own.stream()
                .map(key -> keys.get(key.pem(), PublicKeys::parse))
                .filter(key -> algorithm(key).equals(algorithm))
                .toList();
        if (fitting.isEmpty()) {
            var _ = Tokens.signed(token, nobodys, rules(nobodys, user), verification);
            return false;
        }
        return fitting.stream().anyMatch(key -> isSignedWith(key, token, user));
    }

    private boolean isSignedWith(PublicKey key, String token, String user) {
        Optional<JwtClaims> claims = Tokens.signed(token, key, rules(key, user), verification);
        claims.ifPresent(KeyPairTokens::requireShort);
        return claims.isPresent();
    }

    private JwtConsumer rules(PublicKey key, String user) {
        return Tokens.consumer(clock, Math.toIntExact(CLOCK_SKEW.toSeconds()), algorithm(key))
                .setVerificationKey(key)
                .setSkipDefaultAudienceValidation()
                .setExpectedSubject(user)
                .setRequireIssuedAt()
                .setIssuedAtRestrictions(0, Math.toIntExact(MAX_LIFETIME.toSeconds()))
                .build();
    }

    private static void requireShort(JwtClaims claims) {
        try {
            long seconds = claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue();
            if (seconds > MAX_LIFETIME.toSeconds()) {
                throw Credentials.refused("the token is valid for " + seconds + " s, and may be for " + MAX_LIFETIME.toSeconds()
                        + " s from iat to exp");
            }
        } catch (MalformedClaimException e) {
            throw Credentials.refused("the token is malformed");
        }
    }

    static String algorithm(PublicKey key) {
        return switch (key) {
            case RSAPublicKey _ -> AlgorithmIdentifiers.RSA_USING_SHA256;
            case ECPublicKey ec when ec.getParams().getCurve().getField().getFieldSize() == P256_BITS ->
                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
            case ECPublicKey _ -> AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384;
            case EdECPublicKey _ -> AlgorithmIdentifiers.EDDSA;
            default -> throw new IllegalStateException("the catalog keeps no keys of type " + key.getAlgorithm());
        };
    }
}
