package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Says what went wrong: which store, which operation, what the store said, and what to do about it. The store's own words are shortened and
 * {@link StoreWords#shown cleaned}; they may hold whatever a stranger's server puts there.
 */
final class S3Errors {
    private static final Logger LOG = LoggerFactory.getLogger(S3Errors.class);

    /** How deep causes are looked for: libraries wrap, but not without end. */
    private static final int MAX_CAUSES = 16;

    private final String store;
    private final String region;
    private final StoreWords words;

    /** @param store how the user knows it: {@code s3://bucket at http://…} */
    S3Errors(String store, String region, StoreWords words) {
        this.store = store;
        this.region = region;
        this.words = words;
    }

    /** @param operation what was tried, after "could not": {@code list objects} */
    StagedoorException translate(String operation, SdkException e) {
        Optional<StagedoorException> ours = cause(e, StagedoorException.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        StorageException translated = e instanceof AwsServiceException said ? ofService(operation, said) : ofClient(operation, e);
        LOG.debug("{}", translated.getMessage());
        return translated;
    }

    /** Which store, as in every message. */
    String store() {
        return store;
    }

    /** The bucket is missing, of which the store said nothing but 404. */
    StorageException noSuchBucket(String operation) {
        return new StorageException(Kind.NOT_FOUND, failed(operation) + ": the bucket does not exist");
    }

    /** A body that was being read ended too early, and asking for its rest did not help. */
    StorageException brokenOff(String operation, IOException e) {
        return new StorageException(
                Kind.UNAVAILABLE, failed(operation) + ": the connection failed (" + words.shown(String.valueOf(e.getMessage()))
                        + "); try again later", e);
    }

    /** What the store answered is not what its protocol says. */
    StorageException unexpected(String operation, String what) {
        return new StorageException(Kind.OTHER, failed(operation) + ": " + what);
    }

    /** The code the store gave, or empty. */
    static String code(SdkException e) {
        if (!(e instanceof AwsServiceException said) || said.awsErrorDetails() == null) {
            return "";
        }
        return Optional.ofNullable(said.awsErrorDetails().errorCode()).orElse("");
    }

    static int status(SdkException e) {
        return e instanceof SdkServiceException said ? said.statusCode() : 0;
    }

    private StorageException ofService(String operation, AwsServiceException e) {
        Kind kind = kind(code(e), e.statusCode());
        String advice = e instanceof StsException ? roleAdvice(kind) : advice(code(e), kind, e);
        String what = e instanceof StsException ? operation + " (the role could not be assumed)" : operation;
        // No cause: beside the text just cleaned it holds the same text as the store sent it.
        return new StorageException(kind, failed(what) + ": " + said(e) + advice);
    }

    private String said(AwsServiceException e) {
        String code = code(e);
        String message = Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorMessage).orElse("");
        String text = words.shown(message);
        String name = code.isEmpty() || code.equals(String.valueOf(e.statusCode())) ? "" : words.shown(code) + " ";
        return name + "(HTTP " + e.statusCode() + ")" + (text.isEmpty() ? "" : ", \"" + text + "\"");
    }

    private static Kind kind(String code, int status) {
        return switch (code) {
            case "NoSuchKey", "NoSuchBucket", "NoSuchUpload", "NotFound" -> Kind.NOT_FOUND;
            case "PreconditionFailed" -> Kind.PRECONDITION_FAILED;
            case "InvalidRange" -> Kind.INVALID_RANGE;
            case "EntityTooLarge" -> Kind.ENTITY_TOO_LARGE;
            case "EntityTooSmall" -> Kind.ENTITY_TOO_SMALL;
            case "InvalidPart", "InvalidPartOrder" -> Kind.INVALID_PART;
            case "BadDigest", "XAmzContentSHA256Mismatch" -> Kind.BAD_DIGEST;
            case "IncompleteBody" -> Kind.INCOMPLETE_BODY;
            case "QuotaExceeded", "XMinioStorageFull", "StorageFull" -> Kind.INSUFFICIENT_STORAGE;
            case "RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable", "ConditionalRequestConflict", "OperationAborted" ->
                Kind.UNAVAILABLE;
            case "RequestTimeTooSkewed", "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId",
            "SignatureDoesNotMatch" ->
                Kind.PERMISSION_DENIED;
            default -> kind(status);
        };
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> Kind.PERMISSION_DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 412 -> Kind.PRECONDITION_FAILED;
            case 413 -> Kind.ENTITY_TOO_LARGE;
            case 416 -> Kind.INVALID_RANGE;
            case 408, 429 -> Kind.UNAVAILABLE;
            case 405, 501 -> Kind.UNSUPPORTED;
            case 507 -> Kind.INSUFFICIENT_STORAGE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
        };
    }

    private String advice(String code, Kind kind, AwsServiceException e) {
        return switch (code) {
            case "NoSuchBucket" -> ": the bucket does not exist";
            case "NoSuchKey" -> ": there is no object with this key";
            case "RequestTimeTooSkewed" -> ": this server's clock and the store's differ too much; set them right";
            case "ExpiredToken", "InvalidToken",
            "TokenRefreshRequired" -> ": the session token has expired or is not valid; give new credentials";
            case "InvalidAccessKeyId" -> ": check the access key id";
            case "SignatureDoesNotMatch" -> ": check the secret access key" + regionAdvice(e);
            case "PreconditionFailed" -> ": an object with this key exists already, or has changed";
            case "PermanentRedirect", "TemporaryRedirect", "Redirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException" ->
                wrongRegion(e);
            default -> e.statusCode() / 100 == 3 ? wrongRegion(e) : advice(kind);
        };
    }

    private static String advice(Kind kind) {
        return switch (kind) {
            case UNAVAILABLE -> ": try again later";
            case PERMISSION_DENIED -> ": the credentials do not allow this";
            case UNSUPPORTED -> ": this store cannot do it";
            case NOT_FOUND -> ": there is no such bucket or object";
            case PRECONDITION_FAILED, BAD_DIGEST, INCOMPLETE_BODY, ENTITY_TOO_LARGE, ENTITY_TOO_SMALL, INVALID_PART, INVALID_RANGE,
            INSUFFICIENT_STORAGE, DAMAGED, OTHER -> "";
        };
    }

    private static String roleAdvice(Kind kind) {
        return kind == Kind.PERMISSION_DENIED ? ": check role_arn, external_id and the role's trust policy" : advice(kind);
    }

    private String wrongRegion(AwsServiceException e) {
        return bucketRegion(e).map(known -> ": the bucket is in region " + known + ", not " + region + "; set REGION = '" + known + "'")
                .orElse(": the bucket is in another region or at another endpoint than " + region + "; set REGION and ENDPOINT_URL");
    }

    private String regionAdvice(AwsServiceException e) {
        return bucketRegion(e).filter(known -> !known.equals(region)).map(known -> wrongRegion(e)).orElse("");
    }

    private static Optional<String> bucketRegion(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader(S3RegionFinder.BUCKET_REGION))
                .filter(S3RegionFinder::isRegion);
    }

    private StorageException ofClient(String operation, SdkException e) {
        if (cause(e, ApiCallTimeoutException.class).isPresent() || cause(e, ApiCallAttemptTimeoutException.class).isPresent()) {
            return new StorageException(Kind.UNAVAILABLE, failed(operation) + ": no answer in time; try again later", e);
        }
        if (cause(e, UnknownHostException.class).isPresent()) {
            return new StorageException(
                    Kind.UNAVAILABLE, failed(operation) + ": the name of its host cannot be resolved; check ENDPOINT_URL", e);
        }
        Optional<IOException> broken = cause(e, IOException.class);
        if (broken.isPresent()) {
            return brokenOff(operation, broken.get());
        }
        if (cause(e, XMLStreamException.class).isPresent()) {
            // No cause: its text may quote the answer.
            return new StorageException(
                    Kind.UNAVAILABLE,
                    failed(operation) + ": its answer broke off, or is not what S3 answers; try again, or check ENDPOINT_URL");
        }
        if (cause(e, AbortedException.class).isPresent() || cause(e, InterruptedException.class).isPresent()) {
            return new StorageException(Kind.UNAVAILABLE, failed(operation) + ": it was interrupted", e);
        }
        if (String.valueOf(e.getMessage()).contains("Unable to load credentials")) {
            return new StorageException(
                    Kind.PERMISSION_DENIED,
                    failed(operation) + ": this server has no credentials of its own; give it some, or the stage", e);
        }
        return new StorageException(Kind.OTHER, failed(operation) + ": " + words.shown(String.valueOf(e.getMessage())), e);
    }

    private String failed(String operation) {
        return store + " could not " + operation;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
