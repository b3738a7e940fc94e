package dev.stagedoor.server.authentication;

import dev.stagedoor.server.authentication.AuthenticationOptions.Issuer;
import dev.stagedoor.server.http.HttpRefusal;
import java.security.Key;
import java.time.Clock;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/** Verifies tokens of the configured issuer (RFC 7519): issuer, audience, expiry, and the signature, with a key of its key set. */
final class IssuedTokens {
    private static final String[] ALGORITHMS = {
        AlgorithmIdentifiers.RSA_USING_SHA256,
        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
        AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
        AlgorithmIdentifiers.EDDSA,
    };

    private final Issuer issuer;
    private final KeySet keys;
    private final Clock clock;

    IssuedTokens(Issuer issuer, Clock clock) {
        this.issuer = issuer;
        this.keys = new KeySet(issuer.keys(), clock);
        this.clock = clock;
    }

    /** Whom the token says it is for, before anything is verified; empty text when it does not say. */
    String claimedUser(String token) {
        return Tokens.unverified(token, issuer.userClaim()).orElse("");
    }

    /**
     * The user that the issuer made the token out for.
     *
     * @throws HttpRefusal 401 with code 5100 and a sentence; 503 when the issuer's keys are not known yet
     */
    String verify(String token) {
        List<JsonWebKey> known = keys.current();
        JwtConsumer rules = Tokens.consumer(clock, Math.toIntExact(issuer.clockSkew().toSeconds()), ALGORITHMS)
                .setVerificationKeyResolver((signature, nesting) -> resolve(known, signature, nesting))
                .setExpectedIssuer(issuer.name())
                .setExpectedAudience(issuer.audience())
                .build();
        return Tokens.text(Tokens.verified(token, rules), issuer.userClaim())
                .orElseThrow(
                        () -> Credentials.refused("the token names no user: it has no claim '" + issuer.userClaim() + "' that is a text"));
    }

    private Key resolve(List<JsonWebKey> known, JsonWebSignature signature, List<JsonWebStructure> nesting)
            throws UnresolvableKeyException {
        try {
            return select(known, signature, nesting);
        } catch (UnresolvableKeyException e) {
            List<JsonWebKey> renewed = keys.otherThan(known);
            if (renewed == known) {
                throw e;
            }
            return select(renewed, signature, nesting);
        }
    }

    private static Key select(List<JsonWebKey> keys, JsonWebSignature signature, List<JsonWebStructure> nesting)
            throws UnresolvableKeyException {
        var resolver = new JwksVerificationKeyResolver(keys);
        resolver.setDisambiguateWithVerifySignature(true);
        return resolver.resolveKey(signature, nesting);
    }
}
