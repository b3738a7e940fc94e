package dev.stagedoor.errors;

/** Databend's error codes, as far as Stagedoor answers them. The number is part of the client contract and never changes. */
public enum ErrorCode {
    INTERNAL(1001),
    UNIMPLEMENTED(1002),
    UNKNOWN_DATABASE(1003),
    SYNTAX(1005),
    BAD_ARGUMENTS(1006),
    UNKNOWN_FUNCTION(1008),
    UNKNOWN_TABLE(1025),
    ABORTED_QUERY(1043),
    /** What a file holds is not of its format. */
    BAD_BYTES(1046),
    UNKNOWN_COLUMN(1058),
    PERMISSION_DENIED(1063),
    SEMANTIC(1065),
    INVALID_TIMEZONE(1078),
    /** Another column has the name. */
    ADD_COLUMN_EXISTS(1108),
    /** A table would be left without columns. */
    DROP_COLUMN_EMPTY(1109),
    UNKNOWN_CATALOG(1119),
    INVALID_CONFIG(2002),
    INVALID_ARGUMENT(2004),
    /** What a statement was to change was changed by others meanwhile. */
    TABLE_VERSION_MISMATCHED(2009),
    /** What a table was at a moment is not known, or no longer. */
    TABLE_HISTORICAL_DATA_NOT_FOUND(2013),
    UNKNOWN_USER(2201),
    USER_ALREADY_EXISTS(2202),
    UNKNOWN_ROLE(2204),
    /** A role that the user may not take. */
    INVALID_ROLE(2206),
    ROLE_ALREADY_EXISTS(2216),
    ILLEGAL_ROLE(2217),
    ILLEGAL_USER(2218),
    DATABASE_ALREADY_EXISTS(2301),
    TABLE_ALREADY_EXISTS(2302),
    UNKNOWN_STAGE(2501),
    STAGE_ALREADY_EXISTS(2502),
    ILLEGAL_STAGE_FILE_FORMAT(2505),
    STAGE_PERMISSION_DENIED(2506),
    UNKNOWN_FILE_FORMAT(2507),
    ILLEGAL_FILE_FORMAT(2508),
    FILE_FORMAT_ALREADY_EXISTS(2509),
    UNKNOWN_CONNECTION(2510),
    ILLEGAL_CONNECTION(2511),
    CONNECTION_ALREADY_EXISTS(2512),
    UNKNOWN_VARIABLE(2801),
    WRONG_VALUE_FOR_VARIABLE(2803),
    TENANT_QUOTA_EXCEEDED(2903),
    STORAGE_NOT_FOUND(3001),
    STORAGE_PERMISSION_DENIED(3002),
    STORAGE_UNAVAILABLE(3901),
    STORAGE_UNSUPPORTED(3902),
    STORAGE_INSECURE(3903),
    STORAGE_OTHER(4000),
    /** One row was to be changed in several ways. */
    UNRESOLVABLE_CONFLICT(4001),
    AUTHENTICATE_FAILURE(5100),
    /** Clients ask for new tokens, and send the request again; likewise after {@link #SESSION_TOKEN_NOT_FOUND}. */
    SESSION_TOKEN_EXPIRED(5101),
    REFRESH_TOKEN_EXPIRED(5102),
    SESSION_TOKEN_NOT_FOUND(5103),
    REFRESH_TOKEN_NOT_FOUND(5104);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number clients see in {@code error.code}. */
    public int number() {
        return number;
    }
}
