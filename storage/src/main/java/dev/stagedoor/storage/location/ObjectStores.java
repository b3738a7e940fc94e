package dev.stagedoor.storage.location;

/** Opens what locations name, and keeps it open for the next time. Safe for use by many threads. */
public interface ObjectStores extends AutoCloseable {
    /**
     * The store a location names, opened or found open. Asks no network: that the store is there is known when it is used. Found open, it
     * costs one look-up.
     *
     * @return not to be closed by the caller
     * @throws dev.stagedoor.errors.StagedoorException when the text is no location, the endpoint policy or the server's configuration
     *     refuses the place (4000, 1006), or this platform lacks what the scheme needs (3902)
     */
    StoreRoot open(StoreUri uri);

    /**
     * Reads a location, checks it against the endpoint policy and the configuration, and fills in what CREATE STAGE finds out: the region
     * of an S3 bucket. Only that may ask the network, for at most ten seconds.
     *
     * @return in canonical keys, every default spelled out
     * @throws dev.stagedoor.errors.StagedoorException as {@link #open}
     */
    StoreUri complete(StoreUri uri);

    @Override
    void close();
}
