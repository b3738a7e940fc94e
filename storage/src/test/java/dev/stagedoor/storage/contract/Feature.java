package dev.stagedoor.storage.contract;

/** A row of the compatibility table: something a user of a store may rely on. */
public enum Feature {
    KEYS("keys of every legal character"),
    NESTED_KEYS("a key beside keys below it"),
    CONTENT("objects of any size, empty ones too"),
    SUMMARY("size, ETag and time agree"),
    CONTENT_TYPE("content type is kept"),
    CONTENT_HEADERS("content encoding, disposition, language and caching are kept"),
    USER_METADATA("user metadata is kept"),
    OVERWRITE("overwriting in one step"),
    NOT_FOUND("missing objects are told apart"),
    RANGES("ranges"),
    CONDITIONAL_PUT("put only if absent"),
    CHECKSUMS("checksums are verified"),
    BROKEN_BODIES("a broken upload leaves no trace"),
    LIMITS("size limit"),
    LISTING("listing by prefix, in order"),
    LONG_LISTING("12,000 keys, taken up anywhere"),
    DELETE("deleting many keys, each failure reported"),
    MULTIPART("uploads in parts"),
    CONCURRENCY("concurrent readers and writers"),
    PRESIGNED_GET("presigned GET"),
    PRESIGNED_HEAD("presigned HEAD"),
    PRESIGNED_PUT("presigned PUT"),
    PRESIGNED_PART("presigned PUT of a part"),
    PRESIGNED_CONTENT_TYPE("presigned content type"),
    PRESIGNED_CONTENT_LENGTH("presigned PUT of an exact size"),
    PRESIGNED_MAX_BYTES("presigned PUT of a largest size"),
    PRESIGNED_SHA256("presigned PUT of an exact content (SHA-256)"),
    PRESIGNED_ONLY_IF_ABSENT("presigned PUT only if absent"),
    PRESIGNED_ONE_TIME("a presigned URL that works once"),
    PRESIGNED_FROM_ADDRESSES("a presigned URL for some addresses only"),
    EXPIRY("an expired URL is refused"),
    WRONG_METHOD("another method or key is refused");

    private final String title;

    Feature(String title) {
        this.title = title;
    }

    /** As the table names it. */
    public String title() {
        return title;
    }
}
