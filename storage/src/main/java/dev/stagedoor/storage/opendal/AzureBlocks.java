package dev.stagedoor.storage.opendal;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Uploads in parts on Azure: blocks of a blob that are committed as a list ("Put Block", "Put Block List" and "Get Block List", Azure
 * Storage Services REST API reference).
 *
 * <p>Azure has no uploads, but uncommitted blocks, which are deleted a week after the last of them came. So an upload is a random id, which
 * the names of its blocks begin with: it is not listed, and aborting it deletes nothing. Committing one upload of a blob deletes the blocks
 * of every other upload of that blob; completing those says which parts are missing.
 *
 * <p>A signature says nothing of a block's name: whoever may put one part may put the others, and the whole blob as well.
 */
final class AzureBlocks implements MultipartUploads {
    /** For service versions of 2019-12-12 and later ("Scalability and performance targets for Blob storage"). */
    private static final MultipartLimits LIMITS = new MultipartLimits(0, 4000L << 20, 50_000, 50_000L * (4000L << 20));

    /** How long the server's own requests are signed for. */
    private static final Duration OWN = Duration.ofMinutes(10);

    private static final int ID_BYTES = 12;
    private static final String PUT_PART = "store a part";
    private static final String COMPLETE = "complete the upload";

    private final ObjectSigner signer;
    private final BlobRequests requests;
    private final KeyNames names;
    private final ObjectStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param store whose uploads these are, asked for what is there */
    AzureBlocks(ObjectSigner signer, BlobRequests requests, KeyNames names, ObjectStore store, Clock clock) {
        this.signer = signer;
        this.requests = requests;
        this.names = names;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public MultipartLimits limits() {
        return LIMITS;
    }

    @Override
    public MultipartUpload begin(ObjectKey key, PutConditions conditions) {
        names.checkWritable(key.value());
        conditions.attributes().requireKeptBy(store.capabilities());
        if (!conditions.checksums().isEmpty()) {
            throw new StorageException(Kind.UNSUPPORTED, "the checksum of a whole object cannot be told before its parts");
        }
        refuseExisting(key, conditions);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new MultipartUpload(key, HexFormat.of().formatHex(id));
    }

    private void refuseExisting(ObjectKey key, PutConditions conditions) {
        if (conditions.onlyIfAbsent() && store.stat(key).isPresent()) {
            throw new StorageException(Kind.PRECONDITION_FAILED, "an object with this key exists already");
        }
    }

    /** Takes bodies of up to {@link OpendalStore#MAX_PUT_BYTES}; what clients send to the store itself may be longer. */
    @Override
    public UploadedPart putPart(MultipartUpload upload, int number, ObjectBody body, List<Checksum> checksums) {
        try (ReceivedBody received = ReceivedBody.receive(body, checksums, OpendalStore.MAX_PUT_BYTES)) {
            BlobRequests.Answer answer =
                    requests.send(PUT_PART, sign(HttpMethod.PUT, upload), block(upload, number), Map.of(), received.bytes());
            if (!answer.succeeded()) {
                throw requests.failure(PUT_PART, answer);
            }
            return new UploadedPart(number, received.length(), Optional.empty());
        }
    }

    private PresignedRequest sign(HttpMethod method, MultipartUpload upload) {
        return signer.presign(method, upload.key().value(), OWN, Optional.empty(), clock.instant());
    }

    private static String block(MultipartUpload upload, int number) {
        return "comp=block&blockid=" + PercentEncoding.encode(name(upload, number));
    }

    /** Names of one blob's blocks must be equally long. */
    private static String name(MultipartUpload upload, int number) {
        if (number < 1 || number > LIMITS.maxParts()) {
            throw new StorageException(Kind.INVALID_PART, "parts are numbered from 1 to " + LIMITS.maxParts());
        }
        byte[] name = String.format("%s-%05d", upload.id(), number).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(name);
    }

    @Override
    public PresignedRequest presignPart(MultipartUpload upload, int number, PresignTerms terms) {
        terms.requireBoundBy(Set.of(), HttpMethod.PUT);
        names.checkWritable(upload.key().value());
        PresignedRequest whole =
                signer.presign(HttpMethod.PUT, upload.key().value(), terms.expire(), Optional.empty(), clock.instant());
        String url = whole.url() + (whole.url().contains("?") ? "&" : "?") + block(upload, number);
        Map<String, String> headers = new LinkedHashMap<>(whole.headers());
        headers.remove("x-ms-blob-type"); // of whole blobs
        return new PresignedRequest(HttpMethod.PUT, url, headers, whole.expiresAt());
    }

    /** None of an upload that has been completed: Azure tells it apart from one that has just begun no more. */
    @Override
    public List<UploadedPart> parts(MultipartUpload upload) {
        String operation = "list the parts of an upload";
        BlobRequests.Answer answer = requests.send(
                operation, sign(HttpMethod.GET, upload), "comp=blocklist&blocklisttype=uncommitted", Map.of(), new byte[0]);
        if (answer.status() == 404 && !answer.code().equals("ContainerNotFound")) {
            return List.of();
        }
        if (!answer.succeeded()) {
            throw requests.failure(operation, answer);
        }
        return BlockList.read(answer.body(), upload.id());
    }

    @Override
    public ObjectSummary complete(MultipartUpload upload, List<UploadedPart> parts, PutConditions conditions) {
        refuseExisting(upload.key(), conditions);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/xml");
        attribute(headers, "x-ms-blob-content-type", conditions, ContentHeader.CONTENT_TYPE);
        attribute(headers, "x-ms-blob-content-disposition", conditions, ContentHeader.CONTENT_DISPOSITION);
        attribute(headers, "x-ms-blob-cache-control", conditions, ContentHeader.CACHE_CONTROL);
        if (conditions.onlyIfAbsent()) {
            headers.put("If-None-Match", "*");
        }
        List<String> blocks = parts.stream().map(part -> name(upload, part.number())).toList();
        BlobRequests.Answer answer =
                requests.send(COMPLETE, sign(HttpMethod.PUT, upload), "comp=blocklist", headers, BlockList.write(blocks));
        if (!answer.succeeded()) {
            throw requests.failure(COMPLETE, answer);
        }
        long size = parts.stream().mapToLong(UploadedPart::size).sum();
        return store.stat(upload.key()).orElseGet(() -> new ObjectSummary(
                upload.key().value(), size, answer.etag(), clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private static void attribute(Map<String, String> headers, String name, PutConditions conditions, ContentHeader header) {
        conditions.attributes().header(header).ifPresent(value -> headers.put(name, value));
    }

    /** Azure deletes uncommitted blocks by itself, a week after the last one. */
    @Override
    public void abort(MultipartUpload upload) {
        // There is no request that would.
    }

    @Override
    public Iterator<UploadUnderWay> list(KeyPrefix prefix, UploadUnderWay.Position after) {
        throw new StorageException(Kind.UNSUPPORTED, "Azure does not list uploads in parts");
    }
}
