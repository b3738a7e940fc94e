package dev.stagedoor.storage;

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
    /** {@link PresignTerms#contentType} binds an upload. */
    PRESIGN_CONTENT_TYPE,
    /** {@link PresignLimits#maxBytes} binds an upload. */
    PRESIGN_MAX_BYTES,
    /** {@link PresignLimits#contentLength} binds an upload. */
    PRESIGN_CONTENT_LENGTH,
    /** {@link PresignLimits#sha256} binds an upload. */
    PRESIGN_SHA256,
    /** {@link PresignLimits#onlyIfAbsent} binds an upload. */
    PRESIGN_ONLY_IF_ABSENT,
    /** {@link PresignLimits#oneTime} binds a request. */
    PRESIGN_ONE_TIME,
    /** {@link PresignLimits#fromAddresses} binds a request. */
    PRESIGN_FROM_ADDRESSES
}
