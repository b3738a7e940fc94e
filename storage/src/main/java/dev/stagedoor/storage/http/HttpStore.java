package dev.stagedoor.storage.http;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.KeyPrefix;
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
import dev.stagedoor.storage.location.HttpLocation;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * Files of a web server. A key is a path without its leading {@code /}, decoded. A listing is what the URL's glob spells out, as far as it
 * is there; any other path of the server can be named, too. Nothing can be put or deleted.
 *
 * <p>Sizes, times and ETags are what the server says, and may be absent or made up.
 */
public final class HttpStore implements ObjectStore {
    private static final Set<Capability> CAPABILITIES = Set.of(Capability.PRESIGN_GET, Capability.PRESIGN_HEAD);

    private final String origin;
    private final List<String> spelled;
    private final WebRequests requests;
    private final Clock clock;

    private HttpStore(HttpLocation location, SdkHttpClient client, Clock clock) {
        this.origin = origin(location.origin());
        this.spelled = location.paths().stream().map(path -> path.substring(1)).distinct().sorted(ObjectKey.ORDER).toList();
        this.requests = new WebRequests(client, origin);
        this.clock = clock;
    }

    /**
     * Opens a store, without asking it for anything.
     *
     * @param client what every request goes through, those that a redirect asks for too. It follows no redirect itself, checks each
     *     request's host and every address before it connects to it, and adds no credentials. It stays the caller's
     * @param clock for when a presigned request expires, as far as it does: see {@link #presign}
     */
    public static HttpStore open(HttpLocation location, SdkHttpClient client, Clock clock) {
        return new HttpStore(location, client, clock);
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    /** The file's own URL: anyone can use it, and goes on using it after it "expired". No limit binds it, so each is refused. */
    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        terms.requireBoundBy(CAPABILITIES, method);
        return switch (method) {
            case GET, HEAD ->
                new PresignedRequest(method, uri(key.value()).toString(), Map.of(), clock.instant().plus(terms.expire()));
            case PUT, DELETE, POST ->
                throw new StorageException(Kind.UNSUPPORTED, "storage doesn't support presign operation: " + method + " on " + origin);
        };
    }

    private URI uri(String key) {
        return URI.create(origin + "/" + PercentEncoding.encodePath(key));
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return stat(key.value());
    }

    private Optional<ObjectSummary> stat(String key) {
        URI uri = uri(key);
        try (WebAnswer head = requests.send(SdkHttpMethod.HEAD, uri, Optional.empty())) {
            if (head.status() == 200 && head.contentLength().isPresent()) {
                return Optional.of(summary(key, head, head.contentLength().getAsLong()));
            }
            if (isAbsence(head.status())) {
                return Optional.empty();
            }
            if (head.status() != 200 && head.status() != 405 && head.status() != 501) {
                throw requests.failure(SdkHttpMethod.HEAD, uri, head.status());
            }
        }
        return statByGet(key, uri);
    }

    /** For servers that do not answer HEAD, or not with a length. */
    private Optional<ObjectSummary> statByGet(String key, URI uri) {
        try (WebAnswer get = requests.send(SdkHttpMethod.GET, uri, Optional.of("bytes=0-0"))) {
            return switch (get.status()) {
                case 404, 410 -> Optional.empty();
                case 206 -> Optional.of(summary(key, get, rangeOf(get, uri).size()));
                case 200 -> Optional.of(summary(key, get, lengthOf(get, uri)));
                case 416 -> Optional.of(summary(key, get, 0)); // no first byte
                default -> throw requests.failure(SdkHttpMethod.GET, uri, get.status());
            };
        }
    }

    private static boolean isAbsence(int status) {
        return status == 404 || status == 410;
    }

    private static ObjectSummary summary(String key, WebAnswer answer, long size) {
        return new ObjectSummary(key, size, answer.header("ETag"), answer.lastModified());
    }

    private WebAnswer.ContentRange rangeOf(WebAnswer answer, URI uri) {
        return answer.contentRange()
                .orElseThrow(() -> new StorageException(
                        Kind.OTHER, requests.sentence(SdkHttpMethod.GET, uri, "it does not say which bytes it sends")));
    }

    private long lengthOf(WebAnswer answer, URI uri) {
        return answer.contentLength()
                .orElseThrow(() -> new StorageException(
                        Kind.OTHER, requests.sentence(SdkHttpMethod.GET, uri, "it does not say how large the file is")));
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        return new SpelledListing(
                spelled.stream()
                        .filter(key -> key.startsWith(prefix.value()) && ObjectKey.ORDER.compare(key, startAfter) > 0)
                        .iterator(),
                this::stat);
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        URI uri = uri(key.value());
        WebAnswer answer = requests.send(SdkHttpMethod.GET, uri, header(range));
        try {
            return switch (answer.status()) {
                case 200 -> cutOut(key.value(), answer, range, lengthOf(answer, uri));
                case 206 -> part(key.value(), answer, rangeOf(answer, uri));
                default -> throw requests.failure(SdkHttpMethod.GET, uri, answer.status());
            };
        } catch (StorageException e) {
            answer.close();
            throw e;
        }
    }

    private static Optional<String> header(ByteRange range) {
        return switch (range) {
            case ByteRange.All _ -> Optional.empty();
            case ByteRange.From(long first, var last) when last.isPresent() && last.getAsLong() < first -> throw invalidRange();
            case ByteRange.From(long first, var last) -> Optional.of("bytes=" + first + "-" + (last.isPresent() ? last.getAsLong() : ""));
            case ByteRange.Last(long length) when length <= 0 -> throw invalidRange();
            case ByteRange.Last(long length) -> Optional.of("bytes=-" + length);
        };
    }

    private static StorageException invalidRange() {
        return new StorageException(Kind.INVALID_RANGE, "no byte of the range exists");
    }

    private static ObjectContent part(String key, WebAnswer answer, WebAnswer.ContentRange range) {
        Extent extent = new Extent(range.first(), range.last() - range.first() + 1);
        return new WebContent(new ObjectPart(summary(key, answer, range.size()), answer.attributes(), extent), answer, 0);
    }

    /** The part of a whole file, from a server that knows no ranges. */
    private static ObjectContent cutOut(String key, WebAnswer answer, ByteRange range, long size) {
        Extent wanted = Extent.of(range, size);
        return new WebContent(new ObjectPart(summary(key, answer, size), answer.attributes(), wanted), answer, wanted.offset());
    }

    /** @throws StorageException always */
    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        throw readOnly();
    }

    /** @throws StorageException always, unless there is nothing to delete */
    @Override
    public DeleteReport delete(Collection<String> keys) {
        if (keys.isEmpty()) {
            return new DeleteReport(0, List.of());
        }
        throw readOnly();
    }

    private StorageException readOnly() {
        return new StorageException(Kind.UNSUPPORTED, origin + ": files of a web server can only be read");
    }

    @Override
    public String toString() {
        return origin;
    }

    /** The client is not closed. */
    @Override
    public void close() {}
}
