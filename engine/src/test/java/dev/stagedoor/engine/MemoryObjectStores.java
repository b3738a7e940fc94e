package dev.stagedoor.engine;

import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store in memory for each S3 bucket, and one for everything else; keeps account of what was asked. */
public final class MemoryObjectStores implements ObjectStores {
    /** What {@link #complete} finds to be the region of a bucket whose region is not given. */
    public static final String FOUND_REGION = "eu-found-1";

    final Map<String, MemoryObjectStore> buckets = new HashMap<>();
    public final List<StoreUri> opened = new ArrayList<>();
    public final List<StoreUri> completed = new ArrayList<>();

    /** Thrown by every call, when set. */
    public @Nullable RuntimeException fault;

    public MemoryObjectStore bucket(String name) {
        return buckets.computeIfAbsent(name, _ -> new MemoryObjectStore());
    }

    @Override
    public StoreRoot open(StoreUri uri) {
        failIfTold();
        opened.add(uri);
        StoreLocation location = uri.parse();
        String bucket = location instanceof S3Location s3 ? s3.bucket() : location.type().text();
        return new StoreRoot(bucket(bucket), location.root());
    }

    @Override
    public StoreUri complete(StoreUri uri) {
        failIfTold();
        completed.add(uri);
        StoreLocation location = uri.parse();
        return StoreUri.of(
                location instanceof S3Location s3 && s3.region().isEmpty() ? s3.withRegion(FOUND_REGION) : location);
    }

    private void failIfTold() {
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public void close() {}
}
