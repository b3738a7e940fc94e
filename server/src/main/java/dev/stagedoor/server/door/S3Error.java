package dev.stagedoor.server.door;

import dev.stagedoor.storage.StorageException;

/** A request refused at the door, with S3's error codes (Amazon S3 API reference, "Error responses"). */
final class S3Error extends RuntimeException {
    private static final int MAX_SHOWN_CHARS = 64;

    private final int status;
    private final String code;

    S3Error(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static S3Error invalidRequest(String message) {
        return new S3Error(400, "InvalidRequest", message);
    }

    static S3Error notImplemented(String message) {
        return new S3Error(501, "NotImplemented", message);
    }

    /** @param name of a query parameter, as the client wrote it */
    static S3Error unknownParameter(String name) {
        return notImplemented("The query parameter '" + shown(name) + "' is not supported.");
    }

    /** A text of the client, short enough for an error. */
    static String shown(String text) {
        return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
    }

    static S3Error preconditionFailed() {
        return new S3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }

    static S3Error of(StorageException e) {
        return switch (e.kind()) {
            case NOT_FOUND -> new S3Error(404, "NoSuchKey", "The specified key does not exist.");
            case PERMISSION_DENIED -> new S3Error(403, "AccessDenied", e.getMessage());
            case UNAVAILABLE -> new S3Error(503, "SlowDown", e.getMessage());
            case UNSUPPORTED -> notImplemented(e.getMessage());
            case PRECONDITION_FAILED -> preconditionFailed();
            case BAD_DIGEST -> new S3Error(400, "BadDigest", e.getMessage());
            case INCOMPLETE_BODY -> new S3Error(400, "IncompleteBody", e.getMessage());
            case ENTITY_TOO_LARGE -> new S3Error(413, "EntityTooLarge", e.getMessage());
            case ENTITY_TOO_SMALL -> new S3Error(400, "EntityTooSmall", e.getMessage());
            case INVALID_PART -> new S3Error(400, "InvalidPart", e.getMessage());
            case INVALID_RANGE -> new S3Error(416, "InvalidRange", "The requested range is not satisfiable");
            case INSUFFICIENT_STORAGE -> new S3Error(507, "InsufficientStorage", e.getMessage());
            case DAMAGED, OTHER -> new S3Error(500, "InternalError", e.getMessage());
        };
    }

    /** The same with another status. */
    S3Error withStatus(int other) {
        return new S3Error(other, code, getMessage());
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
