package dev.stagedoor.signing;

/** What a scheme's signature can hold an upload to, besides its object, its method and its expiry. */
public enum UploadBound {
    /** The client must send the content type that was signed. */
    CONTENT_TYPE,
    /** {@link UploadBounds#maxBytes}. */
    MAX_BYTES,
    /** {@link UploadBounds#contentLength}. */
    CONTENT_LENGTH,
    /** {@link UploadBounds#onlyIfAbsent}. */
    ONLY_IF_ABSENT
}
