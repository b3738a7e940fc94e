package dev.stagedoor.server.tls;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Reads {@link TlsFiles} into a key store in memory. Every refusal names the file and what to do, and shows nothing of it. */
final class KeyStores {
    /** Of the key in memory; the store is never written anywhere. */
    static final String PASSWORD = "";

    private static final String ALIAS = "server";
    private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

    private KeyStores() {}

    /** @throws StagedoorException {@code INVALID_CONFIG} in one line, when the files cannot be read or do not belong together */
    static KeyStore load(TlsFiles files) {
        return switch (files) {
            case TlsFiles.Pem(Path certificate, Path privateKey) ->
                store(certificates(certificate), privateKey(privateKey), certificate + " and " + privateKey);
            case TlsFiles.Pkcs12 pkcs12 -> pkcs12(pkcs12);
        };
    }

    private static KeyStore pkcs12(TlsFiles.Pkcs12 file) {
        Path path = file.keystore();
        char[] password = file.password().reveal().toCharArray();
        try (InputStream in = Files.newInputStream(path)) {
            KeyStore read = KeyStore.getInstance("PKCS12");
            read.load(in, password);
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(read.aliases())) {
                if (read.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw refused(path + " holds " + keys.size() + " private keys: it must hold exactly one, with its certificates", null);
            }
            String alias = keys.getFirst();
            if (!(read.getKey(alias, password) instanceof PrivateKey key)) {
                throw refused(path + " holds a key that is no private key", null);
            }
            return store(List.of(read.getCertificateChain(alias)), key, path.toString());
        } catch (IOException e) {
            throw refused(path + " cannot be read as PKCS#12: check the path and tls.keystore_password", e);
        } catch (GeneralSecurityException e) {
            throw refused(path + " holds a key that cannot be used: make it anew with 'openssl pkcs12 -export'", e);
        }
    }

    private static List<Certificate> certificates(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            List<Certificate> chain = List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (chain.isEmpty()) {
                throw refused(path + " holds no certificate: it must begin with -----BEGIN CERTIFICATE-----", null);
            }
            return chain;
        } catch (IOException e) {
            throw refused(path + " cannot be read: check the path and its permissions", e);
        } catch (CertificateException e) {
            throw refused(path + " does not hold certificates in PEM: it must begin with -----BEGIN CERTIFICATE-----", e);
        }
    }

    private static PrivateKey privateKey(Path path) {
        try (Reader in = Files.newBufferedReader(path, StandardCharsets.US_ASCII);
                var pem = new PEMParser(in)) {
            for (Object read = pem.readObject(); read != null; read = pem.readObject()) {
                switch (read) {
                    case PrivateKeyInfo key -> {
                        return key(key);
                    }
                    case PEMKeyPair pair -> {
                        return key(pair.getPrivateKeyInfo());
                    }
                    case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                        throw refused(path
                                + " is encrypted: decrypt it with 'openssl pkey', or use a PKCS#12 file with tls.keystore", null);
                    // What else may stand in such a file: the parameters of a curve, certificates.
                    default -> {}
                }
            }
        } catch (IOException e) {
            throw refused(path + " cannot be read as a private key in PEM: check the path and its permissions", e);
        } catch (GeneralSecurityException e) {
            throw refused(path + " holds a private key of a kind that is not supported: use RSA, EC or Ed25519", e);
        }
        throw refused(path + " holds no private key: it must hold -----BEGIN PRIVATE KEY-----", null);
    }

    /** By the JDK: Bouncy Castle's own converter asks for an algorithm that the JDK has under another name. */
    private static PrivateKey key(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        String algorithm =
                switch (info.getPrivateKeyAlgorithm().getAlgorithm().getId()) {
                    case "1.2.840.113549.1.1.1" -> "RSA";
                    case "1.2.840.10045.2.1" -> "EC";
                    case "1.3.101.112" -> "Ed25519";
                    default -> throw new GeneralSecurityException("unknown kind of key");
                };
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    private static KeyStore store(List<Certificate> chain, PrivateKey key, String where) {
        try {
            if (!belong(key, chain.getFirst().getPublicKey())) {
                throw refused("the private key is not that of the first certificate (" + where + ")", null);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw refused("the key and the certificates cannot be used together (" + where + ")", e);
        }
    }

    /** The two files are replaced one after the other: in between they are of two pairs. */
    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm =
                switch (certified.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "EdDSA", "Ed25519" -> "Ed25519";
                    default -> throw new GeneralSecurityException("keys of this kind are not supported");
                };
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            signer.initVerify(certified);
            signer.update(PROBE);
            return signer.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        }
    }

    private static StagedoorException refused(String sentence, @Nullable Exception cause) {
        return cause == null
                ? new StagedoorException(ErrorCode.INVALID_CONFIG, sentence)
                : new StagedoorException(ErrorCode.INVALID_CONFIG, sentence, cause);
    }
}
