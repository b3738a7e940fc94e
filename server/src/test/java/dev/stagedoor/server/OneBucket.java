package dev.stagedoor.server;

import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;

/** Whatever a location names, it is this store. */
record OneBucket(ObjectStore store) implements ObjectStores {
    @Override
    public StoreRoot open(StoreUri uri) {
        return new StoreRoot(store, uri.parse().root());
    }

    @Override
    public StoreUri complete(StoreUri uri) {
        return StoreUri.of(uri.parse());
    }

    @Override
    public void close() {}
}
