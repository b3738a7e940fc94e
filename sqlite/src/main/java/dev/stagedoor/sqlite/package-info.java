/**
 * What databases of this process have in common: a file of SQLite with one connection that writes and some that read, its versions, a look
 * at one that changes nothing, and what is wrong with one that cannot be read. The index of the embedded store, the catalog and the ledger
 * of URLs stand on it; each has its own tables and sentences.
 */
@NullMarked
package dev.stagedoor.sqlite;

import org.jspecify.annotations.NullMarked;
