package dev.stagedoor.catalog.credential;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Public keys of users in PEM, or the base64 inside of it: SubjectPublicKeyInfo (RFC 7468, section 13; RFC 5280, section 4.1.2.7) of RSA
 * with 2048 to 8192 bits, of EC on P-256 or P-384, or of Ed25519 (RFC 8410). Keys with which anybody could sign are refused: a point that
 * is not on its curve or of small order, an RSA exponent of 1 or an even one.
 */
public final class PublicKeys {
    /** Longest key, in characters of PEM; RSA with 8192 bits has some 1,500. */
    public static final int MAX_CHARS = 8_192;

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final Pattern FORM = Pattern.compile(BEGIN + "([A-Za-z0-9+/=\\s]*+)" + END);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    private static final List<ECParameterSpec> CURVES = List.of(curve("secp256r1"), curve("secp384r1"));

    /** 2²⁵⁵ − 19 (RFC 8032, section 5.1). */
    private static final BigInteger ED25519_PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** The y of a point of order 8; that of the others is its negative. */
    private static final BigInteger ED25519_ORDER_EIGHT =
            new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16);

    /** The y of the points whose order divides 8: with such a key, a signature that anybody can make fits many messages. */
    private static final Set<BigInteger> ED25519_SMALL_ORDER = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            ED25519_PRIME.subtract(BigInteger.ONE),
            ED25519_ORDER_EIGHT,
            ED25519_PRIME.subtract(ED25519_ORDER_EIGHT));

    private PublicKeys() {}

    /**
     * The key, which can verify signatures. White space around it and inside of it means nothing.
     *
     * @throws StagedoorException {@code AUTHENTICATE_FAILURE} (5100) for anything else; no message repeats the text
     */
    public static PublicKey parse(String pem) {
        if (pem.length() > MAX_CHARS) {
            throw refused("The public key is longer than " + MAX_CHARS + " characters.");
        }
        if (pem.contains("PRIVATE KEY-----")) {
            throw refused("This is a private key, which nobody else should see; make another pair, and give the public key.");
        }
        String text = pem.strip();
        if (!text.startsWith("-----")) {
            return decoded(text.replaceAll("\\s", ""));
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw refused("The public key is not PEM that begins with '" + BEGIN + "' and ends with '" + END + "'.");
        }
        return decoded(form.group(1).replaceAll("\\s", ""));
    }

    /** The key in PEM as it is kept: lines of 64 characters that end in a line feed, the last one too. */
    public static String toPem(PublicKey key) {
        return BEGIN + "\n" + new String(LINES.encode(key.getEncoded()), StandardCharsets.US_ASCII) + "\n" + END + "\n";
    }

    /** {@code SHA256:} and the digest of the key in DER, in base64 without padding. */
    public static String fingerprint(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static PublicKey decoded(String base64) {
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused("The public key is not Base64, nor PEM with Base64 in it.");
        }
        PublicKey key = ALGORITHMS.stream()
                .flatMap(algorithm -> decoded(algorithm, der).stream())
                .findFirst()
                .orElseThrow(() -> refused("The public key is of no kind that is accepted."));
        requireSound(key);
        return key;
    }

    private static Optional<PublicKey> decoded(String algorithm, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static void requireSound(PublicKey key) {
        switch (key) {
            case RSAPublicKey rsa -> requireSound(rsa);
            case ECPublicKey ec -> requireSound(ec);
            case EdECPublicKey ed -> requireSound(ed);
            default -> throw refused("The public key is of no kind that is accepted.");
        }
    }

    private static void requireSound(RSAPublicKey rsa) {
        BigInteger modulus = rsa.getModulus();
        if (modulus.bitLength() < MIN_RSA_BITS || modulus.bitLength() > MAX_RSA_BITS) {
            throw refused("The public key is RSA with " + modulus.bitLength() + " bits.");
        }
        BigInteger exponent = rsa.getPublicExponent();
        if (!modulus.testBit(0) || !exponent.testBit(0) || exponent.equals(BigInteger.ONE) || exponent.compareTo(modulus) >= 0) {
            throw refused("The public key is not a sound RSA key.");
        }
    }

    /** The JDK asks for a curve that it knows, not that the point is on it. */
    private static void requireSound(ECPublicKey ec) {
        ECParameterSpec curve = CURVES.stream()
                .filter(each -> each.getCurve().equals(ec.getParams().getCurve())
                        && each.getGenerator().equals(ec.getParams().getGenerator()))
                .findFirst()
                .orElseThrow(() -> refused("The public key is EC on another curve."));
        BigInteger prime = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = ec.getW().getAffineX();
        BigInteger y = ec.getW().getAffineY();
        BigInteger right = x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB());
        if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0 || y.pow(2).subtract(right).mod(prime).signum() != 0) {
            throw refused("The public key is not a point of its curve.");
        }
    }

    private static void requireSound(EdECPublicKey ed) {
        try {
            Signature.getInstance("Ed25519").initVerify(ed);
        } catch (InvalidKeyException e) {
            throw refused("The public key is not a point of its curve.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
        if (ED25519_SMALL_ORDER.contains(ed.getPoint().getY())) {
            throw refused("The public key is a point of small order.");
        }
    }

    private static ECParameterSpec curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }

    private static StagedoorException refused(String sentence) {
        return new StagedoorException(
                ErrorCode.AUTHENTICATE_FAILURE,
                sentence + " Accepted are public keys in PEM (SubjectPublicKeyInfo, as 'openssl pkey -pubout' writes it) of RSA with "
                        + MIN_RSA_BITS + " to " + MAX_RSA_BITS + " bits, EC on P-256 or P-384, and Ed25519.");
    }
}
