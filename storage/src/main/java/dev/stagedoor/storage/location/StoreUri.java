package dev.stagedoor.storage.location;

import dev.stagedoor.errors.StagedoorException;

/**
 * A location as text: what a user wrote, and what the catalog keeps. {@link #of} and {@link #parse} are each other's inverse.
 *
 * @param url as in {@code URL = '…'}; holds no secret
 * @param connection everything else
 */
public record StoreUri(String url, ConnectionParameters connection) {
    /**
     * Reads the text.
     *
     * @throws StagedoorException 4000 with Databend's texts: unknown scheme, missing or unknown keys, values that are none
     */
    public StoreLocation parse() {
        return LocationParser.parse(url, connection);
    }

    /** The text of a location, with every default spelled out, in canonical keys. */
    public static StoreUri of(StoreLocation location) {
        return LocationText.uri(location);
    }
}
