package dev.stagedoor.engine;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Uploads in parts of a {@link MemoryObjectStore}: parts without bytes, and an answer that can be lost. */
public final class MemoryMultipart implements MultipartUploads {
    public static final MultipartLimits LIMITS = new MultipartLimits(5L << 20, 5L << 30, 10_000, 5L << 40);

    /** By the id of their upload. */
    public final Map<String, TreeMap<Integer, UploadedPart>> parts = new ConcurrentHashMap<>();

    /** Whether the next completion is done and then fails. */
    public boolean losesAnswer;

    private final MemoryObjectStore store;
    private int begun;

    MemoryMultipart(MemoryObjectStore store) {
        this.store = store;
    }

    /** A client has sent a part. */
    public void send(int number, long size) {
        parts.values().iterator().next().put(number, new UploadedPart(number, size, Optional.of("\"" + "0".repeat(32) + "\"")));
    }

    @Override
    public MultipartLimits limits() {
        return LIMITS;
    }

    @Override
    public MultipartUpload begin(ObjectKey key, PutConditions conditions) {
        refuseExisting(key, conditions);
        MultipartUpload upload = new MultipartUpload(key, "u" + ++begun);
        parts.put(upload.id(), new TreeMap<>());
        return upload;
    }

    private void refuseExisting(ObjectKey key, PutConditions conditions) {
        if (conditions.onlyIfAbsent() && store.objects.containsKey(key.value())) {
            throw new StorageException(StorageException.Kind.PRECONDITION_FAILED, "an object with this key exists already");
        }
    }

    @Override
    public UploadedPart putPart(MultipartUpload upload, int number, ObjectBody body, List<Checksum> checksums) {
        throw new AssertionError("the engine never touches bytes");
    }

    @Override
    public PresignedRequest presignPart(MultipartUpload upload, int number, PresignTerms terms) {
        PresignedRequest whole = store.presign(HttpMethod.PUT, upload.key(), terms);
        return new PresignedRequest(
                whole.method(), whole.url() + "&part=" + number + "&upload=" + upload.id(), whole.headers(), whole.expiresAt());
    }

    @Override
    public List<UploadedPart> parts(MultipartUpload upload) {
        return List.copyOf(found(upload).values());
    }

    private TreeMap<Integer, UploadedPart> found(MultipartUpload upload) {
        return Optional.ofNullable(parts.get(upload.id()))
                .orElseThrow(() -> new StorageException(StorageException.Kind.NOT_FOUND, "there is no such upload"));
    }

    @Override
    public ObjectSummary complete(MultipartUpload upload, List<UploadedPart> named, PutConditions conditions) {
        found(upload);
        refuseExisting(upload.key(), conditions);
        long size = named.stream().mapToLong(UploadedPart::size).sum();
        var object = new ObjectSummary(upload.key().value(), size, Optional.of("\"whole-" + size + "\""), Fixture.NOW);
        store.objects.put(upload.key().value(), object);
        parts.remove(upload.id());
        if (losesAnswer) {
            losesAnswer = false;
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "the connection broke");
        }
        return object;
    }

    @Override
    public void abort(MultipartUpload upload) {
        parts.remove(upload.id());
    }

    @Override
    public Iterator<UploadUnderWay> list(KeyPrefix prefix, UploadUnderWay.Position after) {
        throw new AssertionError("the ledger knows them");
    }
}
