package dev.stagedoor.signing.azure;

import dev.stagedoor.signing.Secret;
import java.time.Instant;

/** What signs for the blobs of one storage account. No {@code toString} prints a key. */
public sealed interface AzureCredential {
    /** The storage account's name, such as {@code devstoreaccount1}. */
    String account();

    /**
     * One of the account's two keys.
     *
     * @param key base64, as Azure shows it
     */
    record AccountKey(String account, Secret key) implements AzureCredential {}

    /**
     * A user delegation key, as "Get User Delegation Key" (Azure Storage Services REST API reference) answers it to the holder of a token
     * of Microsoft Entra ID. What it signs can do no more than that identity.
     *
     * @param signedObjectId {@code SignedOid}, the identity
     * @param signedTenantId {@code SignedTid}, its tenant
     * @param signedStart {@code SignedStart}; whole seconds
     * @param signedExpiry {@code SignedExpiry}; whole seconds; nothing signed with the key outlives it
     * @param signedService {@code SignedService}, {@code b}
     * @param signedVersion {@code SignedVersion}, the service version that made the key
     * @param value base64
     */
    record UserDelegationKey(
            String account,
            String signedObjectId,
            String signedTenantId,
            Instant signedStart,
            Instant signedExpiry,
            String signedService,
            String signedVersion,
            Secret value)
            implements AzureCredential {}
}
