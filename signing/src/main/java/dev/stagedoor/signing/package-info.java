/**
 * Presigned requests: a signer per scheme, and the verifier for requests that come back to our own door. Pure functions of their
 * arguments: no clock, no I/O, no logging. The JDK is the only library.
 */
@NullMarked
package dev.stagedoor.signing;

import org.jspecify.annotations.NullMarked;
