package dev.stagedoor.server;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** A store that will not let go of keys with {@code stubborn} in them. */
record StubbornStore(ObjectStore store) implements ObjectStore {
    @Override
    public DeleteReport delete(Collection<String> keys) {
        DeleteReport done = store.delete(keys.stream().filter(key -> !key.contains("stubborn")).toList());
        return new DeleteReport(
                done.deleted(),
                keys.stream()
                        .filter(key -> key.contains("stubborn"))
                        .map(key -> new DeleteReport.Failure(key, "it is <stubborn>"))
                        .toList());
    }

    @Override
    public Set<Capability> capabilities() {
        return store.capabilities();
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        return store.presign(method, key, terms);
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return store.stat(key);
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        return store.list(prefix, startAfter);
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        return store.open(key, range);
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        return store.put(key, body, conditions);
    }

    @Override
    public void close() {
        store.close();
    }
}
