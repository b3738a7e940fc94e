package dev.stagedoor.storage.fs;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * A store's keys below a directory, without what they have in common: what a stage makes of its store, for a contract whose keys begin
 * anywhere.
 */
record BelowDirectory(ObjectStore store, String root) implements ObjectStore {
    private ObjectKey key(ObjectKey key) {
        try {
            return new ObjectKey(root + key.value());
        } catch (StagedoorException e) {
            throw new StorageException(StorageException.Kind.UNSUPPORTED, "too long below its root", e);
        }
    }

    private ObjectSummary below(ObjectSummary object) {
        return new ObjectSummary(object.key().substring(root.length()), object.size(), object.etag(), object.lastModified());
    }

    @Override
    public Set<Capability> capabilities() {
        return store.capabilities();
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        return store.presign(method, key(key), terms);
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return store.stat(key(key)).map(this::below);
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        ObjectListing listing = store.list(new KeyPrefix(root + prefix.value()), startAfter.isEmpty() ? "" : root + startAfter);
        return new ObjectListing() {
            @Override
            public boolean hasNext() {
                return listing.hasNext();
            }

            @Override
            public ObjectSummary next() {
                return below(listing.next());
            }

            @Override
            public void close() {
                listing.close();
            }
        };
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        ObjectContent content = store.open(key(key), range);
        return new ObjectContent() {
            @Override
            public ObjectSummary summary() {
                return below(content.summary());
            }

            @Override
            public ObjectAttributes attributes() {
                return content.attributes();
            }

            @Override
            public long offset() {
                return content.offset();
            }

            @Override
            public long length() {
                return content.length();
            }

            @Override
            public void transferTo(WritableByteChannel out) throws IOException {
                content.transferTo(out);
            }

            @Override
            public void close() {
                content.close();
            }
        };
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        return below(store.put(key(key), body, conditions));
    }

    @Override
    public DeleteReport delete(Collection<String> keys) {
        DeleteReport report = store.delete(keys.stream().map(key -> root + key).toList());
        return new DeleteReport(
                report.deleted(),
                report.failures().stream()
                        .map(failure -> new DeleteReport.Failure(failure.key().substring(root.length()), failure.reason()))
                        .toList());
    }

    @Override
    public void close() {
        store.close();
    }
}
