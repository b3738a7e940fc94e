package dev.stagedoor.storage.location;

/** How locations are shown and stored. */
public final class LocationText {
    private LocationText() {}

    /** As {@code url} of SHOW STAGES: {@code s3://bucket/root/}, {@code fs:///root/}, … */
    public static String url(StoreLocation location) {
        throw new UnsupportedOperationException("being built");
    }

    /** As {@code storage_params} of SHOW STAGES: JSON with sorted keys, secrets masked. */
    public static String maskedJson(StoreLocation location) {
        throw new UnsupportedOperationException("being built");
    }

    /** Databend's mask: {@code ***} up to four characters, else the first and last two around {@code ***}; empty stays empty. */
    public static String mask(String secret) {
        throw new UnsupportedOperationException("being built");
    }

    static StoreUri uri(StoreLocation location) {
        throw new UnsupportedOperationException("being built");
    }
}
