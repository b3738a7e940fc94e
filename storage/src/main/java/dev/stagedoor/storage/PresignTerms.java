package dev.stagedoor.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What a presigned request may be used for.
 *
 * @param expire 1 second to {@link #MAX_EXPIRE}, whole seconds
 * @param contentType the client must send exactly this {@code Content-Type}; signed by stores with
 *     {@link Capability#PRESIGN_CONTENT_TYPE}, by others only named in the headers to send
 * @param origin scheme and authority by which this client reaches the server, no path ({@code http://127.0.0.1:8000}); used by stores
 *     that are reached through the server's own door, ignored by all others
 * @param limits what else it is bound to
 * @param id by which the door finds it in the ledger; signed into the URL by stores that are reached through the door, ignored by all
 *     others
 * @param basis what the URL stands on; signed into it by the same stores, beside the id
 */
public record PresignTerms(
        Duration expire,
        Optional<String> contentType,
        URI origin,
        PresignLimits limits,
        Optional<PresignId> id,
        Optional<PresignBasis> basis) {
    /** Signature V4's own limit: seven days. */
    public static final Duration MAX_EXPIRE = Duration.ofDays(7);

    /** Stands on nothing that could be taken away. */
    public PresignTerms(
            Duration expire, Optional<String> contentType, URI origin, PresignLimits limits, Optional<PresignId> id) {
        this(expire, contentType, origin, limits, id, Optional.empty());
    }

    /** Bound to no limit, and in no ledger. */
    public PresignTerms(Duration expire, Optional<String> contentType, URI origin) {
        this(expire, contentType, origin, PresignLimits.NONE, Optional.empty());
    }
}
