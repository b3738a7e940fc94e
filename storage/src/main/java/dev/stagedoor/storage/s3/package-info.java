/**
 * Objects in a bucket of Amazon S3, or of any store that speaks its protocol. Owns the requests of the AWS SDK, the credentials they are
 * made with, the translation of what goes wrong, and the finding of a bucket's region. Presigned requests are signed by our own
 * {@link dev.stagedoor.signing.s3v4 signer}, without the SDK and without a network call.
 */
@NullMarked
package dev.stagedoor.storage.s3;

import org.jspecify.annotations.NullMarked;
