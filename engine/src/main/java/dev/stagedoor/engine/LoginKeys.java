package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a public key is one that users can log in with: SubjectPublicKeyInfo in PEM (RFC 7468, section 13). */
final class LoginKeys {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final List<Integer> EC_FIELD_BITS = List.of(256, 384);

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,8192})-----END PUBLIC KEY-----\\s*");

    private LoginKeys() {}

    /** @throws StagedoorException 1006 when it is not */
    static void requireUsable(String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches() || !isUsable(matcher.group(1))) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "KEY_PAIR takes a public key in PEM ('-----BEGIN PUBLIC KEY-----' …): RSA of " + MIN_RSA_BITS + " to " + MAX_RSA_BITS
                            + " bits, P-256, P-384 or Ed25519, as openssl pkey -pubout writes it");
        }
    }

    private static boolean isUsable(String base64) {
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return List.of("RSA", "EC", "Ed25519").stream().anyMatch(algorithm -> isUsable(algorithm, der));
    }

    private static boolean isUsable(String algorithm, byte[] der) {
        try {
            return switch (KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der))) {
                case RSAPublicKey key -> {
                    int bits = key.getModulus().bitLength();
                    yield bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
                }
                case ECPublicKey key -> EC_FIELD_BITS.contains(key.getParams().getCurve().getField().getFieldSize());
                default -> true;
            };
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
