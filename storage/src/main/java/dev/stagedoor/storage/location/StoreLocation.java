package dev.stagedoor.storage.location;

import java.util.Optional;

/**
 * A place in a store that a stage may lie over, with everything needed to reach it. Exists only if it is well formed; that the store
 * exists, or lets us in, is known when it is used. No {@code toString} prints a secret.
 */
public sealed interface StoreLocation
        permits S3Location,
                AzblobLocation,
                GcsLocation,
                OssLocation,
                ObsLocation,
                CosLocation,
                HttpLocation,
                IpfsLocation,
                FsLocation,
                WebhdfsLocation,
                HuggingfaceLocation {
    StoreType type();

    /**
     * What the keys of the stage begin with: empty, or text that ends in {@code /} and does not begin with one. Not encoded.
     */
    String root();

    /** Scheme and authority by which the store is reached, where it has such a thing; as SHOW STAGES shows it. */
    Optional<String> shownEndpoint();

    /** Whether what is read from there travels encrypted, and from another machine. */
    default boolean isSecure() {
        return type() != StoreType.FS && shownEndpoint().map(endpoint -> endpoint.startsWith("https://")).orElse(true);
    }

    /** Whether requests carry the authority of someone. */
    boolean hasCredentials();

    /** Whether objects are encrypted with a key that only the user keeps. */
    default boolean hasEncryptionKey() {
        return false;
    }
}
