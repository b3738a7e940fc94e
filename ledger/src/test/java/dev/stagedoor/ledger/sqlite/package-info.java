/** Tests of the ledger over real files. */
@NullMarked
package dev.stagedoor.ledger.sqlite;

import org.jspecify.annotations.NullMarked;
