/**
 * The ledger of presigned URLs: what was issued, what became of it, and what was revoked. It knows ids and terms, never a URL or a
 * signature.
 */
@NullMarked
package dev.stagedoor.catalog.ledger;

import org.jspecify.annotations.NullMarked;
