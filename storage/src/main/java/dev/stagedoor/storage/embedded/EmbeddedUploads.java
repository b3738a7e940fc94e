package dev.stagedoor.storage.embedded;

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
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadIds;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import dev.stagedoor.storage.local.DoorPresigner;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Uploads in parts. A part is kept as a whole object is, in a file of its own or, when it is short, in the index, and is as durable when
 * it is put. Completing copies nothing: one transaction makes an object that refers to the parts where they lie.
 */
final class EmbeddedUploads implements MultipartUploads {
    /** S3's: clients choose their parts by it, and look for the refusal of smaller ones. */
    static final long MIN_PART_BYTES = 5L << 20;

    /** S3's. */
    static final int MAX_PARTS = 10_000;

    /** Uploads that are listed at a time. */
    private static final int LIST_BATCH = 1000;

    private final StoreFiles files;
    private final OpenGate gate;
    private final BlockPool blocks;
    private final DoorPresigner presigner;
    private final MultipartLimits limits;
    private final Clock clock;

    EmbeddedUploads(
            StoreFiles files, OpenGate gate, BlockPool blocks, DoorPresigner presigner, MultipartLimits limits, Clock clock) {
        this.files = files;
        this.gate = gate;
        this.blocks = blocks;
        this.presigner = presigner;
        this.limits = limits;
        this.clock = clock;
    }

    static StorageException notFound() {
        return new StorageException(
                Kind.NOT_FOUND, "there is no such upload: it was completed, aborted or swept away, or it never was");
    }

    @Override
    public MultipartLimits limits() {
        return limits;
    }

    @Override
    public MultipartUpload begin(ObjectKey key, PutConditions conditions) {
        conditions.attributes().requireKeptBy(EmbeddedStore.CAPABILITIES);
        if (!conditions.checksums().isEmpty()) {
            throw new StorageException(Kind.UNSUPPORTED, "checksums are of parts: those of a whole upload cannot be compared");
        }
        gate.enter();
        try {
            if (conditions.onlyIfAbsent() && files.readers().read(reader -> reader.stat(key.value())).isPresent()) {
                throw new StorageException(Kind.PRECONDITION_FAILED, "an object with this key exists already");
            }
            Instant now = now();
            var upload = new MultipartUpload(key, UploadIds.next(now));
            files.writer().apply(new Mutation.Begin(
                    new IndexedUpload(upload, now, conditions.attributes(), files.blobs().newId())));
            return upload;
        } finally {
            gate.leave();
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private IndexedUpload find(MultipartUpload upload) {
        return files.readers().read(reader -> reader.uploads().find(upload)).orElseThrow(EmbeddedUploads::notFound);
    }

    @Override
    public UploadedPart putPart(MultipartUpload upload, int number, ObjectBody body, List<Checksum> checksums) {
        limits.requireNumber(number);
        BodyReader reader = new BodyReader(body, "a part", limits.maxPartBytes(), blocks);
        gate.enter();
        try {
            find(upload); // decided again at the commit; this only spares the client the part
            StoredBody received = new BodyReceiver(files, gate).receive(reader, checksums);
            var part = new StoredPart(number, 0, reader.total(), received.md5(), received.place());
            files.writer().apply(new Mutation.PutPart(upload, part));
            return part.uploaded();
        } finally {
            gate.leave();
        }
    }

    @Override
    public PresignedRequest presignPart(MultipartUpload upload, int number, PresignTerms terms) {
        limits.requireNumber(number);
        return presigner.presignPart(upload, number, terms);
    }

    @Override
    public List<UploadedPart> parts(MultipartUpload upload) {
        return files.readers().read(reader -> reader.uploads().parts(
                reader.uploads().find(upload).orElseThrow(EmbeddedUploads::notFound).composition()));
    }

    @Override
    public ObjectSummary complete(MultipartUpload upload, List<UploadedPart> parts, PutConditions conditions) {
        limits.requireOrder(parts);
        gate.enter();
        try {
            var complete = new Mutation.Complete(upload, List.copyOf(parts), conditions.onlyIfAbsent(), limits, now());
            if (files.writer().apply(complete) instanceof Outcome.Completed(ObjectSummary object)) {
                return object;
            }
            throw new IllegalStateException("parts were put together, and no object came of it");
        } finally {
            gate.leave();
        }
    }

    @Override
    public void abort(MultipartUpload upload) {
        gate.enter();
        try {
            files.writer().apply(new Mutation.Abort(upload));
        } finally {
            gate.leave();
        }
    }

    @Override
    public Iterator<UploadUnderWay> list(KeyPrefix prefix, UploadUnderWay.Position after) {
        return new UploadListing(
                after,
                from -> files.readers().read(reader -> reader.uploads().scan(prefix.value(), from, LIST_BATCH)).stream()
                        .map(upload -> new UploadUnderWay(upload.upload(), upload.begunAt()))
                        .toList(),
                LIST_BATCH);
    }
}
