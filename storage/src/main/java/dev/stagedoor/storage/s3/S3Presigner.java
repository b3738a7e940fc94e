package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs requests to the bucket itself. Its only state is the signer of the credential last seen. */
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

    private final BucketAddress address;
    private final String region;
    private final S3Credentials credentials;
    private final Optional<CustomerKey> customerKey;
    private final Clock clock;
    private volatile @Nullable Signer last;

    S3Presigner(BucketAddress address, String region, S3Credentials credentials, Optional<CustomerKey> customerKey, Clock clock) {
        this.address = address;
        this.region = region;
        this.credentials = credentials;
        this.customerKey = customerKey;
        this.clock = clock;
    }

    /**
     * Never outlives the credential: where that expires first, so does the request, and {@link PresignedRequest#expiresAt} says so. Without
     * credentials it is the object's plain URL.
     *
     * @throws StorageException {@code UNSUPPORTED}; {@code UNAVAILABLE} when the credential has expired
     */
    PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        switch (method) {
            case GET, HEAD, PUT -> {}
            case DELETE, POST -> throw new StorageException(Kind.UNSUPPORTED, method + " requests cannot be presigned");
        }
        Instant now = clock.instant();
        Optional<SigningCredential> current = credentials.current();
        if (current.isEmpty()) {
            return new PresignedRequest(method, plainUrl(key), Map.of(), now.plus(terms.expire()));
        }
        SigningCredential credential = current.get();
        return signer(credential).presigner().presign(method, address, key.value(), signedTerms(terms, credential, now), now);
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
        S3V4Terms signed = S3V4Terms.expiring(expire(terms.expire(), credential, now));
        if (terms.contentType().isPresent()) {
            try {
                signed = signed.withHeader("content-type", terms.contentType().get());
            } catch (IllegalArgumentException e) {
                throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "the content type must be printable ASCII", e);
            }
        }
        return customerKey.isPresent() ? customerKey.get().signedInto(signed) : signed;
    }

    private static Duration expire(Duration asked, SigningCredential credential, Instant now) {
        if (credential.expiresAt().isEmpty()) {
            return asked;
        }
        // The signature's time has no fraction of a second.
        Instant signedAt = Instant.ofEpochSecond(now.getEpochSecond());
        Duration left = Duration.ofSeconds(Duration.between(signedAt, credential.expiresAt().get()).toSeconds());
        if (left.isNegative() || left.isZero()) {
            throw new StorageException(Kind.UNAVAILABLE, "the credentials for this store have expired and could not be renewed yet: try again");
        }
        return left.compareTo(asked) < 0 ? left : asked;
    }
}
