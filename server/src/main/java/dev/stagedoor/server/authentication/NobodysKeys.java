package dev.stagedoor.server.authentication;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * A public key for each algorithm, with which nothing is signed. A token for a user who is not there is verified with one of them, so that
 * it takes as long to refuse as a wrong token for one who is.
 */
final class NobodysKeys {
    /** What users may sign with. */
    static final List<String> ALGORITHMS = List.of(
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.EDDSA);

    private static final int RSA_BITS = 2048;

    private final Map<String, PublicKey> byAlgorithm;

    NobodysKeys() {
        try {
            byAlgorithm = Map.of(
                    AlgorithmIdentifiers.RSA_USING_SHA256, rsa(),
                    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, elliptic("secp256r1"),
                    AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384, elliptic("secp384r1"),
                    AlgorithmIdentifiers.EDDSA, KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA, EC and Ed25519", e);
        }
    }

    /** Empty for an algorithm that no user signs with. */
    Optional<PublicKey> of(String algorithm) {
        return Optional.ofNullable(byAlgorithm.get(algorithm));
    }

    /** Verifying needs no primes, and finding them would take longer than all the rest of starting. */
    private static PublicKey rsa() throws GeneralSecurityException {
        BigInteger modulus = new BigInteger(RSA_BITS, new SecureRandom()).setBit(RSA_BITS - 1).setBit(0);
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
    }

    private static PublicKey elliptic(String curve) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair().getPublic();
    }
}
