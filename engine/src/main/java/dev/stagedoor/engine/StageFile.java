package dev.stagedoor.engine;

import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;

/** A file of a stage, resolved: the store it lies in and its key there. The store is not the receiver's to close. */
public record StageFile(ObjectStore store, ObjectKey key) {}
