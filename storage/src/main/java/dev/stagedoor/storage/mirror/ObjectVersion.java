package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;

/** One version of one object. */
record ObjectVersion(ObjectStore store, ObjectSummary object) {
    ObjectKey key() {
        return new ObjectKey(object.key());
    }

    long size() {
        return object.size();
    }
}
