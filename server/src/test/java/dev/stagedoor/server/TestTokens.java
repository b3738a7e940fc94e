package dev.stagedoor.server;

import java.security.PrivateKey;
import java.util.Base64;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Keys, and tokens signed with them, right and wrong. */
final class TestTokens {
    private TestTokens() {}

    /** A new key for an algorithm of RFC 7518 or RFC 8037, with {@code kid} the algorithm's name and then {@code suffix}. */
    static PublicJsonWebKey key(String algorithm, String suffix) {
        try {
            PublicJsonWebKey key = switch (algorithm) {
                case "RS256" -> RsaJwkGenerator.generateJwk(2048);
                case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
                case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
                case "ES512" -> EcJwkGenerator.generateJwk(EllipticCurves.P521);
                case "EdDSA" -> OkpJwkGenerator.generateJwk("Ed25519");
                default -> throw new IllegalArgumentException(algorithm);
            };
            key.setKeyId(algorithm + suffix);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }

    /** Claims as databend-driver makes them: {@code sub}, {@code iat}, and {@code exp} a minute later. */
    static JwtClaims claims(Clock clock, String user) {
        var claims = new JwtClaims();
        claims.setSubject(user);
        claims.setIssuedAt(at(clock, Duration.ZERO));
        claims.setExpirationTime(at(clock, Duration.ofMinutes(1)));
        return claims;
    }

    static NumericDate at(Clock clock, Duration from) {
        return NumericDate.fromMilliseconds(clock.millis() + from.toMillis());
    }

    static String sign(JwtClaims claims, PublicJsonWebKey key, String algorithm) {
        return sign(claims, key.getPrivateKey(), algorithm, signature -> signature.setKeyIdHeaderValue(key.getKeyId()));
    }

    static String sign(JwtClaims claims, PrivateKey key, String algorithm, Consumer<JsonWebSignature> headers) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        signature.setAlgorithmHeaderValue(algorithm);
        headers.accept(signature);
        return compact(signature);
    }

    /** Signed with a secret that is the text of a public key: a classic. */
    static String hs256(JwtClaims claims, String secret) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(new org.jose4j.keys.HmacKey(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        signature.setAlgorithmHeaderValue("HS256");
        return compact(signature);
    }

    static String unsigned(JwtClaims claims) {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString("{\"alg\":\"none\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8)) + ".";
    }

    private static String compact(JsonWebSignature signature) {
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
