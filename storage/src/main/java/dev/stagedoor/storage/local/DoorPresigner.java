package dev.stagedoor.storage.local;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.net.URI;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to the server's own door, path style: {@code origin/bucket/key}. Safe for many threads; no network, no disk, no lock.
 *
 * <p>Binds every term: those that S3 has a header for as signed headers ({@link Terms#headers}), the others, with the id, as signed query
 * parameters ({@link DoorTerms}), which the door holds the client to.
 */
public final class DoorPresigner {
    /** Signed query parameters of a part, beside the door's own. */
    public static final String PART_NUMBER = "partNumber";

    public static final String UPLOAD_ID = "uploadId";

    /** Most servers are reached by one origin, so the last one is kept parsed. */
    private record Address(URI origin, BucketAddress bucket) {}

    /** The door holds a client to every term. */
    private static final Set<Capability> BINDS = Set.copyOf(EnumSet.allOf(Capability.class));

    private final S3V4Presigner presigner;
    private final String bucket;
    private final Clock clock;
    private volatile @Nullable Address last;

    /** @param bucket by which the door knows the store */
    public DoorPresigner(S3Credential credential, String region, String bucket, Clock clock) {
        this.presigner = new S3V4Presigner(credential, region);
        this.bucket = bucket;
        this.clock = clock;
    }

    /**
     * Signs one request on one key.
     *
     * @throws StorageException {@code UNSUPPORTED} for methods other than GET, HEAD and PUT
     * @throws IllegalArgumentException when there is no id, and a term needs one
     */
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        switch (method) {
            case GET, HEAD, PUT -> {}
            case DELETE, POST -> throw new StorageException(Kind.UNSUPPORTED, method + " requests cannot be presigned");
        }
        terms.requireBoundBy(BINDS, method);
        return presigner.presign(method, address(terms.origin()), key.value(), signedTerms(terms), clock.instant());
    }

    /**
     * Signs a PUT of one part of an upload.
     *
     * @param number of the part
     * @throws StorageException {@code UNSUPPORTED} for terms that are of the whole object
     * @throws IllegalArgumentException when there is no id, and a term needs one
     */
    public PresignedRequest presignPart(MultipartUpload upload, int number, PresignTerms terms) {
        if (terms.terms().has(NoOverwrite.class) || terms.terms().has(ContentType.class)) {
            throw new StorageException(
                    Kind.UNSUPPORTED, "OVERWRITE = FALSE and CONTENT_TYPE are of a whole upload: its parts cannot be bound to them");
        }
        terms.requireBoundBy(BINDS, HttpMethod.PUT);
        var query = new LinkedHashMap<>(query(terms));
        query.put(PART_NUMBER, Integer.toString(number));
        query.put(UPLOAD_ID, upload.id());
        var signed = new S3V4Terms(terms.expire(), terms.terms().headers(), query);
        return presigner.presign(HttpMethod.PUT, address(terms.origin()), upload.key().value(), signed, clock.instant());
    }

    private static S3V4Terms signedTerms(PresignTerms terms) {
        return new S3V4Terms(terms.expire(), terms.terms().headers(), query(terms));
    }

    private static Map<String, String> query(PresignTerms terms) {
        if (terms.id().isPresent()) {
            return new DoorTerms(terms.id().get(), terms.terms().parameters(), terms.basis()).toQuery();
        }
        if (!terms.terms().parameters().isNone() || terms.basis().isPresent()) {
            throw new IllegalArgumentException("a URL that is limited in size, use or origin, or stands on a right, needs an id");
        }
        return Map.of();
    }

    private BucketAddress address(URI origin) {
        Address known = last;
        if (known == null || !known.origin().equals(origin)) {
            known = new Address(origin, BucketAddress.pathStyle(origin, bucket));
            last = known;
        }
        return known.bucket();
    }
}
