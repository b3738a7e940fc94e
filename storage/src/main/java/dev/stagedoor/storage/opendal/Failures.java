package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.opendal.OpenDALException;

/**
 * What OpenDAL's failures mean. Its messages hold whole URLs, headers and bodies, signatures and tokens among them, so nothing of them is
 * passed on but what is looked for here: the status of the answer, the store's own error code, and phrases of ours for broken connections.
 * The exceptions are not kept as causes, for a log would print them.
 */
record Failures(String store) {
    /** How much of a message is searched, in characters: its beginning says everything looked for. */
    private static final int SEARCHED = 8_192;

    private static final Pattern STATUS = Pattern.compile("response: Parts \\{ status: (\\d{3})");
    private static final Pattern STORES_CODE =
            Pattern.compile("(?:[Cc]ode: \"|-error-code\": \"|reason: \"|exception: \")([A-Za-z]{2,60})\"");

    /** Codes by which stores say that there is no bucket at all, which is not the absence of an object. */
    private static final List<String> NO_BUCKET = List.of("ContainerNotFound", "NoSuchBucket", "ContainerBeingDeleted");

    /** What OpenDAL says of a read whose answer has another length. */
    private static final List<String> SIZES = List.of("got too little data", "got too much data");

    private record Phrase(String sign, String said) {}

    private static final List<Phrase> PHRASES = List.of(
            new Phrase("dns error", "its host name cannot be resolved"),
            new Phrase("Connection refused", "the connection was refused"),
            new Phrase("certificate", "its certificate is not trusted"),
            new Phrase("too many redirects", "it redirects too often"),
            new Phrase("reset by peer", "the connection was reset"),
            new Phrase("timed out", "the connection timed out"),
            new Phrase("no valid credential found", "there are no credentials"),
            new Phrase("connection closed before", "the connection was closed"),
            new Phrase("got too little data", "the answer broke off"),
            new Phrase("incomplete", "the answer broke off"),
            new Phrase("error decoding response body", "the answer broke off"),
            new Phrase("error sending request", "the connection failed"));

    /** A failure of an operation that OpenDAL reported, or of OpenDAL itself. */
    StorageException of(String operation, Throwable failure) {
        if (!(failure instanceof OpenDALException reported)) {
            return new StorageException(Kind.OTHER, sentence(operation, failure.getClass().getSimpleName()));
        }
        String message = beginning(reported);
        int status = status(message);
        return new StorageException(kind(reported.getCode(), status, message), sentence(operation, said(reported, status, message)));
    }

    /** Whether the store says that the object is absent, and not, say, its bucket. */
    boolean isAbsence(Throwable failure) {
        return failure instanceof OpenDALException reported
                && reported.getCode() == OpenDALException.Code.NotFound
                && storesCode(beginning(reported)).filter(NO_BUCKET::contains).isEmpty();
    }

    /** Whether a read found fewer or more bytes than it asked for, or none: the object is not the one that was looked at. */
    boolean isOfAnotherSize(Throwable failure) {
        return failure instanceof OpenDALException reported
                && (SIZES.stream().anyMatch(beginning(reported)::contains) || of("read", failure).kind() == Kind.INVALID_RANGE);
    }

    StorageException timedOut(String operation, long seconds) {
        return new StorageException(Kind.UNAVAILABLE, sentence(operation, "no answer within " + seconds + " s"));
    }

    StorageException closed(String operation) {
        return new StorageException(Kind.UNAVAILABLE, sentence(operation, "the store was closed"));
    }

    StorageException refused(Kind kind, String operation, String why) {
        return new StorageException(kind, sentence(operation, why));
    }

    private String sentence(String operation, String why) {
        return store + ": " + operation + " failed: " + why;
    }

    private static String beginning(OpenDALException reported) {
        String message = String.valueOf(reported.getMessage());
        return message.length() <= SEARCHED ? message : message.substring(0, SEARCHED);
    }

    private static Kind kind(OpenDALException.Code code, int status, String message) {
        return switch (code) {
            case NotFound -> Kind.NOT_FOUND;
            case PermissionDenied -> Kind.PERMISSION_DENIED;
            case RateLimited -> Kind.UNAVAILABLE;
            case Unsupported -> Kind.UNSUPPORTED;
            case AlreadyExists -> Kind.PRECONDITION_FAILED;
            case ConditionNotMatch -> isOtherConflict(status, message) ? Kind.OTHER : Kind.PRECONDITION_FAILED;
            case RangeNotSatisfied -> Kind.INVALID_RANGE;
            case ConfigInvalid, IsADirectory, NotADirectory, IsSameFile -> Kind.OTHER;
            case Unexpected -> unexpected(status, message);
        };
    }

    /**
     * A 409 that is not about the object's existence: a lease, for instance. OpenDAL takes every 409 for a condition that does not hold.
     */
    private static boolean isOtherConflict(int status, String message) {
        return status == 409
                && storesCode(message).filter(code -> !code.contains("Exist") && !code.contains("Precondition")).isPresent();
    }

    private static Kind unexpected(int status, String message) {
        return switch (status) {
            case 0 -> isTemporary(message) ? Kind.UNAVAILABLE : Kind.OTHER;
            case 401, 403 -> Kind.PERMISSION_DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 408, 429 -> Kind.UNAVAILABLE;
            case 412 -> Kind.PRECONDITION_FAILED;
            case 413 -> Kind.ENTITY_TOO_LARGE;
            case 416 -> Kind.INVALID_RANGE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
        };
    }

    /** {@code Unexpected (temporary) at stat => …}; {@code persistent} is what was temporary when the retries began. */
    private static boolean isTemporary(String message) {
        int end = message.indexOf(" at ");
        String head = end < 0 ? "" : message.substring(0, end);
        return head.contains("(temporary)") || head.contains("(persistent)");
    }

    private static String said(OpenDALException reported, int status, String message) {
        Optional<String> code = storesCode(message);
        if (status > 0) {
            return "it answered " + status + code.map(c -> " " + c).orElse("");
        }
        return code.or(() -> phrase(message)).orElse(reported.getCode().name());
    }

    private static Optional<String> phrase(String message) {
        return PHRASES.stream().filter(phrase -> message.contains(phrase.sign())).map(Phrase::said).findFirst();
    }

    private static Optional<String> storesCode(String message) {
        Matcher matcher = STORES_CODE.matcher(message);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static int status(String message) {
        Matcher matcher = STATUS.matcher(message);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
