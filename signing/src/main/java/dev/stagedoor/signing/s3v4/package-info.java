/**
 * S3 Signature Version 4 in the query ("Authenticating Requests: Using Query Parameters", Amazon S3 API reference): presigning for any
 * store that speaks S3, and verifying what comes back to our own door, where the payload is signed only if its digest is a signed header.
 * And verifying requests signed in the Authorization header ("Using the Authorization Header"), which our own door takes too.
 */
@NullMarked
package dev.stagedoor.signing.s3v4;

import org.jspecify.annotations.NullMarked;
