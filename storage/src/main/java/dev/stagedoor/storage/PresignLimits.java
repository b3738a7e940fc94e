package dev.stagedoor.storage;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
}
