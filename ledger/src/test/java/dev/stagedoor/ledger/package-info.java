/** The contract of ledgers, which every one passes, and a ledger in memory for the tests of others. */
@NullMarked
package dev.stagedoor.ledger;

import org.jspecify.annotations.NullMarked;
