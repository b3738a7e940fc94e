/** Tests of the ledger over real files. */
@NullMarked
package dev.stagedoor.catalog.ledger;

import org.jspecify.annotations.NullMarked;
