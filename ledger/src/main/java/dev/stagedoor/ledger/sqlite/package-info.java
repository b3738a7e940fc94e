/**
 * The ledger of a single server process: a journal in mapped memory, and a SQLite database that a thread moves it to. {@link
 * dev.stagedoor.ledger.sqlite.SqlitePresignLedger} is the way in.
 */
@NullMarked
package dev.stagedoor.ledger.sqlite;

import org.jspecify.annotations.NullMarked;
