package dev.stagedoor.server.tls;

import dev.stagedoor.signing.Secret;
import java.nio.file.Path;
import java.util.List;

/** Where the certificate and its private key are. */
public sealed interface TlsFiles {
    /** Every file that is read. */
    List<Path> files();

    /**
     * Two files in PEM (RFC 7468).
     *
     * @param certificate the server's certificate first, then those of its issuers
     * @param privateKey PKCS#8, PKCS#1 or SEC 1; not encrypted
     */
    record Pem(Path certificate, Path privateKey) implements TlsFiles {
        @Override
        public List<Path> files() {
            return List.of(certificate, privateKey);
        }
    }

    /**
     * One file in PKCS#12 (RFC 7292).
     *
     * @param keystore with one private key and its certificates
     * @param password of the file and of the key
     */
    record Pkcs12(Path keystore, Secret password) implements TlsFiles {
        @Override
        public List<Path> files() {
            return List.of(keystore);
        }
    }
}
