package dev.stagedoor.server.http;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.StorageException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what was thrown into what a client may see. */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private ErrorAnswers() {}

    /** A defect is logged under an id, and the id is all the client sees of it. */
    public static StagedoorException describe(Throwable thrown) {
        if (thrown instanceof StagedoorException known) {
            return known;
        }
        String id = newId();
        LOG.error("Internal error {}", id, thrown);
        return new StagedoorException(
                ErrorCode.INTERNAL, "internal error " + id + ": the server's log has the details under this id", thrown);
    }

    /** The HTTP status of an error outside a query, where a query would answer 200 with the error in its JSON. */
    public static HttpRefusal asRefusal(Throwable thrown) {
        if (thrown instanceof HttpRefusal refusal) {
            return refusal;
        }
        if (thrown instanceof HttpException malformed) {
            return new HttpRefusal(malformed.getCode(), malformed.getCode(), "a header of the request is malformed");
        }
        StagedoorException error = describe(thrown);
        int status = error instanceof StorageException storage ? statusOf(storage.kind()) : statusOf(error.code());
        return new HttpRefusal(status, error.code().number(), error.getMessage());
    }

    private static int statusOf(StorageException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case PERMISSION_DENIED -> 403;
            case UNAVAILABLE -> 503;
            case PRECONDITION_FAILED -> 412;
            case ENTITY_TOO_LARGE -> 413;
            case INVALID_RANGE -> 416;
            case INSUFFICIENT_STORAGE -> 507;
            case UNSUPPORTED, BAD_DIGEST, INCOMPLETE_BODY, ENTITY_TOO_SMALL, INVALID_PART -> 400;
            case DAMAGED, OTHER -> 500;
        };
    }

    private static int statusOf(ErrorCode code) {
        return switch (code) {
            case INTERNAL, INVALID_CONFIG -> 500;
            case UNIMPLEMENTED -> 501;
            case AUTHENTICATE_FAILURE, UNKNOWN_USER, SESSION_TOKEN_EXPIRED, SESSION_TOKEN_NOT_FOUND, REFRESH_TOKEN_EXPIRED,
            REFRESH_TOKEN_NOT_FOUND -> 401;
            case PERMISSION_DENIED, STAGE_PERMISSION_DENIED, STORAGE_PERMISSION_DENIED -> 403;
            case UNKNOWN_STAGE, STORAGE_NOT_FOUND, UNKNOWN_DATABASE, UNKNOWN_TABLE, UNKNOWN_CATALOG -> 404;
            case TABLE_VERSION_MISMATCHED -> 409;
            case STORAGE_UNAVAILABLE -> 503;
            case STORAGE_OTHER -> 500;
            case SYNTAX, BAD_ARGUMENTS, BAD_BYTES, UNKNOWN_FUNCTION, ABORTED_QUERY, SEMANTIC, INVALID_ARGUMENT, STAGE_ALREADY_EXISTS,
                    DATABASE_ALREADY_EXISTS, TABLE_ALREADY_EXISTS, UNKNOWN_COLUMN, ADD_COLUMN_EXISTS, DROP_COLUMN_EMPTY,
                    ILLEGAL_STAGE_FILE_FORMAT, UNKNOWN_FILE_FORMAT, ILLEGAL_FILE_FORMAT, FILE_FORMAT_ALREADY_EXISTS,
                    UNKNOWN_CONNECTION, USER_ALREADY_EXISTS, UNKNOWN_ROLE, INVALID_ROLE, ROLE_ALREADY_EXISTS, ILLEGAL_ROLE, ILLEGAL_USER,
                    ILLEGAL_CONNECTION, CONNECTION_ALREADY_EXISTS, UNKNOWN_VARIABLE, WRONG_VALUE_FOR_VARIABLE,
                    INVALID_TIMEZONE, TENANT_QUOTA_EXCEEDED, TABLE_HISTORICAL_DATA_NOT_FOUND, UNRESOLVABLE_CONFLICT,
                    STORAGE_UNSUPPORTED, STORAGE_INSECURE -> 400;
        };
    }

    /** 16 hexadecimal digits: for finding a line in the log, not for keeping anything secret. */
    public static String newId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
