package dev.stagedoor.storage;

import java.util.Iterator;

/**
 * Objects in ascending order of their keys' UTF-8 bytes, fetched as they are asked for, in constant memory. Not a snapshot: an object
 * put or deleted while the listing runs may or may not be in it; every object there throughout is in it exactly once. {@code next} and
 * {@code hasNext} throw {@link StorageException} when the store fails. Must be closed.
 */
public interface ObjectListing extends Iterator<ObjectSummary>, AutoCloseable {
    @Override
    void close();
}
