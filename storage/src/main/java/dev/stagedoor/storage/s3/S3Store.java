package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
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
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Objects in a bucket that speaks S3, used over the AWS SDK. Keys are the bucket's own: {@link S3Location#root} is not looked at here.
 *
 * <p>Requests are tried again with back-off where that can help, within a deadline; a body that streams through is sent once. Nothing asks
 * the network before it is used, and {@link #presign} does so only to fetch credentials that expire, at first use.
 */
public final class S3Store implements ObjectStore {
    private final String bucket;
    private final S3Credentials credentials;
    private final S3Client client;
    private final S3Client once;
    private final S3Requests requests;
    private final S3Errors errors;
    private final StoreWords words;
    private final S3Presigner presigner;
    private final ObjectTimes times;
    private final S3Multipart multipart;
    private final Set<Capability> capabilities;

    /** Whether the bucket was seen, so that a missing object is not a missing bucket. */
    private volatile boolean bucketSeen;

    private volatile boolean closed;

    private S3Store(S3Location location, String region, SdkHttpClient http, Clock clock, Optional<URI> stsEndpoint) {
        S3Endpoint endpoint = S3Endpoint.of(location, region);
        Optional<CustomerKey> customerKey = location.masterKey().map(CustomerKey::of);
        this.bucket = location.bucket();
        this.words = new StoreWords(secrets(location, customerKey));
        this.errors = new S3Errors("s3://" + bucket + " at " + endpoint.uri(), region, words);
        this.requests = new S3Requests(bucket, customerKey);
        this.credentials = S3Credentials.of(location.access(), region, http, stsEndpoint);
        this.presigner = new S3Presigner(endpoint, region, credentials, customerKey, clock);
        this.capabilities = capabilities(location.access());
        this.client = S3Clients.open(location, endpoint, region, credentials, http, S3Clients.retrying());
        this.once = S3Clients.open(location, endpoint, region, credentials, http, S3Clients.once());
        this.times = new ObjectTimes(clock);
        this.multipart = new S3Multipart(client, once, requests, errors, presigner, times);
    }

    /**
     * Opens a bucket. Asks no network.
     *
     * @param location with its region known
     * @param http shared with other stores; stays open
     * @param clock what URLs are signed by
     * @throws StagedoorException 4000 when the location's master key, or its bucket in virtual-host style, cannot be used
     * @throws IllegalArgumentException when the region is not known
     */
    public static S3Store open(S3Location location, SdkHttpClient http, Clock clock) {
        return open(location, http, clock, Optional.empty());
    }

    /** @param stsEndpoint where roles are assumed, instead of where the SDK would */
    static S3Store open(S3Location location, SdkHttpClient http, Clock clock, Optional<URI> stsEndpoint) {
        String region = location.region()
                .filter(S3RegionFinder::isRegion)
                .orElseThrow(() -> new IllegalArgumentException("find the region first: S3RegionFinder"));
        return new S3Store(location, region, http, clock, stsEndpoint);
    }

    private static List<Secret> secrets(S3Location location, Optional<CustomerKey> customerKey) {
        List<Secret> secrets = new ArrayList<>();
        location.masterKey().ifPresent(secrets::add);
        customerKey.ifPresent(key -> secrets.add(key.base64()));
        Optional<S3Credential> given = switch (location.access()) {
            case S3Access.Keys keys -> Optional.of(keys.credential());
            case S3Access.AssumedRole role -> role.base();
            case S3Access.Anonymous none -> Optional.empty();
            case S3Access.ServerCredentials own -> Optional.empty();
        };
        given.ifPresent(credential -> {
            secrets.add(credential.secretAccessKey());
            credential.sessionToken().map(Secret::of).ifPresent(secrets::add);
        });
        return secrets;
    }

    private static Set<Capability> capabilities(S3Access access) {
        Set<Capability> capabilities = EnumSet.of(
                Capability.PRESIGN_GET, Capability.PRESIGN_HEAD, Capability.PRESIGN_PUT, Capability.CONDITIONAL_PUT);
        capabilities.addAll(S3Attributes.KEPT);
        if (!(access instanceof S3Access.Anonymous)) {
            capabilities.addAll(S3Presigner.BINDS);
        }
        return Set.copyOf(capabilities);
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /** The largest body {@link #put} accepts. */
    public long maxObjectBytes() {
        return S3Limits.MAX_OBJECT_BYTES;
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        return call("sign a request", () -> presigner.presign(method, key, terms));
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return call("look up the object", () -> {
            HeadObjectResponse head;
            try {
                head = client.headObject(requests.head(key).build());
            } catch (SdkException e) {
                if (S3Errors.status(e) != 404) {
                    throw e;
                }
                requireBucket();
                return Optional.empty();
            }
            bucketSeen = true;
            return Optional.of(new ObjectSummary(
                    key.value(),
                    Optional.ofNullable(head.contentLength()).orElse(0L),
                    Optional.ofNullable(head.eTag()),
                    Optional.ofNullable(head.lastModified()).orElse(Instant.EPOCH)));
        });
    }

    /** The answer to HEAD has no body that would say which of the two is missing. */
    private void requireBucket() {
        if (bucketSeen) {
            return;
        }
        try {
            client.headBucket(request -> request.bucket(bucket));
        } catch (SdkException e) {
            if (S3Errors.status(e) == 404) {
                throw errors.noSuchBucket("look up the object");
            }
            // It may not be asked for; the answer for the object stands.
            return;
        }
        bucketSeen = true;
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        refuseWhenClosed();
        return new S3Listing(this::page, bucket, prefix.value(), startAfter);
    }

    private ListObjectsV2Response page(ListObjectsV2Request request) {
        String operation = "list objects";
        try {
            return call(operation, () -> client.listObjectsV2(request));
        } catch (IllegalArgumentException e) {
            throw errors.unexpected(operation, "its keys are not percent-encoded as it says");
        }
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        refuseWhenClosed();
        return new S3Download(client, requests, errors).open(key, range);
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        refuseWhenClosed();
        return new S3Upload(client, once, requests, errors, multipart, times).put(key, body, conditions);
    }

    /** None without credentials, with which alone parts can be signed for. */
    @Override
    public Optional<MultipartUploads> multipartUploads() {
        refuseWhenClosed();
        return capabilities.contains(Capability.PRESIGN_CONTENT_LENGTH) ? Optional.of(multipart) : Optional.empty();
    }

    /**
     * Keys go in batches; a store that does not answer, or refuses a whole batch, ends it.
     *
     * @throws StagedoorException when that happens before anything was deleted; later, the report names every key that is left
     */
    @Override
    public DeleteReport delete(Collection<String> keys) {
        refuseWhenClosed();
        return new S3Deletes(client, bucket, errors, words).delete(keys);
    }

    private <T> T call(String operation, Supplier<T> operationOnStore) {
        refuseWhenClosed();
        try {
            return operationOnStore.get();
        } catch (SdkException e) {
            throw errors.translate(operation, e);
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new StorageException(Kind.UNAVAILABLE, "the server is shutting down: try again later");
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
        once.close();
        credentials.close();
    }

    /** The bucket and the endpoint. */
    @Override
    public String toString() {
        return errors.store();
    }
}
