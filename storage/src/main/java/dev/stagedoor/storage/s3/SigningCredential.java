package dev.stagedoor.storage.s3;

import dev.stagedoor.signing.S3Credential;
import java.time.Instant;
import java.util.Optional;

/**
 * What a URL is signed with.
 *
 * @param expiresAt when the store stops to accept it; empty for a key that does not expire, or whose end was not told to us
 */
record SigningCredential(S3Credential credential, Optional<Instant> expiresAt) {}
