package dev.stagedoor.storage;

/** What a store can do beyond put, open, stat, list and delete. */
public enum Capability {
    PRESIGN_GET,
    PRESIGN_HEAD,
    PRESIGN_PUT,
    /** {@link PutConditions#onlyIfAbsent} is atomic. */
    CONDITIONAL_PUT
}
