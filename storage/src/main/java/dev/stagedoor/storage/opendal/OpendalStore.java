package dev.stagedoor.storage.opendal;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectPart;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.StoreLocation;
import java.lang.ref.Cleaner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.opendal.Entry;
import org.apache.opendal.ListOptions;
import org.apache.opendal.Metadata;
import org.apache.opendal.ReadOptions;
import org.apache.opendal.WriteOptions;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * A bucket or directory that Apache OpenDAL reaches. Presigned requests are made by our own signers; everything else is OpenDAL's, within
 * what {@link KeyNames} lets through.
 *
 * <p>A put is received whole before the store hears of it. An open object is checked to be one version ({@link OpendalContent}). A listing
 * goes directory by directory ({@link DirectoryListing}).
 */
public final class OpendalStore implements ObjectStore {
    /** How long one request to the store may take, with its retries. */
    public static final Duration OPERATION_DEADLINE = Duration.ofSeconds(60);

    /** How long a body of more than {@link ReceivedBody#MAX_IN_MEMORY_BYTES} may take to be sent, with retries. */
    public static final Duration LARGE_WRITE_DEADLINE = Duration.ofMinutes(5);

    /** How long the listing of one directory may take, with its retries. */
    public static final Duration LIST_DEADLINE = Duration.ofMinutes(5);

    /** The largest body that passes through the server, in bytes. Presigned uploads go to the store itself, and have its limit. */
    public static final long MAX_PUT_BYTES = 64L * 1024 * 1024;

    /** Bodies of {@link #MAX_PUT_BYTES} in memory at once; the binding takes a body whole. */
    private static final int LARGE_BODIES_AT_ONCE = 2;

    /**
     * Files and directories in one directory: the binding holds all of them in memory, and only tells of them when it has them all. So many
     * took 17 seconds and 240 MB of heap.
     */
    public static final int MAX_DIRECTORY_ENTRIES = 500_000;

    /** Deletes of one call that run at once. */
    private static final int DELETES_AT_ONCE = 16;

    /** How often an open begins again because the object changed between two requests. */
    private static final int OPEN_ATTEMPTS = 16;

    /** The longest pause between two of them; the first are shorter. */
    private static final Duration OPEN_PAUSE = Duration.ofSeconds(1);

    /** Closes what nobody closed: a pool lets go of stores that may still be in use. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final Service service;
    private final KeyNames names;
    private final Failures failures;
    private final NativeOperator operator;
    private final Optional<ObjectSigner> signer;
    private final EndpointCheck endpoint;
    private final Clock clock;
    private final Set<Capability> capabilities;
    private final Semaphore largeBodies = new Semaphore(LARGE_BODIES_AT_ONCE);
    private final Optional<MultipartUploads> multipart;

    private OpendalStore(
            Service service,
            NativeOperator operator,
            Optional<ObjectSigner> signer,
            EndpointCheck endpoint,
            Clock clock,
            Optional<SdkHttpClient> blocks) {
        this.service = service;
        this.failures = new Failures(service.name());
        this.names = new KeyNames(service.name(), service.base(), service.alphabet());
        this.operator = operator;
        this.signer = signer;
        this.endpoint = endpoint;
        this.clock = clock;
        this.capabilities = capabilities(operator.capability(), signer);
        this.multipart = signer.flatMap(signing -> blocks.map(
                http -> new AzureBlocks(signing, new BlobRequests(http, service.name()), names, this, clock)));
        CLEANER.register(this, operator::close);
    }

    /**
     * Opens a store, without asking it for anything.
     *
     * @param location azblob, gcs, oss, cos, obs, webhdfs, ipfs or hf
     * @param clock for presigned requests
     * @param endpointPolicy throws when requests must not go to a URI, whose host it resolves. Asked before the first operation and again
     *     before later ones, when half a minute has passed: OpenDAL resolves names itself, so an address that changes in between is not
     *     seen
     * @throws StagedoorException 3902 when this platform has no native library for it, or OpenDAL cannot use it as it is configured; 4000
     *     when a setting cannot be used
     */
    public static OpendalStore open(StoreLocation location, Clock clock, Consumer<URI> endpointPolicy) {
        return open(location, clock, endpointPolicy, NativePlatform.BUNDLED, Optional.empty());
    }

    /**
     * Opens a store of Azure that takes uploads in parts, where it has an account key to sign with.
     *
     * @param http for what OpenDAL has no operation for; asks the endpoint policy itself, and stays open
     */
    public static OpendalStore open(AzblobLocation location, Clock clock, Consumer<URI> endpointPolicy, SdkHttpClient http) {
        return open(location, clock, endpointPolicy, NativePlatform.BUNDLED, location.accountKey().map(_ -> http));
    }

    static OpendalStore open(
            StoreLocation location,
            Clock clock,
            Consumer<URI> endpointPolicy,
            NativePlatform platform,
            Optional<SdkHttpClient> blocks) {
        Service service = Service.of(location, System.getenv().keySet());
        platform.require(service.name());
        EndpointCheck endpoint = new EndpointCheck(service.endpoint(), endpointPolicy);
        Optional<ObjectSigner> signer = Signers.of(location);
        NativeOperator operator = NativeOperator.open(service.scheme(), service.settings(), new Failures(service.name()));
        return new OpendalStore(service, operator, signer, endpoint, clock, blocks);
    }

    private static Set<Capability> capabilities(org.apache.opendal.Capability service, Optional<ObjectSigner> signer) {
        Set<Capability> capabilities = attributes(service);
        if (service.writeWithIfNotExists) {
            capabilities.add(Capability.CONDITIONAL_PUT);
        }
        if (signer.isPresent()) {
            capabilities.addAll(EnumSet.of(Capability.PRESIGN_GET, Capability.PRESIGN_HEAD, Capability.PRESIGN_PUT));
            signer.get().binds().forEach(term -> Capability.binding(term).ifPresent(capabilities::add));
        }
        return Set.copyOf(capabilities);
    }

    /** What the binding takes with a write and gives back with metadata, where the service keeps it. */
    private static Set<Capability> attributes(org.apache.opendal.Capability service) {
        Set<Capability> kept = EnumSet.noneOf(Capability.class);
        if (service.writeWithContentType) {
            kept.add(Capability.KEEPS_CONTENT_TYPE);
        }
        if (service.writeWithContentDisposition) {
            kept.add(Capability.KEEPS_CONTENT_DISPOSITION);
        }
        if (service.writeWithCacheControl) {
            kept.add(Capability.KEEPS_CACHE_CONTROL);
        }
        return kept;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        switch (method) {
            case GET, HEAD, PUT -> {}
            case DELETE, POST -> throw new StorageException(Kind.UNSUPPORTED, method + " requests cannot be presigned");
        }
        ObjectSigner signing = signer.orElseThrow(() -> new StorageException(
                Kind.UNSUPPORTED, "storage doesn't support presign operation: " + service.name()));
        terms.requireBoundBy(capabilities, method);
        if (method == HttpMethod.PUT) {
            names.checkWritable(key.value());
        }
        try {
            return method == HttpMethod.PUT
                    ? signing.presignUpload(key.value(), terms.expire(), terms.terms(), clock.instant())
                    : signing.presign(method, key.value(), terms.expire(), terms.terms().contentType(), clock.instant());
        } catch (IllegalArgumentException e) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, e.getMessage(), e);
        }
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return metadata(key.value()).map(metadata -> summary(key.value(), metadata));
    }

    private Optional<Metadata> metadata(String key) {
        String path = names.path(key);
        endpoint.beforeUse();
        try {
            Metadata metadata = operator.start("stat", OPERATION_DEADLINE, op -> op.stat(path)).raw();
            return metadata.isFile() ? Optional.of(metadata) : Optional.empty();
        } catch (ExecutionException e) {
            if (failures.isAbsence(e.getCause())) {
                return Optional.empty();
            }
            throw failures.of("stat", e.getCause());
        }
    }

    private static ObjectSummary summary(String key, Metadata metadata) {
        Instant modified = metadata.getLastModified() == null ? Instant.EPOCH : metadata.getLastModified();
        return new ObjectSummary(
                key, metadata.getContentLength(), Optional.ofNullable(metadata.getEtag()), modified.truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        endpoint.beforeUse();
        return new DirectoryListing(this::children, prefix, startAfter);
    }

    /** What is in a directory, or begins with a prefix up to the next {@code /}; perhaps more. */
    private List<DirectoryListing.Node> children(String directoryOrPrefix) {
        String directory = directoryOrPrefix.substring(0, directoryOrPrefix.lastIndexOf('/') + 1);
        String listable = names.listable(service.prefixes() ? directoryOrPrefix : directory);
        String listed = names.listPath(listable);
        // Where the directory itself cannot be named, everything below what can be is listed.
        ListOptions options = ListOptions.builder().recursive(listable.length() < directory.length()).build();
        List<Entry> entries;
        try {
            entries = operator.start("list", LIST_DEADLINE, op -> op.list(listed, options)).raw();
        } catch (ExecutionException e) {
            if (failures.isAbsence(e.getCause())) {
                return List.of();
            }
            throw failures.of("list", e.getCause());
        }
        if (entries.size() > MAX_DIRECTORY_ENTRIES) {
            throw failures.refused(
                    Kind.OTHER,
                    "list",
                    "'" + directory + "' holds " + entries.size() + " files and directories, more than the " + MAX_DIRECTORY_ENTRIES
                            + " that can be listed; list a longer path");
        }
        return entries.stream().map(this::node).filter(node -> isBelow(node.key(), directory)).toList();
    }

    private static boolean isBelow(String key, String directory) {
        return key.startsWith(directory) && key.length() > directory.length();
    }

    private DirectoryListing.Node node(Entry entry) {
        String key = names.key(entry.getPath());
        return entry.getMetadata().isDir()
                ? new DirectoryListing.Directory(key)
                : new DirectoryListing.File(summary(key, entry.getMetadata()));
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        Metadata version = present(key);
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            ObjectSummary summary = summary(key.value(), version);
            Extent wanted = Extent.of(range, summary.size());
            int firstLength = (int) Math.min(OpendalContent.CHUNK_BYTES, wanted.length());
            Optional<byte[]> first =
                    firstLength == 0 ? Optional.of(new byte[0]) : finishRead(startRead(key.value(), wanted.offset(), firstLength));
            Metadata after = present(key);
            if (first.isPresent() && first.get().length == firstLength && summary(key.value(), after).equals(summary)) {
                return content(key, version, wanted.offset(), wanted.length(), first.get());
            }
            if (first.isPresent() && range instanceof ByteRange.All && isWhole(first.get(), after)) {
                return content(key, after, 0, first.get().length, first.get());
            }
            version = after;
            pause(attempt);
        }
        throw changed();
    }

    /** Lets whoever writes go ahead: a random time, up to 2 ms after the first attempt and twice as much after each other. */
    private static void pause(int attempt) {
        long longest = Math.min(OPEN_PAUSE.toNanos(), Duration.ofMillis(2).toNanos() << attempt);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
    }

    private static byte[] md5(byte[] bytes) {
        Digester digester = Digester.of(Checksum.Algorithm.MD5);
        digester.update(bytes, bytes.length);
        return digester.digest();
    }

    private Metadata present(ObjectKey key) {
        return metadata(key.value())
                .orElseThrow(() -> failures.refused(Kind.NOT_FOUND, "read", "there is no object '" + key.value() + "'"));
    }

    private ObjectContent content(ObjectKey key, Metadata version, long from, long length, byte[] first) {
        ObjectSummary summary = summary(key.value(), version);
        OpendalContent.Chunks chunks = (offset, wanted) -> readChunk(summary, offset, wanted);
        return new OpendalContent(new ObjectPart(summary, attributes(version), from, length), first, chunks);
    }

    private static ObjectAttributes attributes(Metadata version) {
        Map<ContentHeader, String> headers = new EnumMap<>(ContentHeader.class);
        putIfPresent(headers, ContentHeader.CONTENT_TYPE, version.getContentType());
        putIfPresent(headers, ContentHeader.CONTENT_DISPOSITION, version.getContentDisposition());
        putIfPresent(headers, ContentHeader.CACHE_CONTROL, version.getCacheControl());
        return new ObjectAttributes(headers, Map.of());
    }

    private static void putIfPresent(Map<ContentHeader, String> headers, ContentHeader header, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            headers.put(header, value);
        }
    }

    /** Whether these bytes are all of that version, by the digest which the store made of it. */
    private static boolean isWhole(byte[] bytes, Metadata version) {
        return version.getContentMd5() != null
                && bytes.length == version.getContentLength()
                && version.getContentMd5().equals(Base64.getEncoder().encodeToString(md5(bytes)));
    }

    private StorageException changed() {
        return failures.refused(Kind.UNAVAILABLE, "read", "the object was replaced while it was read");
    }

    /** A chunk after the first: the object is looked at again after it was read, so that it is known to be of the same version. */
    private OpendalContent.Chunk readChunk(ObjectSummary version, long offset, int length) {
        var pending = startRead(version.key(), offset, length);
        return () -> {
            Optional<byte[]> bytes = finishRead(pending).filter(read -> read.length == length);
            boolean same = stat(new ObjectKey(version.key())).filter(version::equals).isPresent();
            return bytes.filter(_ -> same).orElseThrow(this::changed);
        };
    }

    private NativeOperator.Pending<byte[]> startRead(String key, long offset, int length) {
        String path = names.path(key);
        endpoint.beforeUse();
        ReadOptions options = ReadOptions.builder().offset(offset).length(length).build();
        return operator.start("read", OPERATION_DEADLINE, op -> op.read(path, options));
    }

    /** The bytes, or empty when the object has become another or is gone. */
    private Optional<byte[]> finishRead(NativeOperator.Pending<byte[]> pending) {
        try {
            return Optional.of(pending.raw());
        } catch (ExecutionException e) {
            if (failures.isOfAnotherSize(e.getCause()) || failures.isAbsence(e.getCause())) {
                return Optional.empty();
            }
            throw failures.of("read", e.getCause());
        }
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        String path = names.path(key.value());
        if (!operator.capability().write) {
            throw failures.refused(Kind.UNSUPPORTED, "write", "the store is read-only");
        }
        conditions.attributes().requireKeptBy(capabilities);
        if (conditions.onlyIfAbsent() && !capabilities.contains(Capability.CONDITIONAL_PUT)) {
            throw failures.refused(Kind.UNSUPPORTED, "write", "the store cannot put only where nothing is");
        }
        try (ReceivedBody received = ReceivedBody.receive(body, conditions.checksums(), MAX_PUT_BYTES)) {
            endpoint.beforeUse();
            send(path, received, options(conditions));
            return stat(key).orElseGet(() -> new ObjectSummary(
                    key.value(), received.length(), Optional.empty(), clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        }
    }

    /** Few large bodies are in memory at once; the others wait for their turn on disk. */
    private void send(String path, ReceivedBody received, WriteOptions options) {
        if (!received.isLarge()) {
            operator.call("write", OPERATION_DEADLINE, op -> op.write(path, received.bytes(), options));
            return;
        }
        largeBodies.acquireUninterruptibly();
        try {
            operator.call("write", LARGE_WRITE_DEADLINE, op -> op.write(path, received.bytes(), options));
        } finally {
            largeBodies.release();
        }
    }

    private WriteOptions options(PutConditions conditions) {
        var options = WriteOptions.builder().ifNotExists(conditions.onlyIfAbsent());
        ObjectAttributes attributes = conditions.attributes();
        attributes.contentType().filter(_ -> capabilities.contains(Capability.KEEPS_CONTENT_TYPE)).ifPresent(options::contentType);
        attributes.header(ContentHeader.CONTENT_DISPOSITION).ifPresent(options::contentDisposition);
        attributes.header(ContentHeader.CACHE_CONTROL).ifPresent(options::cacheControl);
        return options.build();
    }

    /** Of Azure alone. */
    @Override
    public Optional<MultipartUploads> multipartUploads() {
        return multipart;
    }

    @Override
    public DeleteReport delete(Collection<String> keys) {
        var failed = new ArrayList<DeleteReport.Failure>();
        Deque<Deletion> running = new ArrayDeque<>();
        for (String key : keys) {
            if (running.size() == DELETES_AT_ONCE) {
                running.remove().finish().ifPresent(failed::add);
            }
            running.add(beginDelete(key));
        }
        running.forEach(deletion -> deletion.finish().ifPresent(failed::add));
        return new DeleteReport(keys.size() - failed.size(), failed);
    }

    /** A delete that runs, or could not begin. */
    @FunctionalInterface
    private interface Deletion {
        Optional<DeleteReport.Failure> finish();
    }

    private Deletion beginDelete(String key) {
        try {
            String path = names.path(key);
            endpoint.beforeUse();
            NativeOperator.Pending<Void> pending = operator.start("delete", OPERATION_DEADLINE, op -> op.delete(path));
            return () -> finishDelete(key, pending);
        } catch (StagedoorException e) {
            return () -> Optional.of(new DeleteReport.Failure(key, e.getMessage()));
        }
    }

    private Optional<DeleteReport.Failure> finishDelete(String key, NativeOperator.Pending<Void> pending) {
        try {
            pending.raw();
            return Optional.empty();
        } catch (ExecutionException e) {
            return failures.isAbsence(e.getCause())
                    ? Optional.empty()
                    : Optional.of(new DeleteReport.Failure(key, failures.of("delete", e.getCause()).getMessage()));
        } catch (StorageException e) {
            return Optional.of(new DeleteReport.Failure(key, e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return service.name();
    }

    /**
     * The native handle is given back when the last operation under way has ended; without this call, after nobody holds the store any
     * more.
     */
    @Override
    public void close() {
        operator.close();
    }
}
