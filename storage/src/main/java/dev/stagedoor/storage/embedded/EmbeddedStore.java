package dev.stagedoor.storage.embedded;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.local.DoorPresigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Objects in a directory of this machine: an index in SQLite, small contents in it, large ones in a file each. Reached from outside
 * through the server's own door, with URLs signed by the key of the data directory.
 *
 * <p>Fully durable (unless {@link EmbeddedOptions#durability} says otherwise): when a put returns, its bytes, their directory entry and
 * their row in the index have been synced, in that order, so a row never refers to bytes that could be lost. A crash at any point leaves
 * at most files that no row refers to, and the next opening deletes those.
 *
 * <p>All methods may be called from virtual threads: what blocks in the kernel runs on platform threads, except short queries of the
 * index.
 */
public final class EmbeddedStore implements ObjectStore {
    /**
     * Contents up to this size are kept in the index: one shared transaction instead of a file and two syncs. Equal to a body's first
     * block, so that it is known before a file is made.
     */
    public static final int MAX_INLINE_BYTES = BlockPool.SMALL_BYTES;

    /** Keys deleted in one transaction: others' commits wait no longer than that. */
    private static final int DELETE_BATCH = 500;

    static final Set<Capability> CAPABILITIES = Set.copyOf(EnumSet.allOf(Capability.class));

    private final EmbeddedOptions options;
    private final Clock clock;
    private final StoreFiles files;
    private final DoorPresigner presigner;
    private final BlockPool blocks = new BlockPool();
    private final SendBuffers sendBuffers = new SendBuffers();
    private final OpenGate gate = new OpenGate();
    private final StoredContents contents;
    private final LocalBlobs localBlobs;
    private final EmbeddedUploads uploads;

    private EmbeddedStore(DataDirectory directory, EmbeddedOptions options, Clock clock, StoreFiles files, MultipartLimits limits) {
        this.options = options;
        this.clock = clock;
        this.files = files;
        this.presigner = new DoorPresigner(directory.credential(), options.region(), options.bucket(), clock);
        this.contents = new StoredContents(files, gate, sendBuffers);
        this.localBlobs = new LocalBlobs(files, gate, contents);
        this.uploads = new EmbeddedUploads(files, gate, blocks, presigner, limits, clock);
    }

    /**
     * Opens the store of a data directory, or creates it. After a crash this first deletes what nothing refers to, which takes time
     * in proportion to the number of files.
     *
     * @param directory stays open, and is closed by the caller, after the store
     * @throws dev.stagedoor.errors.StagedoorException {@code INVALID_CONFIG} when the store was written by a newer version, cannot be
     *     read or written, or has lost what it had, and that is not accepted
     */
    public static EmbeddedStore open(DataDirectory directory, EmbeddedOptions options, Clock clock) {
        return open(directory, options, clock, LocalDisk.INSTANCE);
    }

    static EmbeddedStore open(DataDirectory directory, EmbeddedOptions options, Clock clock, Disk disk) {
        return open(directory, options, clock, disk, EmbeddedUploads.MIN_PART_BYTES);
    }

    /** @param minPartBytes of parts but the last, unless the options allow no part of that size */
    static EmbeddedStore open(DataDirectory directory, EmbeddedOptions options, Clock clock, Disk disk, long minPartBytes) {
        StoreFiles files = directory.opening(
                DataPart.STORE, () -> StoreFiles.open(directory.storeDirectory(), options.durability(), disk, directory.losses()));
        var limits = new MultipartLimits(
                Math.min(minPartBytes, options.maxBodyBytes()),
                options.maxBodyBytes(),
                EmbeddedUploads.MAX_PARTS,
                options.maxObjectBytes());
        return new EmbeddedStore(directory, options, clock, files, limits);
    }

    /** The first path segment of presigned URLs. */
    public String bucket() {
        return options.bucket();
    }

    /** The region in the credential scope of presigned URLs. */
    public String region() {
        return options.region();
    }

    /** The largest body {@link #put} accepts. */
    public long maxObjectBytes() {
        return options.maxBodyBytes();
    }

    /** Large buffers that no upload holds. */
    int availableLargeBlocks() {
        return blocks.availableLarge();
    }

    /** Large buffers that no download holds. */
    int availableSendBuffers() {
        return sendBuffers.availableLarge();
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        return presigner.presign(method, key, terms);
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return files.readers().read(reader -> reader.stat(key.value()));
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        return new IndexListing(files.readers(), KeyRange.of(prefix.value(), startAfter));
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        return contents.open(key, range);
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return Optional.of(localBlobs);
    }

    @Override
    public Optional<MultipartUploads> multipartUploads() {
        return Optional.of(uploads);
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        conditions.attributes().requireKeptBy(CAPABILITIES);
        BodyReader reader = new BodyReader(body, "an object put at once", options.maxBodyBytes(), blocks);
        gate.enter();
        try {
            if (conditions.onlyIfAbsent() && stat(key).isPresent()) {
                // Decided again at the commit; this only spares the client the upload.
                throw new StorageException(Kind.PRECONDITION_FAILED, "an object with this key exists already");
            }
            StoredBody received = new BodyReceiver(files, gate).receive(reader, conditions.checksums());
            return index(key, reader.total(), received, conditions);
        } finally {
            gate.leave();
        }
    }

    private ObjectSummary index(ObjectKey key, long bytes, StoredBody received, PutConditions conditions) {
        IndexedObject object = new IndexedObject(
                key.value(), bytes, received.md5(), Instant.ofEpochMilli(clock.millis()), conditions.attributes(), received.place());
        files.writer().apply(new Mutation.Put(object, conditions.onlyIfAbsent()));
        return object.summary();
    }

    /** A file on the file system of the store becomes a blob; it is not copied. */
    @Override
    public ObjectSummary putFile(ObjectKey key, Path file, PutConditions conditions) {
        conditions.attributes().requireKeptBy(CAPABILITIES);
        gate.enter();
        try {
            long bytes = Files.size(file);
            if (bytes > MAX_INLINE_BYTES && bytes <= options.maxBodyBytes()) {
                Optional<StoredBody> adopted = new BlobAdoption(files, gate).adopt(file, bytes, conditions.checksums());
                if (adopted.isPresent()) {
                    return index(key, bytes, adopted.get(), conditions);
                }
            }
        } catch (IOException e) {
            throw files.failures().read(e);
        } finally {
            gate.leave();
        }
        return ObjectStore.super.putFile(key, file, conditions);
    }

    @Override
    public DeleteReport delete(Collection<String> keys) {
        List<DeleteReport.Failure> failed = new ArrayList<>();
        List<String> batch = new ArrayList<>(DELETE_BATCH);
        long deleted = 0;
        gate.enter();
        try {
            for (String key : keys) {
                batch.add(key);
                if (batch.size() == DELETE_BATCH) {
                    deleted += deleteBatch(batch, failed);
                    batch.clear();
                }
            }
            deleted += deleteBatch(batch, failed);
            return new DeleteReport(deleted, failed);
        } finally {
            gate.leave();
        }
    }

    /** @return how many are gone */
    private int deleteBatch(List<String> batch, List<DeleteReport.Failure> failed) {
        if (batch.isEmpty()) {
            return 0;
        }
        try {
            files.writer().apply(new Mutation.Delete(List.copyOf(batch)));
            return batch.size();
        } catch (StorageException e) {
            if (e.kind() == Kind.INSUFFICIENT_STORAGE && batch.size() > 1) {
                // One by one they need less room at a time, and each file that goes makes some.
                return batch.stream().mapToInt(key -> deleteBatch(List.of(key), failed)).sum();
            }
            batch.forEach(key -> failed.add(new DeleteReport.Failure(key, String.valueOf(e.getMessage()))));
            return 0;
        }
    }

    @Override
    public String toString() {
        return "embedded";
    }

    /**
     * Turns new operations away, lets those under way end for a bounded time, writes the index's log back and notes that nothing was left
     * behind, so that the next opening need not look.
     */
    @Override
    public void close() {
        if (gate.close()) {
            files.close(gate.awaitEmpty());
        }
    }
}
