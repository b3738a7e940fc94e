/**
 * Presigned URLs: their terms, what they stand on, the ledger's view of them and their revocation; and the rights and rules that an
 * upload is held to until its last byte.
 */
@NullMarked
package dev.stagedoor.engine.presign;

import org.jspecify.annotations.NullMarked;
