package dev.stagedoor.server.authentication;

import dev.stagedoor.server.http.HttpRefusal;
import java.security.Key;
import java.time.Clock;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/** What all JSON Web Tokens (RFC 7519) must keep to here: signed (RFC 7515), with an asymmetric key, not encrypted, and not for ever. */
final class Tokens {
    /** Longer ones are refused before they are looked at. */
    static final int MAX_CHARS = 8 << 10;

    private Tokens() {}

    /** Demands a signature by one of these algorithms, an expiry that has not come, and no encryption. */
    static JwtConsumerBuilder consumer(Clock clock, int skewSeconds, String... algorithms) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, algorithms))
                .setJweAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT))
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(skewSeconds)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()));
    }

    /**
     * The claims of a token that keeps to the rules.
     *
     * @throws HttpRefusal 401 with code 5100 and a sentence that holds nothing of the token
     */
    static JwtClaims verified(String token, JwtConsumer rules) {
        requireSigned(token);
        try {
            return rules.processToClaims(token);
        } catch (InvalidJwtException e) {
            throw Credentials.refused("the token " + reason(e));
        }
    }

    /**
     * The claims of a token that a user signed.
     *
     * @return empty when the signature is not right
     * @throws HttpRefusal as {@link #verified}, of claims only when the signature is right
     */
    static Optional<JwtClaims> signed(String token, Key key, JwtConsumer rules, LoginWork.Verification verification) {
        requireSigned(token);
        try {
            return Optional.of(verification.verify(token, key, rules));
        } catch (InvalidJwtException e) {
            if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                return Optional.empty();
            }
            throw Credentials.refused("the token " + reason(e));
        }
    }

    /**
     * With which algorithm a token says it was signed.
     *
     * @throws HttpRefusal 401 with code 5100 when it is no token
     */
    static String algorithm(String token) {
        requireSigned(token);
        try {
            var signature = new JsonWebSignature();
            signature.setCompactSerialization(token);
            String algorithm = signature.getAlgorithmHeaderValue();
            return algorithm == null ? "" : algorithm;
        } catch (JoseException e) {
            throw Credentials.refused("the token cannot be verified with any key it may be signed with");
        }
    }

    /** A claim that nobody has vouched for yet. */
    static Optional<String> unverified(String token, String claim) {
        try {
            requireSigned(token);
            var anything = new JwtConsumerBuilder()
                    .setSkipSignatureVerification()
                    .setDisableRequireSignature()
                    .setSkipAllValidators()
                    .build();
            return text(anything.processToClaims(token), claim);
        } catch (InvalidJwtException | HttpRefusal e) {
            return Optional.empty();
        }
    }

    static Optional<String> text(JwtClaims claims, String name) {
        return claims.getClaimValue(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** The compact form with three parts (RFC 7515, section 7.1); with five it would be encrypted. */
    private static void requireSigned(String token) {
        if (token.length() > MAX_CHARS || token.chars().filter(c -> c == '.').count() != 2) {
            throw Credentials.refused("the token is not a signed JSON Web Token of at most " + MAX_CHARS + " characters");
        }
    }

    /** The library's own words repeat the token. */
    private static String reason(InvalidJwtException e) {
        if (e.getErrorDetails().isEmpty()) {
            return "cannot be verified";
        }
        return switch (e.getErrorDetails().getFirst().getErrorCode()) {
            case ErrorCodes.EXPIRED -> "has expired";
            case ErrorCodes.EXPIRATION_MISSING -> "never expires: exp is missing";
            case ErrorCodes.EXPIRATION_TOO_FAR_IN_FUTURE -> "expires too far in the future";
            case ErrorCodes.NOT_YET_VALID -> "is not valid yet";
            case ErrorCodes.ISSUED_AT_MISSING -> "does not say when it was issued: iat is missing";
            case ErrorCodes.ISSUED_AT_INVALID_FUTURE -> "was issued in the future: compare the clocks";
            case ErrorCodes.ISSUED_AT_INVALID_PAST -> "was issued too long ago";
            case ErrorCodes.ISSUER_MISSING, ErrorCodes.ISSUER_INVALID -> "is not of the configured issuer";
            case ErrorCodes.AUDIENCE_MISSING, ErrorCodes.AUDIENCE_INVALID -> "is not made out to the configured audience";
            case ErrorCodes.SIGNATURE_INVALID, ErrorCodes.SIGNATURE_MISSING -> "has no signature that is right";
            case ErrorCodes.SUBJECT_MISSING, ErrorCodes.SUBJECT_INVALID -> "names no user";
            case ErrorCodes.JSON_INVALID, ErrorCodes.MALFORMED_CLAIM -> "is malformed";
            default -> "cannot be verified with any key it may be signed with";
        };
    }
}
