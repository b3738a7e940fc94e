/**
 * The ledger of presigned URLs: what was issued, what became of it, and what was revoked. It knows ids and terms, never a URL or a
 * signature. Here are the contract, {@link dev.stagedoor.ledger.PresignLedger}, and its values.
 */
@NullMarked
package dev.stagedoor.ledger;

import org.jspecify.annotations.NullMarked;
