package dev.stagedoor.storage.s3;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to the bucket itself. Its only state is the signer of the credential last seen.
 *
 * <p>An upload is bound by signed headers, which the client must send: {@code content-length}, {@code content-type},
 * {@code x-amz-checksum-sha256}, {@code if-none-match: *}. Amazon S3 refuses a body that has not the length or the checksum, and an object
 * that is there ("PutObject", Amazon S3 API reference). Other servers need not know the checksum: Ceph's RADOS Gateway 16.2 takes any body
 * beside it. So they are also given Signature V4's own digest, {@code x-amz-content-sha256}, which stands in the signed text in the place
 * of {@code UNSIGNED-PAYLOAD} ("Transferring Payload in a Single Chunk", ibid.); both s3proxy 4.1 and that gateway compare it with the
 * body. A server that does not take a digest there finds that the signature does not match, and stores nothing. Amazon documents
 * {@code UNSIGNED-PAYLOAD} for presigned requests, and gets that. What no signature can do is make a server compare that does not: of a
 * server that takes the header as signed text and then any body, nothing here would know.
 */
final class S3Presigner {
    /** A signer, kept as long as the credential stays the same: its derived key is what makes signing fast. */
    private record Signer(SigningCredential credential, S3V4Presigner presigner) {
        boolean isOf(SigningCredential other) {
            return credential.credential().accessKeyId().equals(other.credential().accessKeyId())
                    && credential.credential().sessionToken().equals(other.credential().sessionToken())
                    && credential.credential().secretAccessKey().reveal().equals(other.credential().secretAccessKey().reveal())
                    && credential.expiresAt().equals(other.expiresAt());
        }
    }

    /** What binds an upload. */
    static final Set<Capability> BINDS = Set.of(
            Capability.PRESIGN_CONTENT_TYPE,
            Capability.PRESIGN_CONTENT_LENGTH,
            Capability.PRESIGN_SHA256,
            Capability.PRESIGN_ONLY_IF_ABSENT);

    /** What binds a part. */
    private static final Set<Capability> BINDS_PARTS = Set.of(Capability.PRESIGN_CONTENT_LENGTH, Capability.PRESIGN_SHA256);

    private final BucketAddress address;
    private final boolean amazon;
    private final String region;
    private final S3Credentials credentials;
    private final Optional<CustomerKey> customerKey;
    private final Clock clock;
    private volatile @Nullable Signer last;

    S3Presigner(S3Endpoint endpoint, String region, S3Credentials credentials, Optional<CustomerKey> customerKey, Clock clock) {
        this.address = endpoint.address();
        this.amazon = endpoint.isAmazon();
        this.region = region;
        this.credentials = credentials;
        this.customerKey = customerKey;
        this.clock = clock;
    }

    /**
     * Bound to its terms. Never outlives the credential: where that expires first, so does the request, and
     * {@link PresignedRequest#expiresAt} says so. Without credentials it is the object's plain URL.
     *
     * @throws StorageException {@code UNSUPPORTED} for other methods, and for terms that are not among {@link #BINDS}, or any without
     *     credentials; {@code UNAVAILABLE} when the credential has expired
     */
    PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        switch (method) {
            case GET, HEAD, PUT -> {}
            case DELETE, POST -> throw new StorageException(Kind.UNSUPPORTED, method + " requests cannot be presigned");
        }
        Instant now = clock.instant();
        Optional<SigningCredential> current = credentials.current();
        terms.requireBoundBy(current.isEmpty() ? Set.of() : BINDS, method);
        if (current.isEmpty()) {
            return new PresignedRequest(method, plainUrl(key), Map.of(), now.plus(terms.expire()));
        }
        SigningCredential credential = current.get();
        return signer(credential).presigner().presign(method, address, key.value(), signedTerms(terms, credential, now), now);
    }

    /**
     * A PUT of one part. Its length and its checksum can be bound; what is of the whole object cannot.
     *
     * @throws StorageException as {@link #presign} does, and {@code UNSUPPORTED} without credentials
     */
    PresignedRequest presignPart(MultipartUpload upload, int number, PresignTerms terms) {
        Instant now = clock.instant();
        SigningCredential credential = credentials.current()
                .orElseThrow(() -> new StorageException(Kind.UNSUPPORTED, "without credentials no request on a part can be signed"));
        terms.requireBoundBy(BINDS_PARTS, HttpMethod.PUT);
        S3V4Terms signed = signedTerms(terms, credential, now)
                .withQuery("partNumber", Integer.toString(number))
                .withQuery("uploadId", upload.id());
        return signer(credential).presigner().presign(HttpMethod.PUT, address, upload.key().value(), signed, now);
    }

    private String plainUrl(ObjectKey key) {
        return address.origin() + address.path() + PercentEncoding.encodePath(key.value());
    }

    private Signer signer(SigningCredential credential) {
        Signer known = last;
        if (known == null || !known.isOf(credential)) {
            known = new Signer(credential, new S3V4Presigner(credential.credential(), region));
            last = known;
        }
        return known;
    }

    private S3V4Terms signedTerms(PresignTerms terms, SigningCredential credential, Instant now) {
        var signed = new S3V4Terms(expire(terms.expire(), credential, now), headers(terms.terms()), Map.of());
        return customerKey.isPresent() ? customerKey.get().signedInto(signed) : signed;
    }

    private Map<String, String> headers(Terms terms) {
        Optional<Sha256> sha256 = amazon ? Optional.empty() : terms.find(Sha256.class);
        return sha256.isEmpty() ? terms.headers() : terms.headersWith("x-amz-content-sha256", sha256.get().hexadecimal());
    }

    private static Duration expire(Duration asked, SigningCredential credential, Instant now) {
        if (credential.expiresAt().isEmpty()) {
            return asked;
        }
        // The signature's time has no fraction of a second.
        Instant signedAt = Instant.ofEpochSecond(now.getEpochSecond());
        Duration left = Duration.ofSeconds(Duration.between(signedAt, credential.expiresAt().get()).toSeconds());
        if (left.isNegative() || left.isZero()) {
            throw new StorageException(Kind.UNAVAILABLE,
                    "the credentials for this store have expired and could not be renewed yet: try again");
        }
        return left.compareTo(asked) < 0 ? left : asked;
    }
}
