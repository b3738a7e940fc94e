/**
 * Signed URLs of Google Cloud Storage, version 4, with a service account's RSA key ("Signed URLs" and "Signatures", Google Cloud Storage
 * documentation). No call to the signBlob service: without a private key nothing is signed.
 */
@NullMarked
package dev.stagedoor.signing.gcs;

import org.jspecify.annotations.NullMarked;
