package dev.stagedoor.storage;

import dev.stagedoor.signing.HttpMethod;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a presigned request is bound to beyond its key, method and expiry. A store binds each of these, or refuses to sign
 * ({@link StorageException.Kind#UNSUPPORTED}); none is ever left out silently. {@link Capability} says which it can.
 *
 * @param maxBytes an upload of more is refused; not negative
 * @param contentLength an upload must have exactly this many bytes; not negative
 * @param sha256 an upload must have this SHA-256
 * @param onlyIfAbsent an upload is refused when the key exists at the moment of the commit
 * @param oneTime the request succeeds once at most
 * @param fromAddresses the request must come from one of these; from anywhere when empty
 */
public record PresignLimits(
        OptionalLong maxBytes,
        OptionalLong contentLength,
        Optional<Checksum> sha256,
        boolean onlyIfAbsent,
        boolean oneTime,
        List<AddressRange> fromAddresses) {
    /** Bound to nothing. */
    public static final PresignLimits NONE =
            new PresignLimits(OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), false, false, List.of());

    /** @throws IllegalArgumentException for a negative length, or a checksum that is not a SHA-256 */
    public PresignLimits {
        if (maxBytes.orElse(0) < 0 || contentLength.orElse(0) < 0) {
            throw new IllegalArgumentException("a length is not negative");
        }
        if (sha256.isPresent() && sha256.get().algorithm() != Checksum.Algorithm.SHA256) {
            throw new IllegalArgumentException("the checksum is a SHA-256");
        }
        fromAddresses = List.copyOf(fromAddresses);
    }

    /** Whether a request may do all that its method does. */
    public boolean isNone() {
        return !limitsUpload() && !oneTime && fromAddresses.isEmpty();
    }

    private boolean limitsUpload() {
        return maxBytes.isPresent() || contentLength.isPresent() || sha256.isPresent() || onlyIfAbsent;
    }

    /**
     * The limits that S3 has a header for, by names in lower case ("PutObject", Amazon S3 API reference): a client that must send these,
     * with these values, uploads within them. {@link #maxBytes}, {@link #oneTime} and {@link #fromAddresses} have none.
     */
    public Map<String, String> toHeaders() {
        if (contentLength.isEmpty() && sha256.isEmpty() && !onlyIfAbsent) {
            return Map.of();
        }
        var headers = new LinkedHashMap<String, String>();
        contentLength.ifPresent(bytes -> headers.put("content-length", Long.toString(bytes)));
        sha256.ifPresent(checksum -> headers.put("x-amz-checksum-sha256", Base64.getEncoder().encodeToString(checksum.digest())));
        if (onlyIfAbsent) {
            headers.put("if-none-match", "*");
        }
        return headers;
    }

    /**
     * Refuses to pretend: every store's {@link ObjectStore#presign} begins with this. {@link #maxBytes} is bound also by a
     * {@link #contentLength} that is no more.
     *
     * @param capabilities of the store
     * @throws StorageException {@code UNSUPPORTED}, with a sentence for the user, when there is a limit that the store cannot bind, or one
     *     of an upload and the method is not PUT
     */
    public void requireBoundBy(Set<Capability> capabilities, HttpMethod method) {
        if (isNone()) {
            return;
        }
        if (limitsUpload() && method != HttpMethod.PUT) {
            throw unsupported("MAX_SIZE, CONTENT_LENGTH, CHECKSUM_SHA256 and OVERWRITE limit uploads: a " + method + " has none");
        }
        if (contentLength.isPresent() && !capabilities.contains(Capability.PRESIGN_CONTENT_LENGTH)) {
            throw unsupported("this store cannot hold an upload to its exact size (CONTENT_LENGTH)");
        }
        if (maxBytes.isPresent() && !capabilities.contains(Capability.PRESIGN_MAX_BYTES)) {
            requireExactLength(maxBytes.getAsLong(), capabilities);
        }
        if (sha256.isPresent() && !capabilities.contains(Capability.PRESIGN_SHA256)) {
            throw unsupported("this store cannot hold an upload to its checksum (CHECKSUM_SHA256)");
        }
        if (onlyIfAbsent && !capabilities.contains(Capability.PRESIGN_ONLY_IF_ABSENT)) {
            throw unsupported("this store cannot keep a presigned upload from overwriting (OVERWRITE = FALSE)");
        }
        if (oneTime && !capabilities.contains(Capability.PRESIGN_ONE_TIME)) {
            throw unsupported(
                    "this store cannot count how often a URL is used (ONE_TIME): only this server's own storage can hold a client to it");
        }
        if (!fromAddresses.isEmpty() && !capabilities.contains(Capability.PRESIGN_FROM_ADDRESSES)) {
            throw unsupported(
                    "this store cannot ask where a request comes from (FROM_IP): only this server's own storage can hold a client to it");
        }
    }

    private void requireExactLength(long max, Set<Capability> capabilities) {
        if (!capabilities.contains(Capability.PRESIGN_CONTENT_LENGTH)) {
            throw unsupported("this store cannot bound the size of an upload (MAX_SIZE)");
        }
        if (contentLength.isEmpty()) {
            throw unsupported("this store cannot bound the size of an upload (MAX_SIZE): give the exact one with CONTENT_LENGTH = n");
        }
        if (contentLength.getAsLong() > max) {
            throw unsupported("CONTENT_LENGTH = " + contentLength.getAsLong() + " is more than MAX_SIZE = " + max);
        }
    }

    private static StorageException unsupported(String sentence) {
        return new StorageException(StorageException.Kind.UNSUPPORTED, sentence);
    }
}
