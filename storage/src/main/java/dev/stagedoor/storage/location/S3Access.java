package dev.stagedoor.storage.location;

import dev.stagedoor.signing.S3Credential;
import java.util.Optional;

/** By whose authority an S3 store is used. */
public sealed interface S3Access {
    /** Requests are not signed: only what the bucket's owner made public. */
    record Anonymous() implements S3Access {}

    /** Keys that were given, with their session token if they are temporary. */
    record Keys(S3Credential credential) implements S3Access {}

    /**
     * A role assumed through STS, renewed before it expires.
     *
     * @param base the keys that assume it; without them, the server's own (the SDK's default credential chain)
     */
    record AssumedRole(Optional<S3Credential> base, String roleArn, Optional<String> externalId) implements S3Access {}

    /** The server's own credentials, from the SDK's default chain. Only for the server's internal storage; no SQL says this. */
    record ServerCredentials() implements S3Access {}

    S3Access ANONYMOUS = new Anonymous();
}
