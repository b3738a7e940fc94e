/**
 * Presigned requests: a signer per scheme, and the verifier for requests that come back to our own door. Pure functions of their
 * arguments: no clock, no I/O, no logging. The JDK is the only library.
 *
 * <p>This package holds what every scheme shares: credentials, methods and the finished {@link PresignedRequest}. Each scheme has a
 * package of its own beside {@code s3v4}, built from {@code primitive}.
 */
@NullMarked
package dev.stagedoor.signing;

import org.jspecify.annotations.NullMarked;
