package dev.stagedoor.storage;

import dev.stagedoor.signing.term.TermName;
import java.util.Optional;
import java.util.Set;

/** What a store can do beyond put, open, stat, list and delete. */
public enum Capability {
    PRESIGN_GET,
    PRESIGN_HEAD,
    PRESIGN_PUT,
    /** {@link PutConditions#onlyIfAbsent} is atomic. */
    CONDITIONAL_PUT,
    /** {@link ContentHeader#CONTENT_TYPE} comes back as it was put; the same for those that follow. */
    KEEPS_CONTENT_TYPE,
    KEEPS_CONTENT_ENCODING,
    KEEPS_CONTENT_DISPOSITION,
    KEEPS_CONTENT_LANGUAGE,
    KEEPS_CACHE_CONTROL,
    KEEPS_EXPIRES,
    /** {@link ObjectAttributes#user} comes back as it was put. */
    KEEPS_USER_METADATA,
    /** A presigned upload is held to its content type; with those that follow, to the other terms of a URL ({@link #binding}). */
    PRESIGN_CONTENT_TYPE,
    PRESIGN_MAX_BYTES,
    PRESIGN_CONTENT_LENGTH,
    PRESIGN_SHA256,
    PRESIGN_ONLY_IF_ABSENT,
    PRESIGN_ONE_TIME,
    PRESIGN_FROM_ADDRESSES;

    /** What it takes to hold a client to a term; empty when every store that presigns can. */
    public static Optional<Capability> binding(TermName term) {
        return switch (term) {
            case EXPIRE -> Optional.empty();
            case CONTENT_TYPE -> Optional.of(PRESIGN_CONTENT_TYPE);
            case MAX_SIZE -> Optional.of(PRESIGN_MAX_BYTES);
            case CONTENT_LENGTH -> Optional.of(PRESIGN_CONTENT_LENGTH);
            case CHECKSUM_SHA256 -> Optional.of(PRESIGN_SHA256);
            case OVERWRITE -> Optional.of(PRESIGN_ONLY_IF_ABSENT);
            case ONE_TIME -> Optional.of(PRESIGN_ONE_TIME);
            case FROM_IP -> Optional.of(PRESIGN_FROM_ADDRESSES);
        };
    }

    /** Whether a store that can do these can hold a client to a term. */
    public static boolean bind(Set<Capability> capabilities, TermName term) {
        Optional<Capability> needed = binding(term);
        return needed.isEmpty() || capabilities.contains(needed.get());
    }
}
