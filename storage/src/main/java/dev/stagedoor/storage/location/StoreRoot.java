package dev.stagedoor.storage.location;

import dev.stagedoor.storage.ObjectStore;

/**
 * A store, and where in it something begins.
 *
 * @param root empty, or ends in {@code /}; every key of what lies here begins with it
 */
public record StoreRoot(ObjectStore store, String root) {}
