package dev.stagedoor.signing.gcs;

import dev.stagedoor.signing.Secret;

/**
 * A service account's key, as its JSON file has it.
 *
 * @param clientEmail {@code client_email}; stands in every URL signed with it
 * @param privateKey {@code private_key}: an RSA key, PKCS#8 in PEM (RFC 7468, section 10)
 */
public record GcsCredential(String clientEmail, Secret privateKey) {
    /** Names the account, never the key. */
    @Override
    public String toString() {
        return "GcsCredential[" + clientEmail + "]";
    }
}
