package dev.stagedoor.signing.gcs;

import dev.stagedoor.signing.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads RSA private keys in PKCS#8 (RFC 5958) and PEM (RFC 7468). No refusal quotes the key. */
final class RsaKeys {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private RsaKeys() {}

    /** @throws IllegalArgumentException when the text is nothing of the kind */
    static PrivateKey parse(Secret pem) {
        String text = pem.reveal();
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("a service account's private_key is PEM that begins with " + BEGIN);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            // Neither cause is kept: their messages may hold bytes of the key.
            throw new IllegalArgumentException("a service account's private_key is an RSA key in PKCS#8");
        }
    }
}
