package dev.stagedoor.storage.pool;

import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.location.StoreLocation;

/** Opens the store of a location, always a new one. */
@FunctionalInterface
interface StoreOpener {
    /**
     * @param location allowed by the endpoint policy; an S3 location knows its region
     * @throws dev.stagedoor.errors.StagedoorException when it cannot be used
     */
    ObjectStore open(StoreLocation location);
}
